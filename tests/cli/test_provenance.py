"""What verbs write into their pictures, what `--no-metadata` leaves out, and who shows it."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from tests.commands import ROOT, blocks, run, tfstyle_commands
from tests.engines.conftest import exports
from tests.models.small import judge, pix2pix
from tests.models.test_noise_gan import make
from tests.networks.helpers import randomize
from tests.optional import need
from tfstyle import images
from tfstyle.models import FastStyle
from tfstyle.networks import StyleNetwork
from tfstyle.presets import WEIGHTS, recorded_checksum
from tfstyle.provenance import COMPOSED, GENERATED, TRANSLATED, Origin, Step

# What a camera writes and nobody wants to hand on.
SECRETS = b"Secret"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Presets, one in a folder of a hostile name, and a photograph full of private metadata."""
    keras.utils.set_random_seed(0)
    root = tmp_path_factory.mktemp("home")
    network = StyleNetwork(filters=4, num_blocks=1, num_styles=2)
    for name, model in {
        "judge": judge(),
        "painter": pix2pix(),
        "<a b='&x;'> \N{SNOWMAN}": pix2pix(),
        "noise": make(3),
        "styles": exports.liven(FastStyle(network, styles=("wave", "scream"))),
    }.items():
        for one in model.networks.values():
            randomize(one)
        model.save_to_preset(root / name)
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Secret camera", {1: "N", 2: (48.0, 51.0, 30.0), 27: "Secret"}
    pixels = np.random.default_rng(0).integers(0, 256, (24, 20, 3), "uint8")
    for suffix in ("png", "jpg", "webp"):
        picture = Image.fromarray(pixels)
        picture.save(root / f"photo.{suffix}", exif=exif, xmp=b"<x>Secret</x>", comment=b"Secret")
    picture.save(root / "photo.tif", tiffinfo={0x010F: "Secret camera", 700: b"<x>Secret</x>"})
    return root


@pytest.fixture(autouse=True)
def place(home, monkeypatch):
    monkeypatch.chdir(home)


def origin(preset):
    return Origin(preset, {WEIGHTS: recorded_checksum(preset, WEIGHTS)})


def translated(out, preset, *options):
    arguments = ["translate", preset, "photo.png", "-o", str(out), "--overwrite", *options]
    assert run([*arguments, "--engine", "keras"]) == 0
    return images.read_provenance(out)


def test_a_translation_is_told_with_its_options(home, tmp_path):
    out = tmp_path / "o.png"
    mask = tmp_path / "mask.png"
    Image.new("L", (20, 24), 255).save(mask)
    digest = hashlib.sha256(mask.read_bytes()).hexdigest()
    made = translated(
        out, "painter", "--strength", "0.5", "--size", "24x20", "--preserve-color",
        "--mask", str(mask), "--engine", "keras",
    )  # fmt: skip
    (step,) = made.steps
    assert step.origin == origin("painter") and made.source_type == TRANSLATED
    assert step.direction == "a2b" and step.style is None
    assert step.options == {
        "engine": "keras", "mask": f"sha256:{digest}", "preserve_color": True, "size": [24, 20],
        "strength": 0.5,
    }  # fmt: skip
    assert str(home).encode() not in out.read_bytes()


def test_styles_are_told_by_name_and_with_weights(tmp_path):
    out = tmp_path / "o.png"
    assert translated(out, "styles").steps[0].style == "wave"
    blend = translated(out, "styles", "--style", "wave:0.3", "--style", "scream")
    assert blend.steps[0].style == [["wave", 0.3], "scream"]


def test_a_chain_is_told_in_its_order(tmp_path):
    made = translated(tmp_path / "o.jpg", "painter,styles", "--style", "scream", "--size", "24x20")
    first, last = made.steps
    assert (first.origin, last.origin) == (origin("painter"), origin("styles"))
    assert "size" in first.options and "size" not in last.options
    assert first.style is None and last.style == "scream"


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
def test_nothing_of_the_source_is_handed_on_and_a_rerun_gives_the_same_bytes(tmp_path, suffix):
    photo = f"photo.{suffix}"
    assert SECRETS in Path(photo).read_bytes()
    outs = [tmp_path / f"{name}.{suffix}" for name in ("a", "b", "bare")]
    for out in outs[:2]:
        assert run(["translate", "painter", photo, "-o", str(out), "--engine", "keras"]) == 0
    assert run(["translate", "painter", photo, "-o", str(outs[2]), "--engine", "keras",
                "--no-metadata"]) == 0  # fmt: skip
    told, again, bare = (out.read_bytes() for out in outs)
    assert SECRETS not in told and SECRETS not in bare and told == again
    if suffix in ("png", "tif"):  # without loss: what was written can be written again
        plain = tmp_path / f"plain.{suffix}"
        images.write_image(plain, images.read_image(outs[2]))
        assert plain.read_bytes() == bare
    assert images.read_provenance(outs[2]) is None and b"tfstyle" not in bare
    np.testing.assert_array_equal(images.read_image(outs[0]), images.read_image(outs[2]))


def test_a_hostile_name_of_a_model(tmp_path, capsys):
    name = next(entry for entry in os.listdir() if entry.startswith("<a"))
    for suffix in ("png", "jpg", "gif"):
        out = tmp_path / f"o.{suffix}"
        assert translated(out, name).steps[0].origin.name == name
        capsys.readouterr()
        assert run(["provenance", str(out)]) == 0
        assert name in capsys.readouterr().out


