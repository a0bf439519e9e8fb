"""Published models: fetched, converted and kept."""

import threading

import numpy as np
import pytest

from tests.zoo.origin import ORIGIN, run
from tfstyle import checkpoints
from tfstyle.convert.transfer import dump
from tfstyle.zoo import download, from_preset, resolve


def test_it_is_fetched_converted_and_kept(publish, network, server, tmp_path, monkeypatch):
    seen = []
    path = download("cyclegan_style_tiny", progress=lambda done, total: seen.append((done, total)))
    assert path == tmp_path / "cache/converted/cyclegan_style_tiny/model.weights.h5"
    size = (server / "style_tiny.pth").stat().st_size
    assert seen[-1] == (size, size)
    original = tmp_path / "cache/checkpoints/cyclegan_style_tiny/style_tiny.pth"
    assert original.read_bytes() == (server / "style_tiny.pth").read_bytes()

    # From now on neither the server nor the original is needed.
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    (server / "style_tiny.pth").unlink()
    original.unlink()
    assert download("cyclegan_style_tiny") == path
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 16, 24, 3)).astype("float32")
    ours = from_preset("cyclegan_style_tiny").translator()(picture)
    np.testing.assert_array_equal(ours, network(picture, training=False))
    card = (path.parent / "README.md").read_text("utf-8")
    for told in ("# cyclegan_style_tiny", "A paper", "Not stated", "none better", ORIGIN):
        assert told in card
    assert resolve("cyclegan_style_tiny").local() == path.parent
    # Nothing was left of the making of it.
    assert [entry.name for entry in (tmp_path / "cache/converted").iterdir()] == [path.parent.name]


def test_loading_downloads_by_itself_and_the_command_line_translates(publish, tmp_path):
    from tfstyle import images

    images.write_image(tmp_path / "photo.png", np.zeros((16, 16, 3), "uint8"))
    result = run(
        "translate", "cyclegan_style_tiny", str(tmp_path / "photo.png"), "-o",
        str(tmp_path / "out.png"),
    )  # fmt: skip
    assert result.exit_code == 0, result.exception
    assert images.read_image(tmp_path / "out.png").shape == (16, 16, 3)
    assert resolve("cyclegan_style_tiny").is_preset


def test_an_interrupted_conversion_leaves_nothing_half_there(publish, tmp_path, monkeypatch):
    from tfstyle.recipes import toml

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(toml, "to_toml", interrupted)  # the weights are written by then
        with pytest.raises(KeyboardInterrupt):
            download("cyclegan_style_tiny")
    assert list((tmp_path / "cache/converted").iterdir()) == []
    # Nor does a killed process' half stay behind.
    (tmp_path / "cache/converted/.tmp-cyclegan_style_tiny-killed").mkdir()
    path = download("cyclegan_style_tiny")
    assert (path.parent / "recipe.toml").is_file()
    assert [entry.name for entry in (tmp_path / "cache/converted").iterdir()] == [path.parent.name]


def test_another_network_than_promised_is_refused(publish, server, tmp_path):
    from tfstyle.convert.architectures import GANUNet
    from tfstyle.errors import ArchitectureError
    from tfstyle.networks import UNetGenerator

    unet = UNetGenerator(filters=2, num_downs=4)
    arrays = dump(unet, GANUNet().entries(unet.get_config()))
    checkpoints.write_torch(server / "style_tiny.pth", arrays)
    with pytest.raises(ArchitectureError, match="gan_resnet"):
        download("cyclegan_style_tiny")
    assert not resolve("cyclegan_style_tiny").is_preset


def test_two_at_once_convert_once(publish, monkeypatch):
    from tfstyle import convert

    calls, original = [], convert.convert

    def count(*arguments, **options):
        calls.append(arguments)
        return original(*arguments, **options)

    monkeypatch.setattr(convert, "convert", count)
    threads = [threading.Thread(target=download, args=("cyclegan_style_tiny",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1 and resolve("cyclegan_style_tiny").is_preset
