"""The terms: phrases that must not appear, terms that must, and sentences that agree in number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.counting import counted
from sim.engines.events import Event
from sim.model import vocabulary as v
from sim.story.marks import few
from sim.story.story import in_short

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".md", ".vue", ".j2", ".toml", ".ipynb"}
FOLDERS = ("sim", "docs", "scenarios")
FILES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*") if p.suffix in KINDS),
]
DISCOURAGED = {
    r"(same|its|their|the) luck\b": "the same random seeds; confounding",
    r"run for run": "paired on the same random seeds",
    r"seeing against doing": "intervention effect",
    r"(record|it) can (still )?bear": "what the record allows",
    r"meets? the record": "fits the record",
    r"points of the chance": "percentage points",
    r"(is|as) a day of its own": "never, within the horizon",
    r"batch leaves behind": "output files",
    r"goes on where it was": "resumes",
    r"look closer": "details",
    r"ritual of": "development workflow",
    r"one war is one draw": "this is a simulation, not a forecast",
    r"ask what it is worth": "see its effect",
    r"through what does": "which mechanisms carry the effect",
    r"figures? settles?": "coordinates are rounded",
    r"equally likely wars": "runs",
    r"(had|has) been left\b(?! out)": "was abandoned",
    r"melt(s|ed|ing)? away": "disbands",
    r"without any of the other 1\b": "without the other",
}
ALLOWED = {("limits.md", r"melt(s|ed|ing)? away")}  # it names what was mended
PREFERRED = {
    "README.md": ("not a forecast", "output files", "same random"),
    "docs/comparing.md": ("Monte Carlo error", "paired", "intervention", "confound"),
    "docs/studies.md": ("percentage points", "mechanisms carry the effect"),
    "docs/limits.md": ("A simulation, not a forecast",),
}
PLURALS = "formations|groups|men|runs|pairs|places|points|days|others|problems|fighters"
ONE_OF_MANY = re.compile(rf"(?<![\d.,])1 ({PLURALS})\b")
MANY_OF_ONE = re.compile(r"\b(0|[2-9]|\d{2,}) (formation|group|man|run|pair|place|other|problem|fighter)\b")


@pytest.mark.parametrize("pattern", DISCOURAGED, ids=lambda pattern: DISCOURAGED[pattern])
def test_no_text_has_a_discouraged_phrase(pattern):
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}, write: {DISCOURAGED[pattern]}"
        for path in FILES
        if (path.name, pattern) not in ALLOWED
        and (match := re.search(pattern, path.read_text("utf-8"), re.IGNORECASE))
    ]
    assert found == []


def test_a_discouraged_phrase_is_found():
    assert re.search(next(iter(DISCOURAGED)), "they had the same luck")


@pytest.mark.parametrize(
    ("page", "term"), [(page, term) for page, terms in PREFERRED.items() for term in terms]
)
def test_the_terms_of_the_field_are_used(page, term):
    assert term.casefold() in (ROOT / page).read_text("utf-8").casefold()


def agree(text: str) -> bool:
    return not ONE_OF_MANY.search(text) and not MANY_OF_ONE.search(text)


@pytest.mark.parametrize("number", [0, 1, 2, 1_000])
def test_a_number_agrees_with_its_noun(number):
    assert agree(counted(number, "run"))
    assert agree(counted(number, "man", "men"))


def test_what_does_not_agree_is_noticed():
    assert not agree("1 runs failed")
    assert not agree("0 run failed")
    assert agree("1.1 days later, of 21 places")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_generated_sentences_agree_in_number(number):
    arrived = Event(
        8, 1.0, v.REINFORCEMENT, 0, v.BACKER_AGENT, 0, number, where="A", who="B", towards="C division"
    )
    causes = tuple((f"cause {i}", 1.0 / (5 + number)) for i in range(5 + number))
    sentences = [
        arrived.sentence(),
        "; ".join(label for label, _ in in_short(causes)),
        few(["a", "b", "c", *(["more"] * number)]),
    ]
    assert [sentence for sentence in sentences if not agree(sentence)] == []
