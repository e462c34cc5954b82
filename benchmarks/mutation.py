"""Small faults in the model, one at a time, and whether its behaviour tests notice: ``make mutation``.

mutmut makes the faults (see ``mutators``) and runs, for each, the tests that reach the faulty function;
which tests and which modules is set in pyproject.toml. The pinned hashes of whole runs are not among them.
What survives must be listed in ``mutation.toml``, with the reason why it changes nothing. All of them
take an hour or more; ``--sample 500`` tries as many drawn at random and gives Wilson's interval of the score.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from scipy.stats import binomtest

LISTED = Path("benchmarks/mutation.toml")
WORK = Path("mutants")  # where mutmut works
TESTS = WORK / "mutmut-stats.json"
MODEL = "sim.model."
KILLED = ("killed", "timeout")
MUTMUT = (sys.executable, "-m", "benchmarks.mutators")


@dataclass(frozen=True)
class Mutant:
    """One fault: its function, such as ``stages.groups.launch``, and the line before and after."""

    where: str
    was: str
    now: str


def main() -> int:
    """Make the faults, try them, print the score; 1 when a fault survives that is not listed."""
    options = parsed()
    only = MODEL + options.only.strip("/").removesuffix(".py").replace("/", ".")
    start = time.monotonic()
    if not options.again:
        shutil.rmtree(WORK, ignore_errors=True)
    subprocess.run([*MUTMUT, "--make"], check=True)
    names = {name for name in statuses() if name.startswith(only)}
    if options.sample:
        names = drawn(names, options.sample, options.seed)
    whole = not options.sample and only == MODEL
    tried(() if whole else sorted(names), options.cores, "--few")
    retried(names, options.cores)
    found = {name: status for name, status in statuses().items() if name in names}
    print(f"{len(found)} faults in {(time.monotonic() - start) / 60:.0f} minutes\n")
    return judged(found)


def drawn(names: Iterable[str], size: int, seed: int) -> set[str]:
    """Some of the mutants, drawn without putting back; all where there are no more than that."""
    known = sorted(names)
    return set(random.Random(seed).sample(known, min(size, len(known))))


def parsed() -> argparse.Namespace:
    """The words of the command line."""
    parser = argparse.ArgumentParser(prog="mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("only", nargs="?", default="", help="a part of the model: stages/groups, or rules")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--sample", type=int, default=0, help="try as many faults, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--again", action="store_true", help="keep the work of the last time")
    return parser.parse_args()


# --- trying ------------------------------------------------------------------------------
def tried(names: Iterable[str], cores: int, *words: str) -> None:
    """Let mutmut try the mutants of these names, all that it has not tried yet when there are none."""
    command = [*MUTMUT, *words, "run", "--max-children", str(cores)]
    done = subprocess.run([*command, *names], check=False)
    if done.returncode != 0:
        sys.exit(f"mutmut ended with exit code {done.returncode}; the tests must pass without any fault")


def retried(among: Container[str], cores: int) -> None:
    """Try what survived of some mutants again, on all tests that reach it.

    Functions that run at import have done so already, without the fault, in the process from which all others
    are made: theirs are tried in processes that import the model anew, on all tests of their module.
    """
    early = at_import()
    names = survivors({name: status for name, status in statuses().items() if name in among})
    late = [name for name in names if function(name) not in early]
    if late:
        tried(late, cores)
    if len(late) < len(names):
        give_tests(early)
        tried([name for name in names if name not in late], cores, "--afresh")


def give_tests(functions: Iterable[str]) -> None:
    """Let functions be tried on the tests that reach any of their module, or are named after it."""
    known = json.loads(TESTS.read_text(encoding="utf-8"))
    reached = known["tests_by_mangled_function_name"]
    for one in functions:
        module = module_of(one)
        own = [
            test for test in known["duration_by_test"] if f"/test_{module.rpartition('.')[2]}.py::" in test
        ]
        others = [test for name, tests in reached.items() if module_of(name) == module for test in tests]
        reached[one] = sorted({*own, *others})
    TESTS.write_text(json.dumps(known), encoding="utf-8")


def at_import() -> set[str]:
    """The functions, as mutmut names them, that run when the model is imported."""
    modules = sorted({module_of(name, "") for name in statuses()})
    command = [*MUTMUT, "--at-import", *modules]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return set(json.loads(out))


def statuses() -> dict[str, str]:
    """What became of each mutant, by mutmut's name for it."""
    found: dict[str, str] = {}
    for path in sorted(WORK.glob("sim/model/**/*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {name: status_by_exit_code[code] for name, code in codes.items()}
    return found


def survivors(found: dict[str, str]) -> list[str]:
    """Those that no test has noticed."""
    return [name for name, status in found.items() if status not in KILLED]


def function(name: str) -> str:
    """The part of mutmut's name of a mutant that names its function."""
    return name.partition("__mutmut_")[0]


# --- judging -----------------------------------------------------------------------------
def judged(found: dict[str, str]) -> int:
    """Print the score by module and what is not listed, or listed in vain.

    Whether a listed one still survives is known where all faults of its function were tried.
    """
    reasons = listed()
    functions = {function_of(name) for name in statuses()}
    whole = functions - {function_of(name) for name in statuses() if name not in found}
    alive = {name: mutant(name) for name in survivors(found)}
    table(found, alive, reasons)
    fresh = [one for one in dict.fromkeys(alive.values()) if one not in reasons]
    noticed = {one for one in reasons if one.where in whole} - set(alive.values())
    stale = [one for one in reasons if one.where not in functions or one in noticed]
    for title, ones in (("not noticed, and not listed", fresh), ("listed, but noticed or gone", stale)):
        if ones:
            print(f"\n{title} ({LISTED}):")
            for one in ones:
                print(f"  {json.dumps([one.where, one.was, one.now], ensure_ascii=False)},")
    return 1 if fresh or stale else 0


def mutant(name: str) -> Mutant:
    """A mutant by what it changes, which outlasts changes elsewhere; its number does not.

    A `return` of one word, of which there are many, is told by the line above it too.
    """
    diff = get_diff_for_mutant(name, path=path_of(name)).splitlines()[3:]
    was, now = (" ".join(line[1:].strip() for line in diff if line[0] == sign) for sign in "-+")
    if was.startswith("return") and len(was.split()) == 2:
        above = next(a for a, b in pairwise(diff) if b[0] == "-").strip()
        was = f"{above} {was}"
    return Mutant(function_of(name), was, now)


def function_of(name: str) -> str:
    """The function of a mutant, such as ``stages.groups.launch``."""
    module, _, called = function(name).rpartition(".")
    called = called.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    return f"{module.removeprefix(MODEL)}.{called}"


def path_of(name: str) -> Path:
    """The source of a mutant's function."""
    return Path(function(name).rpartition(".")[0].replace(".", "/") + ".py")


def listed() -> dict[Mutant, str]:
    """The mutants that may survive, with reasons."""
    groups = tomllib.loads(LISTED.read_text(encoding="utf-8")).get("survivors", [])
    return {Mutant(*one): group["why"] for group in groups for one in group["mutants"]}


def table(found: dict[str, str], alive: dict[str, Mutant], reasons: dict[Mutant, str]) -> None:
    """Print, for each module and for all, how many faults there are, noticed, listed; Wilson's interval."""
    print(f"{'module':22}{'faults':>8}{'noticed':>9}{'listed':>8}{'others':>8}{'score':>8}  95 %")
    for title in (*sorted({module_of(name) for name in found}), "all"):
        names = [name for name in found if title in (module_of(name), "all")]
        survived = [alive[name] in reasons for name in names if name in alive]
        noticed, same = len(names) - len(survived), sum(survived)
        others = len(survived) - same
        low, high = binomtest(noticed, len(names)).proportion_ci(method="wilson")
        score = f"{noticed / len(names):8.1%}  {low:.1%} to {high:.1%}"
        print(f"{title:22}{len(names):8}{noticed:9}{same:8}{others:8}{score}")


def module_of(name: str, within: str = MODEL) -> str:
    """The module of a mutant within a package, such as ``stages.groups``."""
    return function(name).rpartition(".")[0].removeprefix(within)


if __name__ == "__main__":
    sys.exit(main())
