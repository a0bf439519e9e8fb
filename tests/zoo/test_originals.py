"""Published files: fetched, checked, remembered, or put there by hand."""

import hashlib
import json
import re
import zipfile

import pytest

from tests.zoo.origin import ORIGIN, files, run, zipped
from tfstyle import checkpoints
from tfstyle.convert.transfer import dump
from tfstyle.errors import ArchitectureError, CheckpointError, IntegrityError, OfflineError
from tfstyle.zoo import download, from_preset, show_preset


def test_the_first_downloads_checksum_is_recorded_and_holds(publish, server, tmp_path):
    (state,) = show_preset("cyclegan_style_tiny")["originals"]
    assert state["checksum"] == "SHA-256 not yet known: recorded at the first download"
    assert (state["sha256"], state["bytes"]) == (None, None)
    path = download("cyclegan_style_tiny")
    (state,) = show_preset("cyclegan_style_tiny")["originals"]
    digest = hashlib.sha256((server / "style_tiny.pth").read_bytes()).hexdigest()
    assert state["sha256"] == digest and state["bytes"] > 1000
    assert re.search(r"recorded at the first download on \d{4}-\d\d-\d\d$", state["checksum"])

    # Changed in the cache: refused, also by what is converted already.
    original = tmp_path / "cache/checkpoints/cyclegan_style_tiny/style_tiny.pth"
    good = original.read_bytes()
    original.write_bytes(good + b"\0")
    with pytest.raises(IntegrityError, match="at the first download on"):
        download("cyclegan_style_tiny")
    # Changed at its origin, and fetched anew: refused as well, and not kept.
    original.unlink()
    (server / "style_tiny.pth").write_bytes(good + b"\0")
    (path.parent / "config.json").unlink()
    with pytest.raises(IntegrityError, match=f"expected {digest}"):
        from_preset("cyclegan_style_tiny")
    assert not original.exists()


@pytest.mark.parametrize("kind", ["unet", "discriminator"])
def test_another_network_put_there_by_hand_is_not_recorded(publish, server, tmp_path, kind):
    from tfstyle.convert.architectures import GANDiscriminator, GANUNet
    from tfstyle.networks import PatchDiscriminator, UNetGenerator

    network, architecture = {
        "unet": (UNetGenerator(filters=2, num_downs=4), GANUNet()),
        "discriminator": (PatchDiscriminator(2, num_layers=1), GANDiscriminator()),
    }[kind]
    place = tmp_path / "cache/checkpoints/cyclegan_style_tiny"
    place.mkdir(parents=True)
    arrays = dump(network, architecture.entries(network.get_config()))
    checkpoints.write_torch(place / "style_tiny.pth", arrays)
    with pytest.raises(ArchitectureError, match=r"style_tiny\.pth is not the gan_resnet"):
        download("cyclegan_style_tiny")
    # The right one may take its place.
    (place / "style_tiny.pth").write_bytes((server / "style_tiny.pth").read_bytes())
    assert download("cyclegan_style_tiny").is_file()


def test_another_archive_put_there_by_hand_is_not_recorded(publish, server, tmp_path):
    publish(**zipped(server))
    home = tmp_path / "cache/checkpoints/tiny"
    home.mkdir(parents=True)
    with zipfile.ZipFile(home / "models.zip", "w") as archive:
        archive.writestr("holiday.txt", "not models")
    with pytest.raises(IntegrityError, match=r"has no saved/style_tiny\.pth"):
        download("cyclegan_style_tiny")
    (home / "models.zip").unlink()
    assert download("cyclegan_style_tiny").is_file()


@pytest.mark.parametrize("known", ["sha256", "size"])
def test_what_the_catalogue_knows_is_demanded(publish, server, tmp_path, known):
    content = (server / "style_tiny.pth").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    values = {"sha256": (f'"{"0" * 64}"', f'"{digest}"'), "size": (7, len(content))}[known]
    publish(more=f", {known} = {values[0]}")
    with pytest.raises(IntegrityError, match="Nothing was kept"):
        download("cyclegan_style_tiny")
    assert files(tmp_path / "cache") == []
    publish(more=f", {known} = {values[1]}")
    download("cyclegan_style_tiny")
    if known == "sha256":
        assert digest in show_preset("cyclegan_style_tiny")["originals"][0]["checksum"]
        assert not (tmp_path / "cache/checkpoints/cyclegan_style_tiny/sha256.json").exists()


