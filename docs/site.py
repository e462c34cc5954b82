"""Builds the documentation site in build/site, without a network: ``make docs``.

The pages are copied as they lie in the repository, so that links between them hold on the site too; notebooks
are turned into pages.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "build" / "site-source"
FOLDERS = ("docs", "results/reference", "scenarios")
NOTEBOOK = re.compile(r"(\]\([^)\s]*notebooks/[\w-]+)\.ipynb\)")
KINDS = {".md", ".png", ".gif", ".svg", ".csv", ".json", ".toml", ".ipynb", ".geojson", ".py"}


def stage() -> None:
    """Copy the pages, and what they show, to where the site is built from."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.suffix in KINDS]
    for file in [*files, *ROOT.glob("*.md"), ROOT / "LICENSE", ROOT / "CITATION.cff"]:
        copy = SOURCE / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    for notebook in SOURCE.rglob("*.ipynb"):
        notebook.with_suffix(".md").write_text(page_of(notebook), "utf-8")
    for page in SOURCE.rglob("*.md"):
        page.write_text(NOTEBOOK.sub(r"\1.md)", page.read_text("utf-8")), "utf-8")


def page_of(notebook: Path) -> str:
    """A notebook as a page: its words and its code."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    return "\n\n".join(text if kind == "markdown" else f"```python\n{text}\n```" for kind, text in texts)


def main() -> int:
    """Stage and build; a warning is an error."""
    stage()
    config = str(ROOT / "mkdocs.yml")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", config]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
