"""What the runs say: comparisons, differences run for run, and what changed. Reads result folders only."""
