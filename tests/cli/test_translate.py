"""`tfstyle translate`: which file becomes which, and what happens to the broken ones."""

import dataclasses
import inspect
import types
import typing

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.optional import need
from tests.zoo.test_zoo import save_tiny
from tfstyle import zoo
from tfstyle.capabilities import Capabilities
from tfstyle.cli import app, work
from tfstyle.cli.parsing import parse_presets, parse_style
from tfstyle.cli.plan import plan
from tfstyle.cli.translate import translate
from tfstyle.cli.work import chain, shares
from tfstyle.errors import DataError, ImageError, UnknownPresetError, UnsupportedOptionError
from tfstyle.images import read_image, read_size
from tfstyle.inference.options import TranslateOptions

data = need("skimage.data")


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    directory = tmp_path_factory.mktemp("preset") / "tiny"
    return directory, save_tiny(directory)


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    Image.fromarray(data.chelsea()[:40, :50]).save(folder / "cat.png")
    Image.fromarray(data.coffee()[:33, :21]).save(folder / "coffee.JPG")
    Image.fromarray(data.astronaut()[:9, :9]).save(folder / "below" / "dot.gif")
    (folder / "notes.txt").write_text("not a picture", "utf-8")
    return folder


def run(*arguments):
    return CliRunner().invoke(app, ["translate", *[str(a) for a in arguments]])


def test_one_picture_to_one_file(preset, pictures, tmp_path):
    directory, model = preset
    result = run(directory, pictures / "cat.png", "-o", tmp_path / "out.png")
    assert result.exit_code == 0 and "1 of 1" in result.stdout
    out = read_image(tmp_path / "out.png")
    expected = np.asarray(model.translate(pictures / "cat.png"))
    # The preset is stored in 16 bits.
    assert out.shape == (40, 50, 3) and np.abs(out.astype(int) - expected).max() <= 2


def test_a_folder_keeps_names_and_places(preset, pictures, tmp_path):
    result = run(preset[0], pictures, "-o", tmp_path / "out", "--direction", "b2a")
    assert result.exit_code == 0, result.exception
    found = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.*"))
    assert found == ["below/dot.png", "cat.png", "coffee.JPG"]
    assert read_size(tmp_path / "out" / "coffee.JPG") == (33, 21)


