"""How fast it is: everything that docs/design.md says on speed, measured in one session.

    python -m benchmarks.speed                      # prints
    python -m benchmarks.speed --write              # writes docs/design.md between its markers
    python -m benchmarks.speed --against "written twice=PATH" "written once=PATH"

``--against`` times other checkouts of Rout by turns with this one. Engines: process CPU time on one
thread, by turns, the same runs in every repeat, so that repeats differ by noise alone. Commands: the
operating system's account of the process, and wall time; the latter needs a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.commands import SCENARIO, Commands, Spent, run_command
from benchmarks.options import options
from benchmarks.scaling import Cost, agents, exponent
from sim.api import load
from sim.engines import mesa_model
from sim.engines.compiled import Machine
from sim.engines.mesa_model import Rout
from sim.engines.recorder import Recorder
from sim.files import write_atomically
from sim.model import vocabulary as v
from sim.model.world import World, build_world

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "design.md"
BLOCK = re.compile(r"(<!-- measured: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
SCENARIOS = ("homs", "homs-hold", "homs-fall", "offensive")
RUNS = 1000  # of the compiled engine
SAME_RUNS = 6  # of both engines, for their ratio
TIMES = 100  # how often the compiled engine makes those in one call
HERE = "now"

TIMES_MESA = {"homs-hold": 600, "homs-fall": 1000, "offensive": 1000}
NANOSECONDS = 15.0
MOST_EXPONENT = 1.05
MOST_OVERHEAD = 0.10
COMPILE_SECONDS = 20.0


class Timer:
    """A process that times runs of the compiled engine of one checkout."""

    def __init__(self, checkout: Path) -> None:
        known = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / "timed_runs.py")],
            env=known | {"PYTHONPATH": str(checkout.resolve())}, cwd=checkout,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def seconds(self, scenario: str, runs: int, times: int = 1) -> float:
        """Processor time of a run, over runs 0 to ``runs`` made ``times`` times."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{scenario} 0 {runs} {times}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


@dataclass
class Engines:
    """Seconds of a run of one scenario, repeat by repeat, and what a run consists of."""

    agents: int
    steps: int
    acted: float
    mesa: list[float] = field(default_factory=list)
    same: list[float] = field(default_factory=list)  # the compiled engine, the same runs as Mesa
    compiled: dict[str, list[float]] = field(default_factory=dict)  # by checkout

    @property
    def ratio(self) -> float:
        """How many times the plain Mesa model's speed the compiled engine has."""
        return statistics.median(self.mesa) / statistics.median(self.same)

    def nanoseconds(self, steps: float) -> float:
        """Of the compiled engine, per agent and step."""
        return statistics.median(self.compiled[HERE]) / steps / self.agents * 1e9


def living(model: Rout) -> int:
    """Agents alive as a run starts: those with men and awake, communities, backers and the command."""
    formations = sum(unit.men > 0 for unit in model.formations)
    groups = sum(group.men > 0 and group.mode != v.DORMANT for group in model.groups)
    return formations + groups + len(model.communities) + len(model.backers) + 1


def steps_acted(world: World, runs: int) -> float:
    """Steps in which somebody acted, the mean of some runs: a run is over when nothing can change."""
    machine, recorder = Machine.of(world), Recorder.of(world, 1)
    numbers = np.arange(runs, dtype=np.int64)
    where, values, _ = world.run_numbers(1, numbers, None)
    over = world.layout.first["nation", "over"]
    steps = []
    for run in range(runs):
        of_run = values[run : run + 1], 1, numbers[run : run + 1]
        tick = 0
        while tick < world.ticks and (tick == 0 or machine.block[over] == 0):
            tick += 1
            machine.run(where, *of_run, tick, recorder, go_on=tick > 1)
        steps.append(tick)
    return statistics.mean(steps)


