"""A war of three places that count, and priors for it, written into a folder."""

from __future__ import annotations

from pathlib import Path

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"
RECORD = '[observed]\nBridge = 1.6\nFerry = { from = 3.0, to = 5.0 }\nCape = "held"\n'
PRIORS = """title = "Three places"

[wars.isle]
scenarios = [{ file = "isle.toml", horizon_days = 6.0 }]

[each_war."units.*.cohesion"]
how = "add"
normal = [0.0, 1.0]
why = "a test"

[shared."parameters.break_rate"]
log_uniform = [0.1, 10.0]
why = "a test"
"""


def write(folder: Path, record: str = RECORD, priors: str = PRIORS) -> Path:
    """Write the scenario and its priors; returns the file of the priors."""
    text = SMALL.read_text("utf-8")
    (folder / "isle.toml").write_text(text[: text.index("[observed]")] + record, encoding="utf-8")
    path = folder / "priors.toml"
    path.write_text(priors, encoding="utf-8")
    return path
