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
    """Names of the scenarios here, in ``scenarios/`` here, and of those shipped."""
    return sorted({path.stem for folder in folders() for path in scenarios_in(folder)})


def folders() -> tuple[Path, Path, Path]:
    """Where a bare name is looked for, in this order: here, in ``scenarios/`` here, and what is shipped."""
    return Path(), LOCAL, shipped_folder()


def default_name() -> str:
    """The name of the shipped scenario to show when none is asked for."""
    return (shipped_folder() / DEFAULT).read_text(encoding="utf-8").strip()


def find(name: str) -> Path:
    """The file meant by a path or a bare name; what is here comes before what is shipped.

    Raises ScenarioError for a name without a folder that is not known; a path with one is returned as it
    is, there or not.
    """
    path = Path(name)
    if path.is_file() or len(path.parts) != 1:
        return path
    stem = name.removesuffix(SUFFIX)
    for folder in folders() if stem == name else ():
        candidate = folder / f"{stem}{SUFFIX}"
        if candidate.is_file():
            return candidate
    known = known_names()
    near = difflib.get_close_matches(stem.casefold(), [one.casefold() for one in known], n=1, cutoff=0.5)
    likely = next((f"did you mean {one!r}? " for one in known if near == [one.casefold()]), "")
    raise ScenarioError(
        f"{name}: no such scenario: neither a file {stem}{SUFFIX} here or in {LOCAL}/, nor a shipped one; "
        f"{likely}known: {', '.join(known)}; 'rout list' says what each is"
    )
