"""The gallery's command draws any preset, and says what it cannot draw."""

import json

import numpy as np
import pytest

from tests.data.helpers import fill
from tests.models import small
from tests.optional import need
from tfstyle import images, models, networks
from tfstyle.errors import DataError
from tfstyle.zoo.evaluating import Protocol, open_pictures
from tfstyle.zoo.workshop import gallery, gallery_pictures
from tfstyle.zoo.workshop.gallery_data import Measured, held_out
from tfstyle.zoo.workshop.gallery_sheet import WIDTH

need("skimage.data")

SIDE = 32


@pytest.fixture
def tiny(monkeypatch):
    """Twelve small photographs."""
    monkeypatch.setattr(gallery_pictures, "LARGEST", SIDE)
    for variable in ("TFSTYLE_DATA", "TFSTYLE_PEERS"):
        monkeypatch.delenv(variable, raising=False)
    return gallery_pictures.photographs()


def drawn(tmp_path, model, *options, report=None):
    """Save a model, draw it as the command does; return the exit code and the page."""
    model.save_to_preset(tmp_path / "a_preset")
    if report:
        (tmp_path / "a_preset" / "scores.json").write_text(json.dumps(report), "utf-8")
    code = gallery.main([str(tmp_path / "a_preset"), "--out", str(tmp_path / "docs"), *options])
    return code, (tmp_path / "docs" / "gallery.md").read_text("utf-8")


def test_the_twelve_are_whole_and_at_most_so_large():
    twelve = gallery_pictures.photographs()
    assert len(twelve) == 12
    for name, picture in twelve.items():
        assert picture.dtype == np.uint8 and picture.shape[-1] == 3, name
        assert 200 <= min(picture.shape[:2]) <= gallery_pictures.LARGEST, name
    assert all(one.source.license for one in gallery_pictures.PHOTOGRAPHS.values())


def test_a_preset_is_drawn_shown_and_kept_at_full_size(tmp_path, tiny):
    full = tmp_path / "full"
    model = models.FastStyle(
        networks.StyleNetwork(filters=2, num_blocks=0, num_styles=2), ("wave", "scream")
    )
    code, page = drawn(tmp_path, model, "--full", str(full))
    assert code == 0 and "### a_preset" in page and gallery.COMMAND in page
    assert images.read_image(tmp_path / "docs" / "gallery" / "a_preset.jpg").shape[1] == WIDTH
    # On the sheet the styles take turns; at full size each photograph is in each of them.
    assert len(list((full / "a_preset").iterdir())) == 24
    made = images.read_image(full / "a_preset" / "coffee_scream.png")
    np.testing.assert_array_equal(made, model.translate(tiny["coffee"], style="scream"))


@pytest.mark.parametrize("make", [small.adain, small.noise_gan, small.judge, small.cyclegan])
def test_every_kind_has_its_sheet_without_data(tmp_path, tiny, make):
    code, page = drawn(tmp_path, make())
    assert code == 0 and "](gallery/a_preset.jpg)" in page


def test_damages_are_shown_alone_and_mixed(tmp_path, tiny):
    full = tmp_path / "full"
    data = {"layout": "images", "derive": "damaged", "domains": ["damaged", "photo"]}
    model = models.Pix2Pix(
        networks.RestorationGenerator(2, num_downs=2, num_blocks=0), domains=("damaged", "photo")
    )  # that has learned nothing: what comes out is what went in
    code, page = drawn(tmp_path, model, "--full", str(full), report={
        "protocol": {"kind": "derived", "data": data, "size": SIDE, "metrics": []}
    })  # fmt: skip
    assert code == 0 and "Above what went in" in page
    made = {path.stem: images.read_image(path) for path in (full / "a_preset").iterdir()}
    assert set(made) == {*tiny, *(f"{name}_1" for name in tiny)}
    changed = [name for name, picture in tiny.items() if np.any(made[name] != picture)]
    assert changed == list(tiny)[1:]


def test_held_out_pictures_are_the_very_ones_that_were_measured(tmp_path, tiny):
    for side in ("A", "B"):
        fill(tmp_path / "data" / "ours" / f"test{side}", 3, first=ord(side))
        fill(tmp_path / "data" / "another" / f"test{side}", 3, first=ord(side) + 1)
    data = {"layout": "unpaired", "domains": ["monet", "photo"]}
    protocol = Protocol("domains", data, SIDE, ("l1",))
    model = small.cyclegan(domains=("monet", "photo"))
    options = ("--data", str(tmp_path / "data"), "--full", str(tmp_path / "full"))
    report = {"protocol": protocol.as_dict()}
    report["data"] = {"sha256": open_pictures(model, protocol, tmp_path / "data" / "ours").digest()}
    code, page = drawn(tmp_path, model, *options, report=report)
    assert code == 0 and "a held-out picture" in page
    names = {path.stem for path in (tmp_path / "full" / "a_preset").iterdir()}
    assert {name for name in names if name.startswith("monet2photo")} == {
        f"monet2photo_held_out_{number}{above}" for number in (1, 2, 3) for above in ("", "_1")
    }
    assert "photo2monet_coffee" in names and len(names) == 12 + 6
    with pytest.raises(DataError, match=r"Neither .* nor a folder in it holds the pictures"):
        held_out(Measured("domains", protocol, "0" * 64), tmp_path / "data", 0, 3)


def test_what_starts_from_other_pictures_says_where_they_are_missed(tmp_path, tiny, capsys):
    code, page = drawn(tmp_path, small.pix2pix(domains=("label", "photo")))
    told = capsys.readouterr().err
    assert code == 1 and "a_preset is not drawn" in told and "scores.json" in told
    assert "a_preset" not in page


def test_an_unknown_preset_is_refused_before_anything_is_drawn(tmp_path, capsys):
    with pytest.raises(SystemExit):
        gallery.main(["fast_style_great_wav", "--out", str(tmp_path / "docs")])
    told = capsys.readouterr().err
    assert "fast_style_great_wav" in told and "fast_style_great_wave" in told
    assert not (tmp_path / "docs").exists()
