"""What the catalogue tells of published models, before anything is fetched."""

import dataclasses
import json
import re

import pytest

from tests.zoo.origin import ORIGIN, run
from tfstyle.errors import IntegrityError, UnknownPresetError
from tfstyle.zoo import (
    catalogue,
    download,
    from_preset,
    list_built_in,
    list_catalogue,
    list_presets,
    resolve,
    show_preset,
)


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


def test_show_tells_where_it_comes_from(publish):
    for _ in range(2):
        out = run("show", "cyclegan_style_tiny").stdout
        for told in (
            "photographs to noise", "https://example.org/tiny", "A paper", "Not stated",
            "none better", f"{ORIGIN}/style_tiny.pth", "SHA-256",
        ):  # fmt: skip
            assert told in out
        assert json.loads(run("show", "cyclegan_style_tiny", "--json").stdout)["originals"]
        assert run("download", "cyclegan_style_tiny").exit_code == 0
    assert "converted    yes, to a CUT" in out and "## Origin" in out
    assert "one tiny generator" in out
    assert "none published" in run("show", "cyclegan_style_other").stdout


def test_near_names_include_the_catalogue(publish):
    for function in (from_preset, show_preset, download, resolve):
        with pytest.raises(UnknownPresetError, match="'cyclegan_style_tiny'"):
            function("cyclegan_style_tny")
    with pytest.raises(UnknownPresetError, match="tfstyle download cyclegan_style_tiny"):
        resolve("cyclegan_style_tiny").local()
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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('file = "other.pth"', 'file = "../../other.pth"'), ('file = "other.pth"', 'file = ".x"'),
        ('file = "other.pth"', 'file = 5'), ('"https://models', '"file://models'),
        ("cyclegan_style_other]", '"../other"]'), ('group = "tiny"', 'group = "none"'),
        ('file = "other.pth"', 'file = "other.pth", sha256 = "../x"'),
        ('file = "other.pth"', 'file = "other.pth", size = true'), ("files = ", "file = "),
        ('file = "other.pth"', 'file = "other.pth", more = 1'), ("[models.", "[[models."),
        ("[groups.tiny]", "[groups.tiny"),
        ("license", "a = " + "[" * 3000 + "]" * 3000 + "\nlicense"),
    ],
)  # fmt: skip
def test_a_damaged_catalogue_is_told_in_one_line(publish, old, new):
    text = catalogue.CATALOGUE.read_text("utf-8")
    catalogue.CATALOGUE.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(IntegrityError, match="catalogue") as raised:
        list_catalogue()
    assert "\n" not in str(raised.value)
