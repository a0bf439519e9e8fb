"""Published models: fetched, checked, converted and kept. Origins are files the tests make."""

import dataclasses
import hashlib
import json
import re
import threading
import zipfile

import numpy as np
import pytest
from typer.testing import CliRunner

from tfstyle import checkpoints
from tfstyle.cli import app
from tfstyle.convert.architectures import GANResNet
from tfstyle.convert.transfer import dump
from tfstyle.errors import CheckpointError, IntegrityError, OfflineError, UnknownPresetError
from tfstyle.zoo import (
    catalogue,
    converted,
    download,
    from_preset,
    list_built_in,
    list_catalogue,
    list_presets,
    preset_directory,
    registry,
    show_preset,
)

ENTRY = """
[groups.tiny]
model = "one tiny generator"
home = "https://example.org/tiny"
origin = "{origin}/"
architecture = "gan_resnet"
paper = "A paper"
license = "Not stated"
{archive}
[models.cyclegan_style_tiny]
group = "tiny"
description = "photographs to noise"
scores = "none better"
files = [{{ file = "style_tiny.pth"{more} }}]
[models.cyclegan_style_other]
group = "tiny"
description = "the same once more"
files = [{{ file = "other.pth"{other} }}]
"""


@pytest.fixture
def network():
    from tfstyle.networks import ResNetGenerator

    network = ResNetGenerator(2, num_blocks=1)
    draws = np.random.default_rng(0)
    for weight in network.weights:
        weight.assign(0.3 * draws.normal(size=weight.shape))
    return network


@pytest.fixture
def server(tmp_path, network):
    """A folder with the published checkpoint."""
    folder = tmp_path / "server"
    folder.mkdir()
    arrays = dump(network, GANResNet().entries(network.get_config()))
    checkpoints.write_torch(folder / "style_tiny.pth", arrays)
    (folder / "other.pth").write_bytes((folder / "style_tiny.pth").read_bytes())
    return folder


@pytest.fixture
def publish(server, tmp_path, monkeypatch):
    """Write the catalogue; nothing else is in the zoo."""
    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    monkeypatch.setenv("TFSTYLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TFSTYLE_OFFLINE", raising=False)

    def publish(more="", archive="", other=""):
        path = tmp_path / f"catalogue{len(list(tmp_path.iterdir()))}.toml"
        text = ENTRY.format(origin=server.as_uri(), more=more, archive=archive, other=other)
        path.write_text(text)
        monkeypatch.setattr(catalogue, "CATALOGUE", path)

    publish()
    return publish