def test_an_error_page_is_not_recorded(publish, server, tmp_path):
    (server / "style_tiny.pth").write_text("<html>Not here any more</html>", "utf-8")
    with pytest.raises(CheckpointError, match="perhaps a page came"):
        download("cyclegan_style_tiny")
    assert files(tmp_path / "cache") == []


@pytest.mark.parametrize("reason", ["told", "gone"])
def test_offline_names_the_file_and_takes_it(publish, server, tmp_path, monkeypatch, reason):
    content = (server / "style_tiny.pth").read_bytes()
    if reason == "told":
        monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    else:
        (server / "style_tiny.pth").unlink()
    for use in (from_preset, download):
        with pytest.raises(OfflineError) as raised:
            use("cyclegan_style_tiny")
    place = str(raised.value).split("put it at ")[1].split(" (its SHA-256")[0]
    assert place == str(tmp_path / "cache/checkpoints/cyclegan_style_tiny/style_tiny.pth")
    assert f"{ORIGIN}/style_tiny.pth" in str(raised.value)
    assert "tfstyle show cyclegan_style_tiny" in str(raised.value)

    # Something else is not taken; the file is, and recorded.
    with open(place, "wb") as file:
        file.write(b"no checkpoint")
    with pytest.raises(CheckpointError, match="style_tiny"):
        download("cyclegan_style_tiny")
    with open(place, "wb") as file:
        file.write(content)
    download("cyclegan_style_tiny")
    (state,) = show_preset("cyclegan_style_tiny")["originals"]
    assert "recorded from a file found there on" in state["checksum"]


def test_an_archive_is_fetched_once_and_only_its_member_read(publish, server, tmp_path):
    publish(**zipped(server))
    download("cyclegan_style_tiny")
    (server / "models.zip").unlink()
    download("cyclegan_style_other")
    assert [path for path in files(tmp_path / "cache/checkpoints") if ".pth" in path] == [
        "cyclegan_style_other/other.pth", "cyclegan_style_tiny/style_tiny.pth",
    ]  # fmt: skip
    record = json.loads((tmp_path / "cache/checkpoints/tiny/sha256.json").read_text("utf-8"))
    assert set(record) == {"models.zip"}


def test_an_archives_member_can_be_put_there_by_hand(publish, server, tmp_path, monkeypatch):
    publish(**zipped(server))
    monkeypatch.setenv("TFSTYLE_OFFLINE", "1")
    with pytest.raises(OfflineError, match=r"tiny/models\.zip.*Or put saved/style_tiny\.pth out"):
        download("cyclegan_style_tiny")
    place = tmp_path / "cache/checkpoints/cyclegan_style_tiny/style_tiny.pth"
    place.write_bytes((server / "style_tiny.pth").read_bytes())
    download("cyclegan_style_tiny")


@pytest.mark.parametrize("fault", ["no zip", "no member", "damaged", "too large", "no checkpoint"])
def test_a_wrong_archive_leaves_nothing_of_a_checkpoint(publish, server, tmp_path, fault):
    error, options = IntegrityError, zipped(server, other=b"something else")
    name = "cyclegan_style_tiny"
    if fault == "no zip":
        (server / "models.zip").write_bytes(b"<html>")
        error = CheckpointError
    elif fault == "no member":
        options["more"] = ', member = "elsewhere/style_tiny.pth"'
    elif fault == "damaged":
        content = bytearray((server / "models.zip").read_bytes())
        content[200:300] = bytes(100)
        (server / "models.zip").write_bytes(content)
    elif fault == "too large":
        options["more"] += ", size = 100"
    else:
        name, error = "cyclegan_style_other", CheckpointError
    publish(**options)
    with pytest.raises(error, match=r"models\.zip"):
        download(name)
    assert not [path for path in files(tmp_path / "cache") if ".pth" in path]


def test_a_damaged_record_is_named(publish, tmp_path):
    download("cyclegan_style_tiny")
    (tmp_path / "cache/checkpoints/cyclegan_style_tiny/sha256.json").write_text("[]", "utf-8")
    with pytest.raises(IntegrityError, match=r"sha256\.json.*Delete it"):
        download("cyclegan_style_tiny")
    assert run("list").exit_code == 0