def test_a_folder_and_an_animation(tmp_path):
    (tmp_path / "in").mkdir()
    Image.new("RGB", (1, 1), "red").save(tmp_path / "in" / "dot.png")
    Image.new("L", (9, 8), 3).save(tmp_path / "in" / "gray.jpg")
    Image.new("RGBA", (9, 8), (1, 2, 3, 99)).save(tmp_path / "in" / "clear.png")
    frames = [np.full((16, 24, 3), level, "uint8") for level in (0, 255)]
    images.write_frames(tmp_path / "in" / "moves.gif", frames, [0.1, 0.1])
    assert run(["translate", "painter", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 0
    names = ["clear.png", "dot.png", "gray.jpg", "moves.gif"]
    assert sorted(os.listdir(tmp_path / "out")) == names
    for name in names:
        made = images.read_provenance(tmp_path / "out" / name)
        assert [step.origin for step in made.steps] == [origin("painter")]


def test_the_best_of_several_is_told_as_it_was_made(tmp_path, capsys):
    out = tmp_path / "o.png"
    made = translated(out, "painter", "--best-of", "3", "--judge", "judge")
    strength = float(capsys.readouterr().err.split("--strength ")[1].split(",")[0])
    options = {"best_of": 3, "engine": "keras"}
    options |= {} if strength == 1 else {"strength": strength}
    assert made.steps[0].options == options


def test_a_run_is_told_by_its_own_name(tmp_path, home):
    from tfstyle.zoo import resolve
    from tfstyle.zoo.origins import origin_of

    shutil.copytree(home / "painter", tmp_path / "my run" / "final")
    for name in (tmp_path / "my run", tmp_path / "my run" / "final"):
        assert origin_of(resolve(name)) == Origin("my run", origin("painter").files)


def test_pictures_of_noise(tmp_path):
    out = tmp_path / "many"
    of = ["generate", "noise", "-n", "2", "--seed", "5", "--labels", "1"]
    assert run([*of, "-o", str(out), "--truncation", "0.7"]) == 0
    made = images.read_provenance(out / "1.png")
    told = {"seed": 5, "count": 2, "truncation": 0.7, "labels": [1], "index": 1}
    assert made.steps == (Step(origin("noise"), options=told),) and made.source_type == GENERATED
    assert run([*of, "-o", str(tmp_path / "grid.png"), "--no-metadata"]) == 0
    assert images.read_provenance(tmp_path / "grid.png") is None


def test_heat_maps(tmp_path):
    heat = ["judge", "photo.png", "--judge", "judge", "--overwrite", "-o", str(tmp_path / "h.png")]
    assert run(heat) == 0
    made = images.read_provenance(tmp_path / "h.png")
    assert made.steps == (Step(origin("judge")),) and made.source_type == COMPOSED
    assert run([*heat, "--no-metadata"]) == 0
    assert images.read_provenance(tmp_path / "h.png") is None


def test_an_exported_file_is_told_by_its_own_checksum(tmp_path):
    need("ai_edge_litert")
    assert run(["export", "painter", "-o", str(tmp_path / "e"), "--format", "tflite", "--size",
                "16", "--quantize", "none"]) == 0  # fmt: skip
    file = next(tmp_path.glob("e/tflite/*dynamic*.tflite"))
    out = tmp_path / "o.png"
    assert run(["translate", str(file), "photo.png", "-o", str(out)]) == 0
    (step,) = images.read_provenance(out).steps
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert step.origin == Origin("painter", {file.name: digest})


def test_it_is_shown_as_words_and_as_json(tmp_path, capsys):
    out = tmp_path / "o.png"
    made = translated(out, "painter", "--strength", "0.5")
    capsys.readouterr()
    assert run(["provenance", str(out)]) == 0
    told = capsys.readouterr().out
    for part in ("tfstyle ", "compositeWithTrained", "painter", "a2b", "0.5", *made.steps[0].
                 origin.files.values()):  # fmt: skip
        assert part in told
    assert run(["provenance", str(out), "photo.jpg", "--json"]) == 1
    captured = capsys.readouterr()
    whole, none = json.loads(captured.out)
    assert whole["made"] == json.loads(made.to_json()) and none["made"] is None
    assert "photo.jpg does not tell how it was made" in captured.err
    assert run(["provenance", "none.png"]) == 1
    assert "There is no picture none.png" in capsys.readouterr().err


def test_what_was_loaded_to_train_on_is_no_preset_any_more():
    import tfstyle

    assert tfstyle.from_preset("painter").origin == origin("painter")
    assert tfstyle.from_preset("painter", training=True).origin is None
    assert pix2pix().origin is None


def test_what_the_page_shows_is_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "provenance.md").read_text("utf-8")
    images.write_image("photo.jpg", np.zeros((24, 20, 3), "uint8"))
    for command in tfstyle_commands(page)[:2]:
        assert run(command) == 0
    shown = page[page.index("\npainted.jpg\n") + 1 :].partition("```")[0]
    assert shown.count("\n") > 6 and capsys.readouterr().out.endswith(shown)
    (code,) = blocks(page, "python")
    exec(code, {})
    assert capsys.readouterr().out == "{'strength': 0.8}\n"