def test_broken_pictures_are_named_and_the_others_done(preset, pictures, tmp_path):
    (pictures / "broken.png").write_bytes(b"junk")
    whole = (pictures / "cat.png").read_bytes()
    (pictures / "cut.png").write_bytes(whole[: len(whole) // 2])
    result = run(preset[0], pictures, "-o", tmp_path / "out")
    assert isinstance(result.exception, ImageError) and "3 of 5" in result.stdout
    assert "broken.png" in str(result.exception) and "cut.png" in str(result.exception)
    assert sorted(p.name for p in (tmp_path / "out").glob("*.*")) == ["cat.png", "coffee.JPG"]


def test_options_reach_the_model(preset, pictures, tmp_path):
    cat, out = pictures / "cat.png", tmp_path / "out.png"
    assert run(preset[0], cat, "-o", out, "--strength", "0").exit_code == 0
    np.testing.assert_array_equal(read_image(out), read_image(cat))
    again = ("-o", out, "--overwrite")
    assert run(preset[0], cat, *again, "--size", "20x30").exit_code == 0
    assert read_size(out) == (20, 30)
    Image.new("L", (50, 40), 0).save(tmp_path / "mask.png")
    assert run(preset[0], cat, *again, "--mask", tmp_path / "mask.png").exit_code == 0
    np.testing.assert_array_equal(read_image(out), read_image(cat))


def test_wrong_options_stop_before_anything_is_written(preset, pictures, tmp_path):
    for options, error in {
        ("--style", "x.jpg"): UnsupportedOptionError,
        ("--tile", "8"): UnsupportedOptionError,
        ("--feather", "3"): UnsupportedOptionError,
        ("--direction", "monet2phot"): UnsupportedOptionError,
    }.items():
        result = run(preset[0], pictures, "-o", tmp_path / "out", *options)
        assert isinstance(result.exception, error), options
    assert run(preset[0], pictures, "-o", tmp_path / "out", "--size", "3y").exit_code == 2
    result = run("no_such_preset", pictures, "-o", tmp_path / "out")
    assert isinstance(result.exception, UnknownPresetError)
    assert not (tmp_path / "out").exists()


def test_a_plan_that_cannot_work_is_refused(pictures, tmp_path):
    cat = pictures / "cat.png"
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", "utf-8")
    other = tmp_path / "other" / "cat.png"
    other.parent.mkdir()
    other.write_bytes(cat.read_bytes())
    for inputs, out, says in (
        ([tmp_path / "empty"], tmp_path / "out", "no pictures"),
        ([tmp_path / "nowhere"], tmp_path / "out", "nowhere"),
        ([cat, other], tmp_path / "out", "both become"),
        ([cat, other], tmp_path / "out.png", "must be a directory"),
        ([cat], tmp_path / "out.mp4", "written as one of .*png"),
        ([pictures], tmp_path / "file", "must be a directory"),
        ([cat], cat, "own input"),
        ([pictures], pictures, "own input"),
    ):
        with pytest.raises(DataError, match=says):
            plan(inputs, out)


def test_one_picture_into_a_directory(pictures, tmp_path):
    cat = pictures / "cat.png"
    assert plan([cat], tmp_path / "out").jobs == [(cat, tmp_path / "out" / "cat.png")]
    (tmp_path / "a.png").mkdir()
    assert plan([cat], tmp_path / "a.png").jobs == [(cat, tmp_path / "a.png" / "cat.png")]


def test_styles_are_names_or_pictures_with_weights(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd:2").write_text("", "utf-8")
    assert parse_style(None) is None
    assert parse_style(["wave"]) == "wave"
    assert parse_style(["odd:2"]) == "odd:2"
    assert parse_style(["a.jpg:.5"]) == [("a.jpg", 0.5)]
    assert parse_style(["wave:0.3", "scream"]) == [("wave", 0.3), "scream"]


def test_a_chain_hands_results_on_and_its_last_link_takes_the_options(tmp_path, monkeypatch):
    class Link(types.SimpleNamespace):
        capabilities, can_tile, check_direction = Capabilities(), True, staticmethod(str)
        kind = "Link"

    seen = []
    monkeypatch.setattr(
        "tfstyle.inference.translate.translate",
        lambda model, picture, options: seen.append(options) or f"{picture}>{model.name}",
    )
    links = [Link(name="restore"), Link(name="sharpen"), Link(name="stylize")]
    whole = TranslateOptions(size=64, tile=32, strength=0.5)
    assert chain(links, whole)("photo") == "photo>restore>sharpen>stylize"
    plain = vars(TranslateOptions()) | {"tile": 32}
    assert [vars(options) for options in seen] == [
        plain | {"size": 64}, plain, plain | {"strength": 0.5},
    ]  # fmt: skip
    assert shares(whole, 1) == [whole]
    with pytest.raises(UnsupportedOptionError, match="style: Link"):
        chain(links, TranslateOptions(style="wave"))
    assert parse_presets("a,b") == ["a", "b"]
    (tmp_path / "a,b").mkdir()
    assert parse_presets(str(tmp_path / "a,b")) == [str(tmp_path / "a,b")]


# Frames of a video and files come one by one.
PYTHON_ONLY = {"batch_size"}


def test_every_option_is_reachable_and_begins_as_in_python(pictures, tmp_path, monkeypatch):
    given = inspect.signature(translate).parameters
    fields = {field.name: field for field in dataclasses.fields(TranslateOptions)}
    fields = {name: field for name, field in fields.items() if name not in PYTHON_ONLY}
    assert not PYTHON_ONLY & set(given)
    del fields["engine"]  # of the command it decides how models are opened, and begins as auto
    asked = []
    monkeypatch.setattr(zoo, "resolve", str)
    monkeypatch.setattr("tfstyle.cli.models.open_models", lambda *_: [])
    monkeypatch.setattr(work, "chain", lambda _, options: asked.append(options) or 1 / 0)
    words = {"direction": "b2a", "style": "wave", "size": "64", "mask": "mask.png"}
    kinds = {float: "0.5", int: "64", bool: ""}
    command = ["x", pictures / "cat.png", "-o", tmp_path / "out.png"]
    for name, field in fields.items():
        assert given[name].default == field.default, name
        kind = (typing.get_args(field.type) or [field.type])[0]
        value = words[name] if name in words else kinds[kind]
        command += [f"--{name.replace('_', '-')}", *value.split()]
    assert isinstance(run(*command).exception, ZeroDivisionError)
    for name, field in fields.items():
        assert getattr(asked[0], name) != field.default, name


def test_a_wrong_number_is_refused_before_anything_is_loaded(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(zoo, "resolve", None)
    result = run("x", pictures, "-o", tmp_path / "out", "--strength", "3")
    assert isinstance(result.exception, UnsupportedOptionError)


def test_a_chain_of_presets_runs(preset, pictures, tmp_path):
    directory, model = preset
    cat, out = pictures / "cat.png", tmp_path / "out.png"
    result = run(f"{directory},{directory}", cat, "-o", out, "--tile", "32")
    assert result.exit_code == 0, result.exception
    twice = np.asarray(model.translate(model.translate(cat)))
    assert np.abs(read_image(out).astype(int) - twice).mean() <= 2
    assert run("a,,b", cat, "-o", out).exit_code == 2
    result = run(f"{directory},no_such_preset", cat, "-o", out, "--overwrite")
    assert isinstance(result.exception, UnknownPresetError)


def test_masks_are_feathered_and_inverted(preset, pictures, tmp_path):
    cat, out, mask = pictures / "cat.png", tmp_path / "out.png", tmp_path / "mask.png"
    Image.new("L", (50, 40), 255).save(mask)
    result = run(preset[0], cat, "-o", out, "--mask", mask, "--feather", "2", "--invert-mask")
    assert result.exit_code == 0, result.exception
    np.testing.assert_array_equal(read_image(out), read_image(cat))
    result = run(preset[0], cat, "-o", out, "--mask", mask, "--mask", mask, "--overwrite")
    assert isinstance(result.exception, UnsupportedOptionError)


def test_videos_go_frame_by_frame(preset, pictures, tmp_path, monkeypatch):
    from tfstyle.inference import video

    clip = pictures / "clip.AVI"
    clip.write_bytes(b"")
    assert plan([clip], tmp_path / "out.mov").jobs == [(clip, tmp_path / "out.mov")]
    assert (clip, tmp_path / "out" / "clip.mp4") in plan([pictures], tmp_path / "out").jobs
    calls = []

    def translate_video(function, source, target, *, progress, **options):
        progress(1, 2)
        calls.append((function(np.zeros((8, 12, 3), "uint8")), source, target, options))

    monkeypatch.setattr(video, "translate_video", translate_video)
    result = run(preset[0], clip, "-o", tmp_path / "out.mp4", "--temporal", "--strength", "0")
    assert result.exit_code == 0, result.exception
    ((frame, source, target, options),) = calls
    assert frame.dtype == np.uint8 and not frame.any()
    assert (source, target, options["temporal"]) == (clip, tmp_path / "out.mp4", True)
    assert options["options"]["strength"] == "0.0"
    result = run(preset[0], pictures / "cat.png", "-o", tmp_path / "o.png", "--temporal")
    assert result.exit_code == 2
