"""Films: which moments they show, what stands on the map, and how they are written."""

from __future__ import annotations

import io
import stat
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sim.engines.mesa_model import Rout
from sim.errors import UsageError
from sim.model.world import World, build_world
from sim.plots.film import Film, film
from sim.plots.film_map import Sign, strength, together
from sim.plots.film_words import legend
from sim.plots.moving import gif, mp4, palette_of, require_film_kind
from sim.scenario import load
from sim.scenario.shipped import find
from sim.story.history import History
from sim.story.reel import shots
from sim.story.story import tell

RUN = 3


def world() -> World:
    return build_world(load(find("island"), {"scenario.horizon_days": 12.0}))


def history() -> History:
    return History(world(), 1, RUN, {})


@pytest.fixture(scope="module")
def watched() -> History:
    return history()


@pytest.fixture(scope="module")
def reel(watched):
    return shots(watched, 24.0)


@pytest.fixture(scope="module")
def data(watched) -> bytes:
    return film(watched, None, RUN, ".gif")


def frames(data: bytes) -> list[Image.Image]:
    image = Image.open(io.BytesIO(data))
    found = []
    for number in range(image.n_frames):
        image.seek(number)
        found.append(image.convert("RGB"))
    return found


def test_a_film_tells_the_story_of_its_run_in_order(reel):
    told = [event for shot in reel for event in shot.told]
    assert told
    assert told == sorted(told, key=lambda event: event.day)
    assert [event.row for event in told] == [event.row for event in tell(Rout(world(), 1, RUN)).told]


def test_an_event_has_a_picture_of_its_own_and_a_quiet_day_has_one_too(watched, reel):
    ticks = [shot.seen.tick for shot in reel]
    assert ticks == sorted(set(ticks))
    assert ticks[0] == 0
    for shot in reel:
        assert all(event.tick + 1 == shot.seen.tick for event in shot.told)
    per_day = watched.world.ticks_per_day
    assert set(range(0, ticks[-1] + 1, per_day)) <= set(ticks)


def test_a_shorter_step_shows_more(watched, reel):
    assert len(shots(watched, 6.0)) > len(reel)
    assert len(shots(watched, 0.0)) == reel[-1].seen.tick + 1


def test_the_file_is_a_gif_of_800_pixels_that_begins_again(data, reel):
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size, image.info["loop"]) == ("GIF", (800, 600), 0)
    assert 1 < image.n_frames <= len(reel)


def test_the_same_run_gives_the_same_bytes_and_every_picture_is_counted(data, reel):
    seen: list[tuple[int, int]] = []
    again = film(history(), None, RUN, ".gif", progress=lambda done, total: seen.append((done, total)))
    assert again == data
    assert seen == [(n + 1, len(reel)) for n in range(len(reel))]


def test_the_hues_survive_the_palette(data, watched):
    last = np.asarray(frames(data)[-1]).reshape(-1, 3)
    known = {tuple(pixel) for pixel in np.unique(last, axis=0).tolist()}
    for _, colour, _ in legend(watched.world)[1]:
        assert tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5)) in known


def test_a_picture_depends_on_its_moment_alone(watched, reel):
    screen, other = Film(watched, None, RUN), Film(watched, None, RUN)
    for shot in reel[:3]:
        screen.picture(shot, last=False)
    bare = replace(reel[3], told=())
    other.words.captions = screen.words.captions[:]
    assert screen.picture(bare, last=False).tobytes() == other.picture(bare, last=False).tobytes()


@pytest.mark.parametrize(("men", "text"), [(640, "640"), (4200, "4.2k"), (9950, "10k"), (21_400, "21k")])
def test_men_are_told_in_few_letters(men, text):
    assert strength(men) == text


def test_marks_of_one_side_that_would_overlap_are_one_and_no_man_is_lost():
    here, near, far = np.array([0.0, 0.0]), np.array([0.1, 0.0]), np.array([9.0, 0.0])
    signs = [
        Sign("steady", "#0", here, 300), Sign("shaken", "#0", near, 500), Sign("steady", "#0", near, 400),
        Sign("group", "#1", here, 50), Sign("breaking", "#0", far, 7),
    ]  # fmt: skip
    found = together(signs, (10.0, 10.0))
    assert [(sign.kind, sign.hue, sign.men) for sign in found] == [
        ("steady", "#0", 1200), ("group", "#1", 50), ("breaking", "#0", 7),
    ]  # fmt: skip


def pictures(count: int = 3):
    return [(Image.new("RGB", (8, 6), (60 * n, 0, 0)), 100) for n in range(count)]


def test_pictures_are_shown_for_their_time():
    whole = [image for image, _ in pictures()]
    image = Image.open(io.BytesIO(gif(pictures(), palette_of(["#000000"], whole))))
    assert (image.n_frames, image.info["duration"]) == (3, 100)


def program(folder, monkeypatch, text: str) -> None:
    """An ``ffmpeg`` on the path that is this Python program."""
    file = folder / "ffmpeg"
    file.write_text(f"#!{sys.executable}\nimport sys\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="a program is a script here")
def test_ffmpeg_is_given_every_picture_as_often_as_it_is_seen(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, "open(sys.argv[-1], 'wb').write(sys.stdin.buffer.read())")
    assert mp4(pictures()).count(b"P6\n8 6\n255\n") == 3 * 2  # a tenth of a second at 20 a second


@pytest.mark.skipif(sys.platform == "win32", reason="a program is a script here")
def test_what_ffmpeg_says_when_it_fails_is_passed_on(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, "sys.exit('Unknown encoder')")
    with pytest.raises(UsageError, match="ffmpeg made no film: Unknown encoder; write a"):
        mp4(pictures())


def test_a_film_without_ffmpeg_and_one_of_no_kind_are_refused_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="needs the program ffmpeg"):
        require_film_kind(tmp_path / "run.mp4")
    with pytest.raises(UsageError, match=r"\.gif or \.mp4"):
        require_film_kind(tmp_path / "run.png")
    require_film_kind(tmp_path / "run.gif")
