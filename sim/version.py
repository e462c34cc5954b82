"""The version, in a module of its own so that every layer may read it."""

from __future__ import annotations

from typing import Final

VERSION: Final = "0.1.0"
