"""The oldest versions that ``pyproject.toml`` allows, as constraints for pip: ``make oldest`` installs these.

Python's own ``tomllib`` is all it needs, so that it runs before anything is installed.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

OF_THEIR_TIME = ("pandas<3",)
"""What the oldest packages could know of: SALib before 1.6 hands lists to pandas, which 3 refuses."""
LOWEST = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)(?:\[[^]]*\])?>=(?P<version>[0-9.]+)")


def constraints() -> list[str]:
    """One line for each package of which a lowest version is named."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    extras = project["optional-dependencies"]
    found = [LOWEST.match(line) for line in [*project["dependencies"], *extras["dask"], *extras["calibrate"]]]
    return [*OF_THEIR_TIME, *(f"{match['name']}=={match['version']}" for match in found if match)]


if __name__ == "__main__":
    print("\n".join(constraints()))