def measure_engines(checkouts: Mapping[str, Path], repeats: int, mesa_runs: int) -> dict[str, Engines]:
    """Every scenario by every engine, by turns."""
    timers = {label: Timer(path) for label, path in checkouts.items()}
    some = np.arange(mesa_runs)
    found = {}
    for name in SCENARIOS:
        world = build_world(load(name))
        found[name] = one = Engines(living(Rout(world)), world.ticks, steps_acted(world, 200))
        for timer in timers.values():
            timer.seconds(name, 8)
        for _ in range(repeats):
            start = time.process_time()
            mesa_model.simulate(world, 1, some)
            one.mesa.append((time.process_time() - start) / mesa_runs)
            one.same.append(timers[HERE].seconds(name, mesa_runs, TIMES))
            for label, timer in timers.items():
                one.compiled.setdefault(label, []).append(timer.seconds(name, RUNS))
        say(f"{name}: {one.ratio:,.0f} times plain Mesa")
    for timer in timers.values():
        timer.close()
    return found


# --- what is told ----------------------------------------------------------------------
def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def both(seconds: Sequence[float], unit: float, digits: int = 0) -> str:
    """Median and, in brackets, the least."""
    return f"{statistics.median(seconds) / unit:,.{digits}f} ({min(seconds) / unit:,.{digits}f})"


def engines_table(found: Mapping[str, Engines]) -> str:
    """The engines, a column per scenario."""
    rows = {
        "agents alive at the start": lambda e: f"{e.agents}",
        "steps to the horizon": lambda e: f"{e.steps}",
        "steps in which somebody acts, mean": lambda e: f"{e.acted:.0f}",
        "plain Mesa, ms a run": lambda e: both(e.mesa, 1e-3),
        "compiled, µs a run": lambda e: both(e.compiled[HERE], 1e-6),
        "compiled, runs per second": lambda e: f"{1 / statistics.median(e.compiled[HERE]):,.0f}",
        "compiled, ns per agent and step": lambda e: f"{e.nanoseconds(e.steps):.1f}",
        "the same, of steps in which somebody acts": lambda e: f"{e.nanoseconds(e.acted):.1f}",
        "compiled against plain Mesa, the same runs": lambda e: f"{e.ratio:,.0f} times",
    }
    return table(("", *found), [(name, *map(told, found.values())) for name, told in rows.items()])


def against_table(found: Mapping[str, Engines]) -> str:
    """This checkout and the others, microseconds a run."""
    labels = next(iter(found.values())).compiled
    order = [*(label for label in labels if label != HERE), HERE]
    rows = [(label, *(both(e.compiled[label], 1e-6) for e in found.values())) for label in order]
    return table(("µs a run", *found), rows)


def agents_table(costs: Sequence[Cost]) -> str:
    """What sub-units cost."""
    rows = [(f"{c.size:,}", f"{c.seconds * 1e3:,.3f}", f"{c.each:.1f}") for c in costs]
    return table(("living sub-units", "ms a run", "ns per sub-unit and step"), rows)


def commands_table(found: Commands) -> str:
    """The command line."""

    def row(name: str, calls: Sequence[Spent]) -> tuple[str, str, str]:
        return name, both([one.wall for one in calls], 1, 2), both([one.cpu for one in calls], 1, 2)

    many = f"{found.runs:,} runs of {SCENARIO}"
    threads = f"{found.threads} thread{'s' if found.threads > 1 else ''}"
    return table(("", "wall, s", "processor, s"), [
        row(f"`rout run`, {many}, {threads}", found.whole),
        row("the engine alone, the same runs and threads", found.kernel),
        row("`rout run`, 1 run, an empty cache: the first command ever", found.first),
        row("the same command again", found.again),
        row("`rout run`, 100 runs", found.hundred),
        row("`rout --help`", found.help),
    ])  # fmt: skip


