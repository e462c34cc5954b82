"""Result folders that were damaged, edited or put together by somebody else: one line and exit code 5."""

from __future__ import annotations

import copy
import io
import json
import os
import random
import shutil
import zipfile

import fake_engine
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.batch import Design, run_batch
from sim.errors import ResultError, RoutError
from sim.results import Result
from sim.results.manifest import read_manifest
from sim.results.parts import stored_rows

WRONG = (None, True, -1, 1.5, 10**30, "", "x", "\u001b[31m", [], [None], {}, {"x": None})
GONE = object()
EVENLY = 8  # parts of the long set


def leaves(tree, path=()):
    """The path of every value in a tree."""
    yield path
    if isinstance(tree, (dict, list)):
        for key, inner in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(inner, (*path, key))


def changed(tree, path, value):
    """A copy of a tree with another value at a path, or without it."""
    tree = copy.deepcopy(tree)
    node = tree
    for key in path[:-1]:
        node = node[key]
    if value is GONE:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return tree


def use(folder):
    """What the commands read of a result."""
    from sim.analysis.compare import compare
    from sim.analysis.sentences import headline
    from sim.cli.summary import render, summarise
    from sim.plots.maps import find_outline

    result = Result.open(folder)
    find_outline(result.manifest)
    render(summarise(result, None, 1.0), 80)
    headline(compare([result, result]))
    result.row(3)


def refusal_of(folder, words):
    """The problems that a user is told of; none when all can be used. ``words`` say what was done to it."""
    try:
        use(folder)
    except RoutError as error:
        refused = error
    except Exception as error:
        raise AssertionError(f"{words}: {type(error).__name__}: {error}") from error
    else:
        return []
    assert refused.exit_code in (3, 5), words
    return refused.problems


def edits(manifest):
    """Every value of a manifest with every wrong value in its place; items after the second are alike."""
    paths = [path for path in leaves(manifest) if path and not {2, 3, 4, 5} & set(path)]
    return [(path, value) for path in paths for value in (*WRONG, GONE)]


def refused_or_sound(folder, manifest, path, value):
    (folder / "manifest.json").write_text(json.dumps(changed(manifest, path, value)), encoding="utf-8")
    refused = refusal_of(folder, f"{path} = {value!r}")
    assert len(refused) <= 2
    assert all("\n" not in problem and "\x1b" not in problem for problem in refused)


def test_an_edited_manifest_is_refused_or_makes_no_difference(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for path, value in random.Random(5).sample(edits(manifest), 30):
        refused_or_sound(folder, manifest, path, value)


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(EVENLY))
def test_every_edit_of_a_manifest_is_refused_or_makes_no_difference(folder, first):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for path, value in edits(manifest)[first::EVENLY]:
        refused_or_sound(folder, manifest, path, value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), GONE), (("name",), "../../x"), (("name",), ".."), (("name",), "a\\b"),
        (("seed",), "1"), (("seed",), -1), (("days",), 10**9), (("part_rows",), 0),
        (("places",), "x"), (("places", 0), "x"), (("places", 0, "lat"), "north"), (("design",), {}),
        (("scenario",), []), (("scenario", "scenario"), GONE), (("scenario", "scenario", "title"), 5),
        (("scenario", "scenario", "horizon_days"), "long"), (("scenario", "scenario", "start"), "2024-13-45"),
        (("scenario", "roads", "V1", "between"), ["Bridge"]),
        (("scenario", "roads", "V1", "between", 0), "X"),
        (("capital",), "Nowhere"), (("schema_version",), "1"), (("observed",), {"Bridge": "never"}),
    ],
)  # fmt: skip
def test_an_edited_manifest_names_what_is_wrong(folder, path, value):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(changed(manifest, path, value)), encoding="utf-8")
    with pytest.raises(ResultError, match=r"manifest\.json: (damaged|not the manifest)") as caught:
        Result.open(folder)
    if path != ("schema_version",):
        assert ".".join(map(str, path)) in str(caught.value)


@pytest.mark.parametrize("text", [b"[" * 200_000, b'{"name": "\xff"}', b"1" * 10_000, b"NaN"])
def test_a_manifest_that_is_none_is_refused(folder, text):
    (folder / "manifest.json").write_bytes(text)
    with pytest.raises(ResultError, match=r"manifest\.json"):
        read_manifest(folder)


# --- parts ---------------------------------------------------------------------------------------


def test_a_part_copied_over_another_is_refused(folder):
    for kind, ends in (("runs", ".parquet"), ("daily", "-64.npz")):
        shutil.copy(folder / kind / f"part-00000{ends}", folder / kind / f"part-00001{ends}")
    for read in (lambda one: one.table(["run"]), lambda one: one.table(), lambda one: one.row(70)):
        with pytest.raises(ResultError, match=r"part-00001.*not the runs of this part"):
            read(Result.open(folder))
    assert Result.open(folder).row(3)["run"] == 3


def test_a_part_of_another_batch_is_not_topped_up(folder):
    shutil.copy(folder / "runs" / "part-00002.parquet", folder / "runs" / "part-00003.parquet")
    shutil.copy(folder / "daily" / "part-00002-22.npz", folder / "daily" / "part-00003-22.npz")
    with pytest.raises(ResultError, match=r"part-00003.*not the runs of this part"):
        run_batch(fake_engine.batch(), folder, 250, workers=1)


