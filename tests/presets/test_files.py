"""The files of a preset: ordinary ones, in the preset, that one may read."""

import os
import shutil

import pytest

from tfstyle import from_preset, presets
from tfstyle.errors import IntegrityError, StorageError
from tfstyle.presets import CARD, CHECKSUMS, CONFIG, WEIGHTS
from tfstyle.zoo import registry, show_preset


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for name in (CONFIG, WEIGHTS, CHECKSUMS)
        for kind in ("device", "outside", "fifo", "directory", "large")
        if (name, kind) != (WEIGHTS, "large")  # as large as they are: no more is read than that
    ],
)
def test_only_ordinary_files_in_the_preset_are_read(preset, name, kind):
    path = preset / name
    shutil.move(path, preset.parent / "real")
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "large":
        with open(path, "wb") as file:
            file.truncate(1 << 36)
    else:
        path.symlink_to({"device": "/dev/zero", "outside": "../real"}[kind])
    with pytest.raises(IntegrityError, match=r"outside|no ordinary|cannot be|at most|no preset"):
        presets.load(preset)


@pytest.mark.parametrize("kind", ["device", "fifo", "large"])
def test_nor_is_the_card(preset, kind, monkeypatch):
    monkeypatch.setattr(registry, "PRESETS", preset.parent)
    (preset / CARD).unlink()
    if kind == "fifo":
        os.mkfifo(preset / CARD)
    elif kind == "large":
        with open(preset / CARD, "wb") as file:
            file.truncate(1 << 36)
    else:
        (preset / CARD).symlink_to("/dev/zero")
    with pytest.raises(IntegrityError, match=r"outside|no ordinary|at most"):
        show_preset("p")
    (preset / CARD).unlink()
    assert show_preset("p")["card"] == ""


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"model.weights.h5": 5}', "[" * 100_000 + "]" * 100_000, "\udcff",
     '{"config.json": "../../x", "model.weights.h5": ""}'],
)  # fmt: skip
def test_damaged_checksums_are_named(preset, text):
    (preset / CHECKSUMS).write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(IntegrityError, match=r"checksums\.json"):
        presets.load(preset)


def test_a_preset_of_the_hubs_cache_loads(preset, tmp_path):
    snapshot, blobs = tmp_path / "hub" / "snapshots" / "1f2e", tmp_path / "hub" / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for index, path in enumerate(preset.iterdir()):
        shutil.copy(path, blobs / str(index))
        (snapshot / path.name).symlink_to(f"../../blobs/{index}")
    assert from_preset(snapshot).styles == ("a", "b")


def test_a_package_that_is_installed_as_links_works(preset, tmp_path, monkeypatch):
    installed = tmp_path / "site-packages" / "presets" / "p"
    installed.mkdir(parents=True)
    for path in preset.iterdir():
        (installed / path.name).symlink_to(path)
    monkeypatch.setattr(registry, "PRESETS", installed.parent)
    assert from_preset("p").styles == ("a", "b")


def test_one_that_a_killed_process_moved_aside_comes_back(preset):
    from tfstyle.files import exchange

    preset.rename(exchange._aside(preset))
    assert from_preset(preset).styles == ("a", "b")


@pytest.mark.parametrize("name", ["x" * 300, "a" * 200 + "/" + "b" * 300])
def test_a_name_that_no_file_can_have_is_unknown(name):
    from tfstyle.errors import UnknownPresetError

    with pytest.raises(UnknownPresetError):
        from_preset(name)


@pytest.mark.parametrize("link", ["/dev/zero", "../other"])
def test_what_is_no_preset_is_not_replaced(preset, tmp_path, link):
    model = from_preset(preset)
    (preset / CONFIG).unlink()
    (preset / CONFIG).symlink_to(link)
    with pytest.raises(StorageError, match="no preset"):
        model.save_to_preset(preset)
    assert (preset / CONFIG).is_symlink()