def aims_table(found: Mapping[str, Engines], costs: Sequence[Cost], commands: Commands) -> str:
    """What was aimed at, what was measured, and whether that is met."""
    rows = [
        aim(f"{name}: times plain Mesa", f"{least:,}", one.ratio, ",.0f", one.ratio >= least)
        for name, least in TIMES_MESA.items()
        for one in [found[name]]
    ]
    for words, steps in (("to the horizon", "steps"), ("in which somebody acts", "acted")):
        worst = max(e.nanoseconds(getattr(e, steps)) for e in found.values())
        rows.append(aim(
            f"ns per agent and step, steps {words}, the slowest scenario", f"at most {NANOSECONDS:.0f}",
            worst, ".1f", worst <= NANOSECONDS,
        ))  # fmt: skip
    growth, over = exponent(costs), overhead(commands)
    compiling = statistics.median(one.cpu for one in commands.first)
    rows += [
        aim(f"time grows as sub-units to this power, {costs[-3].size:,} to {costs[-1].size:,}",
            f"at most {MOST_EXPONENT}", growth, ".2f", growth <= MOST_EXPONENT),
        aim("`rout run` above the engine alone, wall", f"at most {MOST_OVERHEAD:.0%}", over, ".0%",
            over <= MOST_OVERHEAD),
        aim("first command ever, processor seconds", f"below {COMPILE_SECONDS:.0f}", compiling, ".1f",
            compiling < COMPILE_SECONDS),
    ]  # fmt: skip
    return table(("", "aim", "measured", ""), rows)


def aim(what: str, wanted: str, value: float, form: str, met: bool) -> tuple[str, str, str, str]:
    """One row of the table of aims."""
    return what, wanted, format(value, form), "met" if met else "**not met**"


def overhead(commands: Commands) -> float:
    """What the whole command takes beyond the engine, as a share of the engine's wall time."""
    whole, kernel = (
        statistics.median(one.wall for one in calls) for calls in (commands.whole, commands.kernel)
    )
    return whole / kernel - 1.0


def session(loads: Sequence[float], repeats: int, mesa_runs: int) -> str:
    """How it was measured."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"`python -m benchmarks.speed --write` on {os.cpu_count()} processors, Python {version}, load"
        f" {min(loads):.1f} to {max(loads):.1f} with its own.\n"
        f"Medians of {repeats} repeats by turns, the least in brackets: {RUNS:,} runs of the compiled engine,"
        f" {mesa_runs} of the\n"
        f"Mesa model, and the same {mesa_runs} compiled for the ratio. Engines: processor time, one thread.\n"
    )


# --- the command -----------------------------------------------------------------------
def say(words: str) -> None:
    """A line on the way."""
    print(words, file=sys.stderr, flush=True)


def blocks(given: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Measure, and give each block of the page by its name."""
    loads = [os.getloadavg()[0]]
    others = {label: Path(path) for label, _, path in (text.partition("=") for text in given.against)}
    found = measure_engines({HERE: ROOT, **others}, given.repeats, given.mesa_runs)
    loads.append(os.getloadavg()[0])
    costs = agents(given.most, given.repeats)
    say(f"{costs[-1].size:,} sub-units: {costs[-1].each:.1f} ns each and step")
    commands = Commands(given.runs, given.threads)
    run_command(100, given.threads)  # so that the first to be measured finds the engine compiled
    for repeat in range(given.repeats):
        commands.measure(compile_too=repeat < given.compilations)
    loads.append(os.getloadavg()[0])
    parts = (
        session(loads, given.repeats, given.mesa_runs), aims_table(found, costs, commands),
        engines_table(found), agents_table(costs), commands_table(commands),
    )  # fmt: skip
    yield "speed", "\n" + "\n".join(parts) + "\n"
    if others:
        yield "versions", "\n" + against_table(found) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure; print, or write into the page."""
    parser = options(__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/design.md")
    parser.add_argument("--against", nargs="*", default=[], metavar="LABEL=PATH", help="other checkouts")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--compilations", type=int, default=2, help="first compilations to time")
    parser.add_argument("--mesa-runs", type=int, default=SAME_RUNS)
    parser.add_argument("--most", type=int, default=1_000_000, help="sub-units at most")
    parser.add_argument("--runs", type=int, default=20_000, help="runs of `rout run`")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    given = parser.parse_args(arguments)
    found = dict(blocks(given))
    if not given.write:
        print(*found.values(), sep="\n")
        return
    page = BLOCK.sub(
        lambda match: f"{match[1]}{found[match['name']]}{match[3]}" if match["name"] in found else match[0],
        PAGE.read_text("utf-8"),
    )
    write_atomically(PAGE, page)


if __name__ == "__main__":
    main()
