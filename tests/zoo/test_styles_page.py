"""The page of fast styles beside others: what is measured, kept, and said of it."""

import json

import numpy as np
import pytest

from tests.commands import ROOT
from tests.optional import need
from tfstyle import images, models, networks
from tfstyle.metrics.style import STYLE_LAYERS
from tfstyle.zoo import list_presets, registry
from tfstyle.zoo.workshop import styles_matched, styles_page, styles_table
from tfstyle.zoo.workshop.gallery_peers import PEERS, Peer
from tfstyle.zoo.workshop.styles_table import better, render

need("skimage.data")


def figures(**styles):
    return {"photographs": {"count": 2, "checkerboard": 0.1, "border": 1.0}, "styles": styles}


def cells(content, style):
    return {"content": content, "style": style, "checkerboard": 0.2, "border": 1.1,
            "clipped": 0.0, "blot": 0.0}  # fmt: skip


def test_a_row_for_each_painter_of_a_painting():
    page = render(figures(great_wave={
        "microast": cells(0.8, 0.2), "fast_style_great_wave": cells(0.7, 0.1),
        "fast_style_transfer_wave": cells(0.9, 0.05),
    }))  # fmt: skip
    lines = [line for line in page.splitlines() if line.startswith("| great wave")]
    assert len(lines) == 3
    assert "`fast_style_great_wave`" in lines[0] and "0.700 | 0.100 | 0.20 | 1.10" in lines[0]
    assert "| *none* | the photographs | - | - | 0.10 | 1.00 | - | - |" in page
    assert "MicroAST](gallery.md): of 1 comparisons ours is better in both 1 times" in page
    assert "wave: of 1 comparisons ours is better in both 0 times, theirs 0 times;" in page


def test_the_page_is_what_the_file_says():
    kept = json.loads((ROOT / "docs" / styles_page.KEPT).read_text("utf-8"))
    page = (ROOT / "docs" / styles_page.PAGE).read_text("utf-8")
    assert page == render(kept), f"draw it anew: {styles_page.COMMAND}"
    for painters in kept["styles"].values():
        ours = set(painters) - {styles_page.ANY_STYLE, *styles_page.SAME_PAINTING.values()}
        assert ours and ours <= set(list_presets())


def test_where_theirs_is_better_it_is_named():
    page = render(figures(udnie={"winml_udnie": cells(0.5, 0.1), "mine": cells(0.6, 0.2)}))
    assert "theirs 1 times: `mine` (udnie)" in page


def test_better_is_better_in_both():
    assert better(cells(0.7, 0.1), cells(0.8, 0.2))
    assert not better(cells(0.7, 0.3), cells(0.8, 0.2))


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A zoo of one preset of a wave, its data, and a peer's file; returns their folder."""
    monkeypatch.setattr(registry, "PRESETS", tmp_path / "presets")
    monkeypatch.setattr(styles_page, "SIDE", 32)
    model = models.FastStyle(networks.StyleNetwork(filters=2, num_blocks=0), ("wave",))
    model.save_to_preset(tmp_path / "presets" / "a_preset")
    protocol = {"kind": "styles", "data": {}, "size": 16, "metrics": ["content"],
                "photographs": ["one.png"], "paintings": {"wave": "wave.png"}}  # fmt: skip
    scores = {"protocol": protocol, "scores": {}}
    (tmp_path / "presets" / "a_preset" / "scores.json").write_text(json.dumps(scores), "utf-8")
    random = np.random.default_rng(0)
    places = ["paintings/wave.png", *(f"photos_cid22/validation/{n}.png" for n in ("one", "two"))]
    for place in places:
        picture = random.integers(0, 256, (40, 48, 3), np.uint8)
        images.write_image(tmp_path / "data" / place, picture)

    def negative(picture, style):
        return 255 - picture

    def shown_a_style(picture, style):
        assert style.shape == (40, 48, 3)
        return negative(picture, style)

    def of_its_own(picture, style):
        assert style is None
        return negative(picture, style)

    for name, paint in ((styles_page.ANY_STYLE, shown_a_style), ("of_the_same", of_its_own)):
        one = Peer(name, "https://example.org", "MIT", "a_preset", ("theirs.txt",),
                   lambda path, paint=paint: paint)  # fmt: skip
        monkeypatch.setitem(PEERS, name, one)
    monkeypatch.setattr(styles_page, "SAME_PAINTING", {"a_preset": "of_the_same"})
    (tmp_path / "theirs.txt").write_text("weights", "utf-8")
    return tmp_path


