"""What the README, the demo and the notebook show really runs."""

import json
import os
import sys

import numpy as np
import pytest

from tests.commands import ROOT, blocks, run, tfstyle_commands
from tests.inference import video_clips
from tests.optional import need
from tfstyle import checkpoints, images
from tfstyle.convert.architectures import GANResNet
from tfstyle.convert.transfer import dump
from tfstyle.networks import ResNetGenerator

data = need("skimage.data")

README = (ROOT / "README.md").read_text("utf-8")
# The same commands, smaller: a test has seconds where a user has hours.
SMALLER = {
    "train": ["--set", "train.steps=3", "--set", "data.load=64", "--set", "data.crop=64"],
    "export": ["--size", "64"],
}
SMALLER_PYTHON = {
    "UNetGenerator()": "UNetGenerator(filters=4)",
    "steps_per_epoch=1000, epochs=200": "steps_per_epoch=1, epochs=1, verbose=0",
    "PatchDiscriminator(": "PatchDiscriminator(filters=4, ",
}


@pytest.fixture
def examples(tmp_path, monkeypatch):
    """A directory with all the files that the README's examples name."""
    monkeypatch.chdir(tmp_path)
    for name in ("chelsea", "coffee"):
        images.write_image(tmp_path / "photos" / f"{name}.png", getattr(data, name)())
    images.write_image(tmp_path / "photo.jpg", data.chelsea())
    images.write_image(tmp_path / "painting.jpg", data.rocket())
    images.write_image(tmp_path / "old_photo.jpg", data.coffee())
    video_clips.write(tmp_path / "film.mp4", video_clips.panning(2))
    network = ResNetGenerator(filters=2, num_blocks=1)
    entries = GANResNet().entries(network.get_config())
    checkpoints.write_torch(tmp_path / "latest_net_G.pth", dump(network, entries))
    pair = np.concatenate([data.chelsea()[:256, :256]] * 2, axis=1)
    images.write_image(tmp_path / "facades" / "train" / "1.jpg", pair)
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    return tmp_path


def test_the_readme_opens_with_the_two_commands_and_the_one_line_load():
    assert blocks(README, "sh")[0].split()[:2] == ["make", "demo"]
    assert "make test" in blocks(README, "sh")[0]
    assert "tfstyle.from_preset(" in blocks(README, "python")[0]


@pytest.mark.exhaustive
def test_the_readmes_commands_run(examples):
    commands = tfstyle_commands(README)
    assert {"list", "translate", "train", "export"} <= {c[0] for c in commands}
    for arguments in commands:
        assert run([*arguments, *SMALLER.get(arguments[0], [])]) == 0, arguments
    assert sorted(p.name for p in (examples / "paintings").iterdir()) == [
        "chelsea.png", "coffee.png"
    ]
    assert list((examples / "runs" / "colour" / "tb").iterdir())
    assert (examples / "exported" / "parity.md").exists()


@pytest.mark.exhaustive
def test_the_readmes_python_runs(examples):
    for block in blocks(README, "python"):
        for full, small in SMALLER_PYTHON.items():
            block = block.replace(full, small)
        exec(compile(block, "README.md", "exec"), {})
    assert (examples / "my_model" / "config.json").exists()


def test_the_readme_names_every_preset_and_its_size():
    from tfstyle.zoo import list_presets, show_preset

    for name in list_presets():
        (row,) = [line for line in README.splitlines() if line.startswith(f"| `{name}`")]
        assert f"{show_preset(name)['bytes'] / 1e6:.1f} MB" in row


@pytest.mark.exhaustive
def test_the_demo_runs(tmp_path, capfd):
    sys.path.insert(0, str(ROOT / "notebooks"))
    try:
        import demo

        demo.main(tmp_path / "demo", steps=3)
    finally:
        sys.path.remove(str(ROOT / "notebooks"))
    printed = capfd.readouterr().out
    for place in ("monet", "trained", "run/samples", "run/tb", "run/final", "models"):
        assert (tmp_path / "demo" / place).is_dir() and place in printed
    assert len(list((tmp_path / "demo" / "monet").iterdir())) == len(demo.PHOTOGRAPHS)
    assert (tmp_path / "demo" / "models" / "parity.md").exists()


# The cells of each notebook, smaller.
NOTEBOOKS = {
    "01_quickstart": {"steps_per_epoch=30, epochs=4": "steps_per_epoch=1", "size=128)": "size=64)"},
    "05_export": {
        "size=256": "size=64", "size=(256, 256)": "size=(64, 64)", "*_256_": "*_64_",
        "chelsea(), (256, 256)": "chelsea(), (64, 64)", "seconds=2.0": "seconds=0.1",
        '("none", "fp16", "int8", "int8_dynamic")': '("none", "int8_dynamic")',
    },
    "06_serve": {"(256, 256)": "(64, 64)", "size=256": "size=64"},
}  # fmt: skip


def test_every_notebook_is_run_by_a_test():
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_notebook_runs_and_was_committed_with_its_pictures(name, tmp_path):
    nbformat, nbclient = need("nbformat"), need("nbclient")
    need("ipykernel")
    path = ROOT / "notebooks" / f"{name}.ipynb"
    shown = json.dumps(json.loads(path.read_text("utf-8"))["cells"])
    assert shown.count('"image/png"') >= 1
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for large, small in NOTEBOOKS[name].items():
            cell.source = cell.source.replace(large, small)
    environment = dict(os.environ)
    os.environ.update(PYTHONPATH=str(ROOT), TFSTYLE_OFFLINE="1")
    try:
        nbclient.NotebookClient(
            notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()
    finally:
        os.environ.clear()
        os.environ.update(environment)
