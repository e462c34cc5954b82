"""One run told: what happened, when, and why each formation that mattered broke."""