def rewritten(folder, change):
    """The first part with its table changed."""
    path = folder / "runs" / "part-00000.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.drop_columns("run"),
        lambda table: table.drop_columns("capital_lost_day"),
        lambda table: table.set_column(0, "run", pa.array(["x"] * len(table))),
        lambda table: table.set_column(0, "run", pa.array([None] * len(table), pa.int64())),
        lambda table: table.slice(1),
        lambda table: pa.concat_tables([table, table]),
        lambda table: table.set_column(
            table.column_names.index("capital_lost_day"), "capital_lost_day", pa.array(["x"] * len(table))
        ),
        lambda table: table.set_column(
            table.column_names.index("outcome"), "outcome", pa.array(range(len(table)), pa.int64())
        ),
    ],
)
def test_a_part_with_other_columns_or_rows_is_refused(folder, change):
    rewritten(folder, change)
    if pq.read_metadata(folder / "runs" / "part-00000.parquet").num_rows != 64:
        number = pq.read_metadata(folder / "runs" / "part-00000.parquet").num_rows
        shutil.copy(folder / "daily" / "part-00000-64.npz", folder / "daily" / f"part-00000-{number}.npz")
    with pytest.raises(ResultError):
        use(folder)


def test_text_that_is_no_text_is_refused(folder):
    """Parquet promises text and checks none: bytes that are not UTF-8 would fail wherever they are read."""

    def spoilt(table):
        bad = pa.Array.from_buffers(
            pa.string(), len(table), [None, pa.py_buffer(np.arange(len(table) + 1, dtype=np.int32).tobytes()),
                                      pa.py_buffer(b"\xff" * len(table))]
        )  # fmt: skip
        return table.set_column(table.column_names.index("error"), "error", bad)

    rewritten(folder, spoilt)
    with pytest.raises(ResultError, match="part-00000"):
        Result.open(folder).failures()


def test_pipes_in_place_of_files_are_not_waited_for(folder):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    for name in ("runs/part-00009.parquet", "manifest.json"):
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)
    assert set(stored_rows(folder)) == {0, 1, 2}
    with pytest.raises(ResultError, match="no plain file"):
        read_manifest(folder)


def archive(**arrays):
    sink = io.BytesIO()
    np.savez_compressed(sink, **arrays)
    return sink.getvalue()


def bomb():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("men_share.npy", b"\0" * 150_000_000)
    return sink.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        lambda: archive(men_share=np.zeros((31, 101)), morale=np.zeros((31, 101)), held=np.zeros((31, 2))),
        lambda: archive(men_share=np.zeros((2, 101)), morale=np.zeros((2, 101)), held=np.zeros((2, 6))),
        lambda: archive(men_share=np.zeros((31, 7)), morale=np.zeros((31, 7)), held=np.zeros((31, 6))),
        lambda: archive(men_share=np.array(["x"]), morale=np.zeros(1), held=np.zeros(1)),
        lambda: archive(men_share=np.full((31, 101), -5), morale=np.zeros((31, 101)), held=np.zeros((31, 6))),
        bomb,
    ],
)
def test_daily_counts_of_another_kind_are_refused(folder, data):
    (folder / "daily" / "part-00000-64.npz").write_bytes(data())
    with pytest.raises(ResultError, match="part-00000"):
        Result.open(folder).daily()


def damaged_anywhere(folder, sound, seed):
    """Flip, cut or fill some bytes of any file of a result, and use it."""
    random_ = random.Random(seed)
    path = random_.choice(sorted(file for file in folder.rglob("*") if file.is_file()))
    data = bytearray(path.read_bytes())
    for _ in range(random_.choice((1, 3, 40))):
        if data:
            data[random_.randrange(len(data))] = random_.randrange(256)
    if random_.random() < 0.3:
        del data[random_.randrange(len(data) + 1) :]
    path.write_bytes(bytes(data))
    refusal_of(folder, f"seed {seed}, {path.name}")
    shutil.copytree(sound, folder, dirs_exist_ok=True)


def test_bytes_changed_anywhere_are_refused_or_make_no_difference(folder, sound):
    for seed in range(40):
        damaged_anywhere(folder, sound, seed)


@pytest.mark.nightly
def test_very_many_changed_bytes_are_refused_or_make_no_difference(folder, sound):
    for seed in range(40, 5_000):
        damaged_anywhere(folder, sound, seed)


def test_a_part_with_other_types_than_the_first_is_refused(folder):
    path = sorted((folder / "runs").iterdir())[-1]
    rows = pq.read_table(path)
    column = rows.column_names.index("outcome")
    pq.write_table(rows.set_column(column, "outcome", rows["outcome"].cast(pa.string())), path)
    with pytest.raises(ResultError, match=rf"{path.name}: its columns are of other types"):
        Result.open(folder).table()


def test_points_of_another_design_are_refused(tmp_path):
    design = Design(("parameters.expected_days",), np.array([[0.1], [0.5]]), "list")
    batch = fake_engine.batch(design=design)
    result = run_batch(batch, tmp_path, 20, workers=1)
    for table in (
        {"point": [0], "parameters.expected_days": [0.1]},
        {"point": [1, 0], "parameters.expected_days": [0.1, 0.5]},
        {"point": [0, 1], "other": [0.1, 0.5]},
        {"point": [0, 1], "parameters.expected_days": ["x", "y"]},
        {"point": [0, 1], "parameters.expected_days": [0.1, None]},
    ):
        pq.write_table(pa.table(table), tmp_path / "points.parquet")
        with pytest.raises(ResultError, match=r"points\.parquet"):
            result.points()
