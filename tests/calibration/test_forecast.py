"""Forecasts of what was not used: nothing of it is seen, scores are proper, and the command says so."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from calibration.toy import PRIORS, RECORD, write
from typer.testing import CliRunner

import sim.calibration.simulate as simulating
from benchmarks import forecasts as benchmark
from sim.calibration import left_out
from sim.calibration.forecast import design_factor, forecast
from sim.calibration.forecast_table import signed
from sim.calibration.known import as_of, known_part, open_at, targets, without
from sim.calibration.left_out import forecast_by_following, with_priors
from sim.calibration.posterior import Sample
from sim.calibration.priors import read_priors
from sim.calibration.simulate import Simulated, study
from sim.cli import app
from sim.errors import UsageError
from sim.scenario.posterior import read_vectors
from sim.scenario.record import RecordedDay

DRAWS = 1024
SECOND = (
    "[wars.isle]\n",
    '[wars.cay]\nscenarios = [{ file = "cay.toml", horizon_days = 6.0 }]\n\n[wars.isle]\n',
)
LATER = 'start = "2001-03-01T06:00"', 'start = "2001-05-01T06:00"'
EVENING = "2001-03-03T06:00"  # day 2 of the isle


def write_two(folder, record=RECORD):
    """Two wars of one shape: the cay's begins two months after the isle's."""
    path = write(folder, record, PRIORS.replace(*SECOND))
    text = (folder / "isle.toml").read_text("utf-8")
    assert LATER[0] in text
    (folder / "cay.toml").write_text(text.replace(*LATER), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forecast")
    write_two(folder)
    return folder


@pytest.fixture(scope="module")
def priors(home):
    return read_priors(str(home / "priors.toml"))


@pytest.fixture(scope="module")
def found(home, priors):
    return study(priors, home / "results" / "calibrate-priors", 1, DRAWS)


def number_of(priors, war):
    return [record.war for record in priors.records].index(war)


# --- what is known -----------------------------------------------------------------------
def test_as_of_a_date_what_had_not_happened_is_cut_off(priors, found):
    cut = as_of(priors, EVENING)
    isle, cay = number_of(priors, "isle"), number_of(priors, "cay")
    assert (cut.until[isle], cut.until[cay], cut.forecast) == (2.0, 0.0, (isle,))
    known, seen = known_part(priors, found, cut)
    assert [record.war for record in known.records] == ["isle"]
    days = dict(zip(known.records[0].places, known.records[0].days, strict=True))
    assert days["Bridge"] == RecordedDay(1.6, 1.6)
    assert days["Ferry"].held
    assert days["Cape"].held
    assert known.records[0].horizon == seen.days.max() == 2.0
    assert [one.place for one in targets(priors, cut)] == ["Ferry", "Cape"]


def test_a_war_that_is_left_out_is_forecast_from_its_start(priors, found):
    cut = without(priors, "cay")
    known, seen = known_part(priors, found, cut)
    assert [record.war for record in known.records] == ["isle"]
    assert known.records[0] == priors.records[number_of(priors, "isle")]
    assert seen.days.shape == (DRAWS, 3)
    wanted = targets(priors, cut)
    assert [one.place for one in wanted] == ["Bridge", "Ferry", "Cape"]
    assert all(open_at(found, one).all() for one in wanted)


def test_a_place_counts_as_lost_by_a_date_if_the_middle_of_its_window_is(priors):
    at_four = as_of(priors, "2001-03-05T06:00")  # Ferry was lost between day 3 and day 5
    assert [one.place for one in targets(priors, at_four)] == ["Cape"]
    just_before = as_of(priors, "2001-03-05T05:59")
    assert [one.place for one in targets(priors, just_before)] == ["Ferry", "Cape"]


@pytest.mark.parametrize(
    ("make", "given", "says"),
    [
        (without, "ilse", 'did you mean "isle"'),
        (as_of, "the evening", "write one such as"),
        (as_of, "2001-03-03T06:00+01:00", "write one such as"),
        (as_of, "1999-01-01", "no record was under way"),
        (as_of, "2001-04-01", "no record was under way"),
    ],
)
def test_what_cannot_be_forecast_is_refused(priors, make, given, says):
    with pytest.raises(UsageError, match=says):
        make(priors, given)


def test_the_only_war_cannot_be_left_out(tmp_path):
    with pytest.raises(UsageError, match="no other war to learn from"):
        without(read_priors(str(write(tmp_path))), "isle")


def told(forecasts):
    """Name and forecasts of each simple one."""
    return [(one.rival.name, one.rival.spreads) for one in forecasts.compared]


# --- nothing of what is forecast is seen ---------------------------------------------------
@pytest.mark.parametrize("make", [lambda p: as_of(p, EVENING), lambda p: without(p, "isle")])
def test_what_was_not_known_changes_scores_and_no_forecast(priors, found, make):
    """The record after the cut is replaced: every forecast stays as it was, to the last bit."""
    isle = number_of(priors, "isle")
    cut = make(priors)
    record = priors.records[isle]
    days = [RecordedDay(5.5, 5.5) if day.middle > cut.until[isle] else day for day in record.days]
    records = tuple(
        replace(record, days=tuple(days)) if k == isle else one for k, one in enumerate(priors.records)
    )
    before, after = (
        {
            (target.place, name): spread
            for each in forecast(known, found, cut, 1).records
            for name, spreads in [("model", each.spreads), *told(each)]
            for target, spread in zip(each.targets, spreads, strict=True)
        }
        for known in (priors, replace(priors, records=records))
    )  # fmt: skip
    assert before.keys() == after.keys()
    for key, spread in before.items():
        assert np.array_equal(spread.days, after[key].days), key
        assert np.array_equal(spread.weights, after[key].weights), key


def test_days_after_the_cut_are_not_learned_from(priors, found):
    """Simulated days of the other place after the cut are shuffled: the forecast of this one stays."""
    cut = as_of(priors, EVENING)
    first = forecast(priors, found, cut, 1).records[0]
    late = found.days[:, first.targets[1].column] > 2.0
    days = found.days.copy()
    column = first.targets[1].column
    days[late, column] = np.random.default_rng(3).permutation(days[late, column])
    again = forecast(priors, replace(found, days=days), cut, 1).records[0]
    assert np.array_equal(first.spreads[0].days, again.spreads[0].days)


# --- how good they are ---------------------------------------------------------------------
def test_what_is_known_of_a_war_helps_and_ranges_hold_what_they_say(priors, found):
    check = forecast(priors, found, as_of(priors, EVENING), 1).check
    assert check.truths == 200
    assert 0.85 <= check.coverage <= 0.99
    assert check.skill > 0.05


def test_where_nothing_can_be_learned_there_is_no_skill(priors, found):
    """A negative control: simulations whose later days have nothing to do with what is known."""
    cut = as_of(priors, EVENING)
    days = found.days.copy()
    chance = np.random.default_rng(5)
    for one in targets(priors, cut):
        late = days[:, one.column] > 2.0
        days[late, one.column] = chance.uniform(2.5, 6.0, late.sum())
    check = forecast(priors, Simulated(found.numbers, found.shares, days, found.dead), cut, 1).check
    assert check.skill < 0.05


def test_simple_forecasts_are_told_no_more(priors, found):
    early = {
        one.rival.name: one.rival
        for one in forecast(priors, found, as_of(priors, EVENING), 1).records[0].compared
    }
    assert early["constant hazard"].told == "the same places so far"
    # one place of three lost by day 2, on day 1.6
    hazard = early["constant hazard"].spreads[0]
    assert hazard.before(2.0 + np.log(2.0) * 5.6) == pytest.approx(0.5, abs=0.01) or hazard.days.max() == 6.0
    assert hazard.before(3.0) == pytest.approx(1.0 - np.exp(-1.0 / 5.6), abs=0.003)
    late = forecast(priors, found, without(priors, "isle"), 1).records[0].compared
    assert {one.rival.told for one in late} == {"nothing", "the other wars"}


def test_places_that_move_together_widen_the_interval_as_their_square_root():
    chance = np.random.default_rng(2)
    there = np.ones((4000, 9), bool)
    alone = chance.normal(size=(4000, 9))
    assert design_factor(alone, there) == pytest.approx(1.0, abs=0.03)
    together = chance.normal(size=(4000, 1)) + 1e-3 * alone
    assert design_factor(together, there) > 100.0
    half = chance.normal(size=(4000, 1)) + alone  # correlation 1/2: means vary (1 + 1/9), each alone 1/9
    assert design_factor(half, there) == pytest.approx(np.sqrt(1.0 + 9.0), rel=0.05)


def test_the_tables_of_the_page_name_the_best_of_each_row(priors, found):
    made = [forecast(priors, found, without(priors, "isle"), 1)]
    one, each_of = made[0].records[0], benchmark.each_of(made)
    (row,) = benchmark.mean_scores(each_of).rows
    assert row[:2] == ("isle, left out", "3")
    means = [one.scores.crps.mean(), *(each.scores.crps.mean() for each in one.compared)]
    assert [cell.startswith("**") for cell in row[4:]] == [mean == min(means) for mean in means]
    assert len(benchmark.differences(each_of).rows) == len(one.compared)
    ahead = [each for each in one.compared if min(each.crps.places.value, each.log.places.value) <= 0.0]
    assert len(list(benchmark.verdicts(each_of))) == len(ahead)


def test_a_war_left_out_is_run_anew_beside_the_same_simple_forecasts(priors, found, tmp_path):
    made = forecast_by_following(priors, found, without(priors, "isle"), 1, tmp_path)
    (one,) = made.records
    assert (made.cut.name, one.record.war, made.check) == ("without isle", "isle", None)
    assert [place.place for place in one.targets] == ["Bridge", "Ferry", "Cape"]
    assert 0.0 <= one.expected <= 3.0
    assert one.scores.crps.shape == one.scores.log.shape == (3,)
    (read,) = forecast(priors, found, made.cut, 1).records
    simple = {each.rival.name: each.scores.crps.mean() for each in read.compared}
    assert {each.rival.name: each.scores.crps.mean() for each in one.compared} == pytest.approx(simple)


def test_what_is_not_known_is_drawn_from_its_prior(priors):
    known = replace(priors, unknowns=tuple(one for one in priors.unknowns if one.meaning.war != "isle"))
    assert 0 < len(known.unknowns) < len(priors.unknowns)
    size = 4000
    sample = Sample(np.full((size, len(known.names)), 0.25), np.full(size, 1.0 / size))
    shares = with_priors(sample, known, priors, 1).shares
    for k, name in enumerate(priors.names):
        spread = 0.0 if name in known.names else np.sqrt(1.0 / 12.0)
        assert shares[:, k].std() == pytest.approx(spread, abs=0.01), name


def test_where_no_army_stands_it_says_so(priors, monkeypatch):
    monkeypatch.setattr(
        left_out, "standing", lambda priors, seed, numbers, shares: np.zeros(len(shares), bool)
    )
    sample = Sample(np.full((4, len(priors.names)), 0.5), np.full(4, 0.25))
    with pytest.raises(UsageError, match="never stands unattacked"):
        with_priors(sample, priors, priors, 1)


# --- the command -----------------------------------------------------------------------------
def call(folder, *words, width="80"):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COLUMNS", width)
        return CliRunner().invoke(app, ["forecast", "priors.toml", "-n", str(DRAWS), *map(str, words)])


def test_it_uses_the_simulations_of_calibrate_and_prints_tables_that_fit(home, found, monkeypatch):
    monkeypatch.setattr(simulating, "simulate_vectors", None)
    done = call(home, "--as-of", EVENING)
    assert done.exit_code == 0, done.output
    text = " ".join(done.output.split())
    for words in ("isle: isle.toml, as of 2001-03-03 06:00 (day 2.0)", "Ferry", "constant hazard", "CRPS"):
        assert words in text
    assert "Bridge" not in text
    tables = done.output[: done.output.index("places were expected")].splitlines()[:-1]
    assert max(len(line.rstrip()) for line in tables) <= 80


@pytest.mark.parametrize("words", [("--as-of", EVENING), ("--without", "isle")])
def test_no_interval_is_broken_at_80_columns(home, found, words):
    done = call(home, *words)
    assert done.exit_code == 0, done.output
    body = json.loads(call(home, *words, "--json").stdout)
    for one in body["scores"][0]["against"]:
        for behind in (one["crps_behind"], one["log_score_behind"]):
            low, high = (signed(end) for end in behind["interval"])
            line = f"{signed(behind['value'])} ({low} to {high})  "
            assert any(line in printed for printed in done.output.splitlines()), line


def test_json_csv_and_a_figure(home, found):
    done = call(home, "--without", "isle", "--json", "--csv", "rows.csv", "--figure", "rows.svg")
    assert done.exit_code == 0, done.output
    body = json.loads(done.stdout)
    assert body["command"] == "forecast"
    assert [row["place"] for row in body["places"]] == ["Bridge", "Ferry", "Cape"]
    for one in body["scores"][0]["against"]:
        low, high = one["crps_behind"]["interval"]
        least, most = one["crps_behind"]["wider_interval"]
        assert least <= low <= high <= most
    assert len((home / "rows.csv").read_text("utf-8").splitlines()) == 4
    assert "<svg" in (home / "rows.svg").read_text("utf-8")


@pytest.mark.parametrize("words", [(), ("--without", "isle", "--as-of", EVENING)])
def test_one_of_two_ways_is_asked_for(home, words):
    done = call(home, *words)
    assert done.exit_code == 2
    assert "give one of --without WAR and --as-of DATE" in done.stderr


def test_a_posterior_of_the_other_wars_reuses_the_simulations(home, found, monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.setattr(simulating, "simulate_vectors", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        words = ["priors.toml", "--without", "cay", "-n", str(DRAWS), "--truths", "200", "--anyway", "-q"]
        done = CliRunner().invoke(app, ["calibrate", *words])
    assert done.exit_code in (0, 4), done.output
    stored = read_vectors((home / "results/calibrate-priors/posterior-without-cay.parquet").read_bytes())
    assert stored.wars == ("isle",)
    assert {one.column for one in stored.meanings} == {
        "parameters.break_rate", "isle: units.*.cohesion", "*: units.*.cohesion",
    }  # fmt: skip


def test_too_few_vectors_are_refused(home):
    done = call(home, "--without", "isle", "-n", 100)
    assert done.exit_code == 2
    assert "at least 1,000 vectors" in done.stderr


def test_it_follows_the_other_wars_when_asked_and_says_that_it_is_not_checked(home, found):
    done = call(home, "--without", "isle", "--follow")
    assert done.exit_code == 0, done.output
    text = " ".join(done.output.split())
    for words in (
        "isle: isle.toml, from its start, without isle",
        "constant hazard",
        "Not checked on simulated",
    ):
        assert words in text
    body = json.loads(call(home, "--without", "isle", "--follow", "--json").stdout)
    assert body["check"] is None
    assert len(body["places"]) == 3


def test_after_a_date_nothing_can_be_followed(home):
    done = call(home, "--as-of", EVENING, "--follow")
    assert done.exit_code == 2
    assert "--follow: only with --without WAR" in " ".join(done.output.split())
