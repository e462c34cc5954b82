"""The lines of docs/mesa.md as the file that they are said to be."""

from __future__ import annotations

import re
from pathlib import Path

PARTS = re.findall(
    r"```python\n# (?:file|added to): my_page.py\n(.*?)```",
    (Path(__file__).parents[1] / "docs" / "mesa.md").read_text("utf-8"),
    re.DOTALL,
)


def written(folder: Path, army: str = "Playable") -> Path:
    """The file, with a page of this army."""
    file = folder / "my_page.py"
    file.write_text("\n".join(PARTS).replace("lambda: Playable(", f"lambda: {army}("), "utf-8")
    return file
