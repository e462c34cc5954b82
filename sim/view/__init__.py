"""The browser: watch a run, change an assumption, compare. Needs the extra ``rout[view]``."""
