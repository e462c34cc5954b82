"""The command ``rout``: one file per command, each importing what it needs when it is called."""

from __future__ import annotations

from sim.cli.app import app, main

__all__ = ["app", "main"]
