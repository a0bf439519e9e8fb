"""The zoo's names: listing without TensorFlow, showing, and finding a model to load."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tfstyle
from tests.optional import need
from tfstyle.errors import UnknownPresetError
from tfstyle.zoo import from_preset, list_presets, registry, resolve, show_preset

data = need("skimage.data")

LARGEST = 16e6


def save_tiny(directory, **metadata):
    from tfstyle.models import CycleGAN
    from tfstyle.networks import ResNetGenerator

    model = CycleGAN(
        ResNetGenerator(2, num_blocks=0), ResNetGenerator(2, num_blocks=0),
        domains=("monet", "photo"),
    )
    model.save_to_preset(directory, metadata=metadata, dtype="float16")
    return model


@pytest.fixture
def zoo(tmp_path, monkeypatch):
    """A zoo of one real and two named presets."""
    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    save_tiny(tmp_path / "presets" / "cyclegan_tiny_64", resolution=64, description="Tiny.")
    for name in ("pix2pix_b_64", "pix2pix_a_64"):
        (tmp_path / "presets" / name).mkdir()
        (tmp_path / "presets" / name / "config.json").write_text("{}", "utf-8")
    (tmp_path / "presets" / "no_preset").mkdir()
    return tmp_path / "presets"


def test_list_matches_patterns_in_order(zoo):
    assert list_presets() == ["cyclegan_tiny_64", "pix2pix_a_64", "pix2pix_b_64"]
    assert list_presets("pix2pix_?_*") == ["pix2pix_a_64", "pix2pix_b_64"]
    assert list_presets("style_*") == []


def test_show_tells_everything_as_json(zoo):
    facts = show_preset("cyclegan_tiny_64")
    json.dumps(facts)
    assert facts["model"] == "CycleGAN"
    assert facts["directions"] == ["monet2photo", "photo2monet"]
    assert facts["networks"]["generator_ab"]["class"] == "ResNetGenerator"
    assert facts["networks"]["generator_ab"]["num_blocks"] == 0
    assert facts["metadata"] == {"description": "Tiny."}
    assert facts["bytes"] == (zoo / "cyclegan_tiny_64" / "model.weights.h5").stat().st_size
    assert (facts["resolution"], facts["dtype"], facts["remote"]) == (64, "float16", False)
    assert facts["card"].startswith("# cyclegan_tiny_64")


def test_an_unknown_name_brings_its_neighbours(zoo):
    for function in (show_preset, from_preset):
        with pytest.raises(UnknownPresetError, match="Did you mean 'cyclegan_tiny_64'"):
            function("cyclegan_tny_64")
    with pytest.raises(UnknownPresetError, match="tfstyle list"):
        from_preset("zzzzzzzz")
    with pytest.raises(UnknownPresetError):
        show_preset("../presets/cyclegan_tiny_64")


def test_from_preset_takes_names_directories_and_runs(zoo, tmp_path):
    cat = data.chelsea()[:20, :24]
    by_name = tfstyle.from_preset("cyclegan_tiny_64").translate(cat)
    by_path = from_preset(zoo / "cyclegan_tiny_64").translate(cat)
    np.testing.assert_array_equal(by_name, by_path)

    run = tmp_path / "run"
    run.mkdir()
    (run / "recipe.toml").write_text("", "utf-8")
    with pytest.raises(UnknownPresetError, match=r"neither final/ nor best/.*--resume"):
        from_preset(run)
    (zoo / "cyclegan_tiny_64").rename(run / "best")
    assert resolve(run).directory == run / "best"
    save_tiny(run / "final")
    assert resolve(str(run)).directory == run / "final"


def test_other_paths_are_named(tmp_path):
    with pytest.raises(UnknownPresetError, match="neither a preset"):
        from_preset(tmp_path)
    with pytest.raises(UnknownPresetError, match="no directory"):
        from_preset(tmp_path / "nowhere")


def test_the_zoo_is_read_without_tensorflow():
    code = (
        "import sys, tfstyle; names = tfstyle.list_presets();"
        "[tfstyle.show_preset(name) for name in names];"
        "heavy = {'tensorflow', 'keras', 'h5py', 'matplotlib'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    root = Path(tfstyle.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=60)


@pytest.mark.parametrize("name", list_presets() or [None])
def test_presets_that_ship_are_whole_and_small(name):
    if name is None:
        pytest.skip("no preset ships yet; train one into zoo/presets (CONTRIBUTING.md)")
    from tfstyle.presets import check_file

    directory = resolve(name).local()
    facts = show_preset(name)
    for file in ("config.json", "model.weights.h5"):
        check_file(directory, file)
    assert facts["bytes"] <= LARGEST
    assert facts["card"].strip() and facts["metadata"].get("description")
