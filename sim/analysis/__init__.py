"""What the runs say: comparisons, paired differences, and what changed. Reads result folders only."""
