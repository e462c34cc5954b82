"""Where the scenarios that come with Rout are, and how a bare name such as ``homs`` finds one."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from sim.errors import ScenarioError

SUFFIX = ".toml"
DEFAULT = "default.txt"
LOCAL = Path("scenarios")
BEGINS = re.compile(r"^[ \t]*(?:\[[ \t]*scenario[ \t]*\]|scenario[ \t]*[.=]|extends[ \t]*=)", re.MULTILINE)


def shipped_folder() -> Path:
    """The shipped scenarios: within the package when it was installed from a wheel, beside it in a clone."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def scenarios_in(folder: Path) -> list[Path]:
    """The scenarios of a folder by name, without the parts that are only there to be extended."""
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if not is_part(path))


def is_part(path: Path) -> bool:
    """Whether a file has neither [scenario] nor ``extends``: something for scenarios to extend."""
    try:
        return BEGINS.search(path.read_text(encoding="utf-8", errors="replace")) is None
    except OSError:
        return False


def known_names() -> list[str]:
    """Names of the scenarios in ``scenarios/`` here and of those shipped."""
    return sorted({path.stem for folder in (LOCAL, shipped_folder()) for path in scenarios_in(folder)})


def default_name() -> str:
    """The name of the shipped scenario to show when none is asked for."""
    return (shipped_folder() / DEFAULT).read_text(encoding="utf-8").strip()


def find(name: str) -> Path:
    """The file meant by a path or a bare name; ``scenarios/`` here comes before what is shipped.

    Raises ScenarioError for a bare name that is not known; a path is returned as it is, there or not.
    """
    path = Path(name)
    if path.is_file() or path.suffix == SUFFIX or len(path.parts) != 1:
        return path
    for folder in (LOCAL, shipped_folder()):
        candidate = folder / f"{name}{SUFFIX}"
        if candidate.is_file():
            return candidate
    near = difflib.get_close_matches(name, known_names(), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known_names())}"
    raise ScenarioError(f"{name}: no such scenario; {hint}")
