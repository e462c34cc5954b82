"""Figures: one function a figure, which takes and returns a matplotlib Axes."""