def zipped(server, **members):
    """Put checkpoints into an archive, and what the catalogue then says of them."""
    with zipfile.ZipFile(server / "models.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("style_tiny", "other"):
            content = (server / f"{name}.pth").read_bytes()
            archive.writestr(f"saved/{name}.pth", members.get(name, content))
    return {
        "archive": (
            "[groups.tiny.archive]\nfile = \"models.zip\"\n"
            f"url = \"{(server / 'models.zip').as_uri()}\""
        ),
        "more": ', member = "saved/style_tiny.pth"', "other": ', member = "saved/other.pth"',
    }  # fmt: skip


def files(directory):
    return sorted(
        str(path.relative_to(directory)) for path in directory.rglob("*")
        if path.is_file() and path.name != ".lock"
    )  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


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
    card = (path.parent / "README.md").read_text()
    for told in ("# cyclegan_style_tiny", "A paper", "Not stated", "none better", server.as_uri()):
        assert told in card
    assert preset_directory("cyclegan_style_tiny") == path.parent
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
    assert converted.is_converted("cyclegan_style_tiny")


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
    (server / "style_tiny.pth").write_text("<html>Not here any more</html>")
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
    assert f"{server.as_uri()}/style_tiny.pth" in str(raised.value)
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
    record = json.loads((tmp_path / "cache/checkpoints/tiny/sha256.json").read_text())
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


def test_an_interrupted_conversion_leaves_nothing_half_there(publish, tmp_path, monkeypatch):
    from tfstyle import recipe_values

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(recipe_values, "to_toml", interrupted)  # the weights are written by then
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
    assert not converted.is_converted("cyclegan_style_tiny")


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
    assert len(calls) == 1 and converted.is_converted("cyclegan_style_tiny")


def test_a_damaged_record_is_named(publish, tmp_path):
    download("cyclegan_style_tiny")
    (tmp_path / "cache/checkpoints/cyclegan_style_tiny/sha256.json").write_text("[]")
    with pytest.raises(IntegrityError, match=r"sha256\.json.*Delete it"):
        download("cyclegan_style_tiny")
    assert run("list").exit_code == 0


def test_list_has_a_second_part(publish):
    download("cyclegan_style_tiny")
    lines = run("list").stdout.splitlines()
    heading = next(i for i, line in enumerate(lines) if line.startswith("Published by others"))
    assert [line.split()[:2] for line in lines[heading + 1 :]] == [
        ["cyclegan_style_other", "-"], ["cyclegan_style_tiny", "here"],
    ]  # fmt: skip
    assert lines[-1].endswith("photographs to noise")
    only = run("list", "*_tiny").stdout.splitlines()
    assert len(only) == 2 and only[1].startswith("cyclegan_style_tiny")
    told = {entry["name"]: entry for entry in json.loads(run("list", "--json").stdout)}
    assert told["cyclegan_style_tiny"]["converted"] and "converted" not in told["gatys"]
    assert not told["cyclegan_style_other"]["converted"]


def test_show_tells_where_it_comes_from(publish, server):
    for _ in range(2):
        out = run("show", "cyclegan_style_tiny").stdout
        for told in (
            "photographs to noise", "https://example.org/tiny", "A paper", "Not stated",
            "none better", f"{server.as_uri()}/style_tiny.pth", "SHA-256",
        ):  # fmt: skip
            assert told in out
        assert json.loads(run("show", "cyclegan_style_tiny", "--json").stdout)["originals"]
        assert run("download", "cyclegan_style_tiny").exit_code == 0
    assert "converted    yes, to a CUT" in out and "## Origin" in out
    assert "one tiny generator" in out
    assert "none published" in run("show", "cyclegan_style_other").stdout


def test_near_names_include_the_catalogue(publish):
    for function in (from_preset, show_preset, download, preset_directory):
        with pytest.raises(UnknownPresetError, match="'cyclegan_style_tiny'"):
            function("cyclegan_style_tny")
    with pytest.raises(UnknownPresetError, match="tfstyle download cyclegan_style_tiny"):
        preset_directory("cyclegan_style_tiny")
    assert list_presets() == []


# The catalogue that ships.


@pytest.mark.parametrize("name", list_catalogue())
def test_every_entry_is_complete(name):
    from tfstyle.convert.architectures import ARCHITECTURES

    model, known = catalogue.published(name), {a.name for a in ARCHITECTURES}
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name)
    assert name not in list_presets() and name not in list_built_in()
    for field in ("model", "description", "home", "paper", "license"):
        assert getattr(model, field).strip()
    assert model.home.startswith("https://") and "https://arxiv.org/abs/" in model.paper
    assert model.files and len({file.file for file in model.files}) == len(model.files)
    for file in [*model.files, *([model.archive] if model.archive else [])]:
        assert re.match(r"https?://[a-z0-9.]+/\S+$", file.url)
        assert "/" not in file.file
        assert file.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", file.sha256)
    for file in model.files:
        assert file.architecture in known
        assert (file.member is None) == (model.archive is None)


def test_the_catalogue_is_what_was_published():
    names = list_catalogue()
    assert len(list_catalogue("cyclegan_*")) == 18 and "cyclegan_style_monet" in names
    assert len(list_catalogue("pix2pix_*")) == 5
    assert len(list_catalogue("fast_neural_style_*")) == 4
    assert "adain_vgg19" in names and len(names) == 28
    addresses = [
        (file.url, file.member) for name in names for file in catalogue.published(name).files
    ]
    assert len(set(addresses)) == len(addresses) == 29
    # An archive has a place of its own in the cache.
    assert not {catalogue.published(name).group for name in names} & set(names)
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.published("adain_vgg19").name = "other"
