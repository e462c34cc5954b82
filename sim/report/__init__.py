"""Comparisons for people: the terminal's tables and a report in one file."""