@pytest.fixture
def pixels_alone(monkeypatch):
    """Metrics that look through no network, and a page that has nothing to say of content."""
    monkeypatch.setattr(styles_page, "METRICS", ("clipped", "blot", "checkerboard", "border"))
    monkeypatch.setattr(styles_table, "better", lambda one, other: False)


def test_figures_are_kept_and_measured_anew_by_name(shipped, pixels_alone, capsys):
    docs = shipped / "docs"
    docs.mkdir()
    old = figures(wave={"gone": cells(1, 1)}, other={"mine": cells(1, 1)})
    (docs / "styles.json").write_text(json.dumps(old), "utf-8")
    command = ["a_preset", "--data", str(shipped / "data"), "--out", str(docs)]
    assert styles_page.main([*command, "--peers", str(shipped)]) == 0
    kept = json.loads((docs / "styles.json").read_text("utf-8"))
    assert set(kept["styles"]["wave"]) == {"a_preset", "microast", "of_the_same", "gone"}
    assert set(kept["styles"]["wave"]["microast"]) == set(styles_page.METRICS)
    assert kept["styles"]["other"] and kept["photographs"]["count"] == 2
    assert "| other |" in (docs / "styles.md").read_text("utf-8")
    assert styles_page.main([*command, "--peers", str(shipped / "nowhere")]) == 0


def test_a_preset_of_any_style_is_shown_what_others_learned(shipped, pixels_alone):
    encoder = networks.VGG19(STYLE_LAYERS, filters=2)
    any_style = models.AdaINStyle(encoder, networks.AdaINDecoder(2, in_channels=16))
    any_style.save_to_preset(shipped / "presets" / "any")
    protocol = {"kind": "styles", "data": {}, "size": 16, "metrics": ["content"],
                "photographs": ["one.png"], "paintings": {"Another": "wave.png"}}  # fmt: skip
    (shipped / "presets" / "any" / "scores.json").write_text(
        json.dumps({"protocol": protocol, "scores": {}}), "utf-8"
    )
    found = styles_page.measure(["any"], shipped / "data", shipped, lambda line: None)
    assert set(found) == {"wave"} and set(found["wave"]) == {"any", "microast"}
    assert found["wave"]["any"] != found["wave"]["microast"]


def test_without_pictures_it_says_which_it_wants(capsys, monkeypatch):
    monkeypatch.delenv("TFSTYLE_DATA", raising=False)
    with pytest.raises(SystemExit):
        styles_page.main(["--data", ""])
    assert "TFSTYLE_DATA" in capsys.readouterr().err


def test_photographs_that_are_not_there_are_named(tmp_path):
    from tfstyle.errors import DataError

    with pytest.raises(DataError, match="photos_cid22"):
        styles_page.photographs(tmp_path)


def test_the_strength_at_which_as_much_is_left_is_the_greatest():
    assert styles_matched.match(lambda strength: strength, 0.72) == 0.7
    assert styles_matched.match(lambda strength: strength, 2.0) == 1.0
    assert styles_matched.match(lambda strength: 1 + strength, 0.9) is None


def test_presets_are_compared_where_they_leave_as_much_of_the_photograph(shipped, monkeypatch):
    class Distances:
        """Metrics that look through no network."""

        def __init__(self, metrics, encoders):
            self.metrics = metrics

        def rows(self, kind, pictures):
            assert kind == "stylized"
            off = [np.abs(before.astype(float) - after).mean() for before, _, after in pictures]
            return [{"content": one, "style": 1 / one} for one in off]

    whole = []
    monkeypatch.setattr("tfstyle.metrics.Measuring", Distances)
    monkeypatch.setattr("tfstyle.evaluation.encoders.load_encoders", lambda metrics: None)
    monkeypatch.setattr(
        styles_matched, "match", lambda content, aim: whole.append(content(1.0)) or 0.5
    )
    docs = shipped / "docs"
    docs.mkdir()
    peer = {**cells(0.8, 9.0), "content": 1e3}
    (docs / "styles.json").write_text(json.dumps(figures(wave={"microast": peer})), "utf-8")
    assert styles_matched.main(["--data", str(shipped / "data"), "--out", str(docs)]) == 0
    kept = json.loads((docs / "styles.json").read_text("utf-8"))["matched"]["wave"]["a_preset"]
    assert kept["strength"] == 0.5
    assert kept["content"] == pytest.approx(whole[0] / 2, rel=0.02)
    page = (docs / "styles.md").read_text("utf-8")
    assert "nearer to both in 1 of 1" in page
    assert "| wave | [`a_preset`](../zoo/presets/a_preset/README.md) | 0.50 |" in page


def test_styles_without_a_peer_are_not_compared(shipped):
    assert not [*styles_matched.measure(["a_preset"], shipped / "data", {"other": {}})]
