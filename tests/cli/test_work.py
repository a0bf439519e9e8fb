"""The rest goes on when one file is broken, and who stops it is told how to go on."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.zoo.test_zoo import save_tiny
from tfstyle import images
from tfstyle.capabilities import Capabilities
from tfstyle.cli import app, work
from tfstyle.cli.guesses import guesses
from tfstyle.cli.plan import Job, plan
from tfstyle.errors import StorageError
from tfstyle.inference import video
from tfstyle.inference.options import TranslateOptions
from tfstyle.inference.video import pieces


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name in ("a.png", "c.png", "d.png"):
        Image.new("RGB", (24, 16), "teal").save(Path("in", name))
    return tmp_path


def invert(picture):
    return 255 - np.asarray(Image.open(picture) if isinstance(picture, Path) else picture)


def using(picture, frame=invert, **how):
    return work.Work(picture=work.recorded(picture), frame=frame, **how)


INVERT = using(invert)


def jobs(*names):
    return [Job(Path("in", name), Path("out", name)) for name in names]


def test_one_broken_file_does_not_stop_the_others(place):
    for name in ("b.mp4", "b.png", "e.mkv"):
        Path("in", name).write_bytes(b"x")

    def translate(picture):
        if picture.name == "b.png":
            images.read_image(picture)
        return invert(picture)

    failed = work.run(jobs("a.png", "b.mp4", "b.png", "c.png", "e.mkv"), using(translate), "x")
    assert [text.split(" ")[0] for text in failed] == ["in/b.mp4", "in/b.png", "in/e.mkv"]
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.png", "c.png"]


@pytest.mark.parametrize("name", ["a.gif", "b.webp", "c.png", "d.tif"])
def test_animations_go_frame_by_frame(place, name):
    frames = [np.full((16, 24, 3), level, "uint8") for level in (0, 255, 0)]
    images.write_frames(Path("in", name), frames, [0.1, 0.2, 0.3], loop=0)
    ((source, target),) = plan([Path("in", name)], Path("out")).jobs
    assert target.name == name
    assert work.run([Job(source, target)], INVERT, "x") == []
    after, seconds, _ = images.read_frames(target)
    expected = [255 - frame for frame in frames]
    assert np.abs(np.subtract(after, expected, dtype=int)).max() < 3
    if name != "d.tif":
        assert seconds == [0.1, 0.2, 0.3]
    (told,) = work.run([Job(source, Path("still.jpg"))], INVERT, "x")
    assert "has 3 frames, and still.jpg holds one" in told and not Path("still.jpg").exists()


def test_an_animation_keeps_what_is_transparent(place):
    frames = [np.full((8, 8, 4), (level, 0, 0, 255), "uint8") for level in (0, 255)]
    for frame in frames:
        frame[:4, :, 3] = 0
    images.write_frames("in/t.webp", frames, [1, 1])

    def colours(frame):
        return np.concatenate([255 - frame[..., :3], frame[..., 3:]], axis=-1)

    assert work.run(jobs("t.webp"), using(colours), "x") == []
    assert [(frame[..., 3] > 99).mean() for frame in images.read_frames("out/t.webp", 4)[0]] == [
        0.5, 0.5,
    ]  # fmt: skip


def test_a_full_disk_stops_it(place):
    def full(picture):
        raise StorageError("The disk is full")

    with pytest.raises(StorageError):
        work.run(jobs("a.png", "c.png"), using(full), "x")


def test_who_stops_it_is_told_how_to_go_on(place, monkeypatch, capsys):
    from tests.inference.video_clips import write
    from tests.optional import need

    need("av")
    monkeypatch.setattr(pieces, "PIECE_FRAMES", 2)
    write("in/film.mp4", [np.full((16, 24, 3), 40 * index, "uint8") for index in range(5)])
    calls = []

    def stopped(picture):
        calls.append(picture)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return invert(picture)

    for names, expected in (
        (["film.mp4"], "Stopped, 2 frames of film.mp4 are kept; the same command goes on from "
         "there.\n"),
        (["a.png", "film.mp4"], "1 of 2 files done, 4 frames of film.mp4 are kept; the same "
         "command with --skip-existing goes on from there.\n"),
        (["a.png", "c.png", "d.png", "a.png"], "3 of 4 files done; the same command with "
         "--skip-existing goes on from there.\n"),
    ):  # fmt: skip
        calls.clear()
        with pytest.raises(KeyboardInterrupt):
            work.run(jobs(*names), using(stopped, frame=stopped, told={}), "x")
        assert capsys.readouterr().err.splitlines(True)[-1] == expected
    # It does go on: of five frames four are done.
    frames = []
    work.run(
        jobs("film.mp4"), INVERT._replace(frame=lambda x: frames.append(x) or 255 - x, told={}), "x"
    )
    assert len(frames) == 1 and Path("out/film.mp4").exists()
    assert video.frames_kept(Path("out/film.mp4")) == 0


class Model:
    directions, capabilities = ("stylize",), Capabilities()

    def __init__(self, directions=None, styles=None):
        self.directions = directions or self.directions
        if styles:
            self.styles, self.capabilities = styles, Capabilities(style="names")


def test_what_was_left_open_is_told_where_there_was_a_choice():
    two, many = Model(("monet2photo", "photo2monet")), Model(styles=("wave", "scream", "muse"))
    assert guesses(["cyc"], [two]) == [
        "cyc translates monet2photo, since no --direction was given. It also knows photo2monet."
    ]
    assert guesses(["multi"], [many]) == [
        "multi paints wave, since no --style was given. It also knows scream, muse."
    ]
    assert guesses(["cyc"], [two], direction="b2a") == []
    assert guesses(["multi"], [many], style="scream") == []
    assert guesses(["one"], [Model(styles=("wave",))]) == guesses(["plain"], [Model()]) == []
    (told,) = guesses(["cyc", "multi"], [two, many], direction="x", style="wave")
    assert told.startswith("cyc translates monet2photo, since --direction goes to the last of a")


def run(*arguments):
    return CliRunner().invoke(app, ["translate", *[str(a) for a in arguments]])


def test_the_command_tells_what_it_guesses_skips_and_leaves_out(place, monkeypatch):
    save_tiny(place / "tiny")
    Path("in/raw.cr2").touch()
    Path("in/._a.png").write_bytes(b"junk")
    Path("in/out").mkdir()
    Path("in/out/a.png").write_bytes(b"made before")
    assert run("tiny", "in", "-o", "in/out", "--overwrite", "--skip-existing").exit_code == 2
    result = run("tiny", "in", "-o", "in/out")
    assert result.exit_code == 1 and "1 of 3 results exist already" in str(result.exception)
    result = run("tiny", "in", "-o", "in/out", "--skip-existing")
    assert result.exit_code == 0 and "2 of 2 pictures translated" in result.stdout
    for part in (
        "Left out 2: in/out is where results go; in/raw.cr2 is no picture or video",
        "Left as they are, since they exist: 1 of 3 results.",
        "tiny translates monet2photo, since no --direction was given. It also knows photo2monet.",
    ):
        assert part in result.stderr
    assert Path("in/out/a.png").read_bytes() == b"made before"
    assert sorted(path.name for path in Path("in/out").iterdir()) == ["a.png", "c.png", "d.png"]
    # Nothing is left to do, and no model is loaded for it.
    monkeypatch.setattr("tfstyle.zoo.from_preset", None)
    result = run("tiny", "in", "-o", "in/out", "--skip-existing")
    assert result.exit_code == 0 and "0 of 0 pictures translated" in result.stdout


@pytest.mark.parametrize("channels", [1, 4])
def test_models_of_other_channels_paint_videos(place, channels):
    from tests.inference.video_clips import read, write
    from tests.optional import need
    from tfstyle.models import CycleGAN
    from tfstyle.networks import ResNetGenerator

    need("av")
    networks = [
        ResNetGenerator(2, num_blocks=0, in_channels=channels, out_channels=channels)
        for _ in range(2)
    ]
    model = CycleGAN(*networks)
    source = write("in/film.mp4", [np.full((16, 24, 3), 40 * index, "uint8") for index in range(2)])
    frame = work.chain([model], TranslateOptions())
    failed = work.run(
        [Job(Path(source), Path("out.mp4"))],
        work.Work(picture=None, frame=frame, size=(20, 36), told={}), "x",
    )  # fmt: skip
    assert failed == []
    assert [frame.shape for frame in read("out.mp4").frames] == [(20, 36, 3)] * 2


def test_a_name_of_the_longest_legal_length_is_written(place):
    name = "ü" * 125 + ".png"  # 254 bytes
    Path("in/a.png").rename(Path("in", name))
    planned = plan([Path("in", name)], Path("out"))
    assert work.run(planned.jobs, INVERT, name) == [] and Path("out", name).exists()
    with pytest.raises(StorageError, match="too long"):
        work.run([Job(Path("in", name), Path("x" * 252 + ".png"))], INVERT, name)
