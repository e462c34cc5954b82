"""Files written as a whole or not at all."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest

from sim.files import json_text, write_atomically


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("data", ["Ḥimṣ\n", "Ḥimṣ\n".encode(), memoryview("Ḥimṣ\n".encode())])
def test_a_file_is_written_where_no_folder_was_and_over_an_older_one(tmp_path, data):
    path = tmp_path / "new" / "told.md"
    assert write_atomically(path, "older, and longer") == path
    write_atomically(path, data)
    assert path.read_bytes() == "Ḥimṣ\n".encode()
    assert names(path.parent) == ["told.md"]


@pytest.mark.parametrize(("owner", "step"), [(os, "fsync"), (Path, "replace")])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, owner, step, error):
    path = write_atomically(tmp_path / "told.md", "old")
    reached = []

    def fail(*_):
        reached.extend(names(tmp_path))
        raise error

    monkeypatch.setattr(owner, step, fail)
    with pytest.raises(type(error)):
        write_atomically(path, "new")
    assert len(reached) == 2  # the temporary file was there
    monkeypatch.undo()
    assert (path.read_text(), names(tmp_path)) == ("old", ["told.md"])


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_after(tmp_path, monkeypatch):
    done = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), sync(handle)))
    monkeypatch.setattr(Path, "replace", lambda path, new: (done.append("rename"), replace(path, new)))
    write_atomically(tmp_path / "told.md", "new")
    assert done == (["sync", "rename", "sync"] if hasattr(os, "O_DIRECTORY") else ["sync", "rename"])


def test_what_is_not_finite_is_null_in_json():
    rows = ({"day": math.inf, "p": math.nan}, [-math.inf, 1.5, 2, True, None, "ḥ"])
    text = json_text({"rows": rows})
    assert json.loads(text) == {"rows": [{"day": None, "p": None}, [None, 1.5, 2, True, None, "ḥ"]]}
    assert "ḥ" in text
    assert text.endswith("}\n")
