"""The manifest: what a result is, of which scenario, seed and engine, made with what.

Two batches may share a folder only if their identities are equal: the same scenario to the
last field, seed, engine, sources of the engine, design and size of parts.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.errors import ResultError
from sim.files import read_plain, write_atomically
from sim.results.shape import problems_of
from sim.scenario.schema import middle_of
from sim.version import VERSION

FILE = "manifest.json"
SCHEMA_VERSION = 1
PACKAGES = ("numpy", "numba", "mesa", "pyarrow")
IDENTITY = ("scenario", "seed", "engine", "engine_hash", "design", "part_rows")
MOST_DIFFERENCES = 3
MOST_BYTES = 100_000_000

Tree = Mapping[str, Any]


def sha256_of(tree: Any) -> str:
    """SHA-256 of plain data as compact JSON, in the order in which it stands."""
    text = json.dumps(tree, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of_sources(names: Sequence[str]) -> str:
    """A hash of modules and packages of ``sim``, given as paths such as 'rules' or 'world.py'."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for name in names:
        for path in _sources(root / name):
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def versions() -> dict[str, str]:
    """The versions of Rout, Python and what computes with them, and the machine's kind."""
    return {
        "rout": VERSION,
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "platform": f"{platform.system()} {platform.machine()}",
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def describe(world: Any) -> dict[str, Any]:
    """The names that a reader of the result needs, taken from the world's scenario."""
    setting, places = world.scenario.scenario, world.scenario.places
    return {
        "days": world.days,
        "tick_hours": setting.tick_hours,
        "capital": setting.capital,
        "bellwether": setting.bellwether,
        "refuge": setting.refuge,
        "places": [
            {"name": name, "lat": place.lat, "lon": place.lon, "population": middle_of(place.population)}
            for name, place in places.items()
        ],
        "units": list(world.scenario.units),
        "communities": list(world.communities),
        "backers": list(world.backers),
        "drawn": list(world.patched),
        "observed": dict(world.scenario.observed),
    }


def write_manifest(folder: Path, manifest: Tree) -> None:
    """Store the manifest as a whole or not at all."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    write_atomically(folder / FILE, text.encode())


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder. Raises ResultError when it is missing, damaged or from the future."""
    path = folder / FILE
    try:
        text = read_plain(path, MOST_BYTES)
        manifest = json.loads(text)
    except FileNotFoundError:
        raise ResultError(f"{folder}: not a result: it has no {FILE}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise ResultError(f"{path}: cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(manifest, dict) or type(manifest.get("schema_version")) is not int:
        raise ResultError(f"{path}: not the manifest of a result")
    if manifest["schema_version"] > SCHEMA_VERSION:
        raise ResultError(
            f"{path}: written by a later version of Rout (its schema_version is above {SCHEMA_VERSION})"
        )
    problems = problems_of(text)
    if problems:
        raise ResultError(f"{path}: damaged ({'; '.join(problems)}); restore it, or run into another folder")
    return manifest


def require_same(folder: Path, stored: Tree, wanted: Tree) -> None:
    """Raise ResultError, saying what differs and what to do, when two batches must not be mixed."""
    differing = [key for key in IDENTITY if json.dumps(stored[key]) != json.dumps(wanted[key])]
    if not differing:
        return
    reasons = [_difference(key, stored, wanted) for key in differing]
    raise ResultError(
        f"{folder}: holds runs of another batch: {'; '.join(reasons)}",
        "give another folder with --out or --name, or --replace to delete those runs and start anew",
    )


def _difference(key: str, stored: Tree, wanted: Tree) -> str:
    if key == "scenario":
        return _scenario_difference(stored["scenario"], wanted["scenario"])
    if key == "engine_hash":
        return f"its engine's sources have changed since (Rout {stored.get('versions', {}).get('rout')} then)"
    if key == "design":
        return f"its design is {_design(stored)}, here {_design(wanted)}"
    return f"its {key.replace('_', ' ')} is {stored[key]}, here {wanted[key]}"


def _design(manifest: Tree) -> str:
    design = manifest["design"]
    return f"{design['points']} points over {', '.join(design['names'])}" if design else "none"


def _scenario_difference(stored: Any, wanted: Any) -> str:
    found = list(_differences(stored, wanted, ""))
    more = f" and {len(found) - MOST_DIFFERENCES} more" if len(found) > MOST_DIFFERENCES else ""
    listed = ", ".join(found[:MOST_DIFFERENCES]) or "only the order of its tables"
    return f"its scenario differs ({listed}{more})"


def _differences(stored: Any, wanted: Any, name: str) -> Iterator[str]:
    """Each field in which two trees differ, as 'name is A there, B here'."""
    if isinstance(stored, dict) and isinstance(wanted, dict):
        for key in [*stored, *(key for key in wanted if key not in stored)]:
            yield from _differences(stored.get(key), wanted.get(key), f"{name}.{key}" if name else key)
    elif stored != wanted:
        yield f"{name} is {_short(stored)} there, {_short(wanted)} here"


def _short(value: Any) -> str:
    text = "absent" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."
