"""What is compared with what, for each kind of model."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle import metrics, networks
from tfstyle.capabilities import Capabilities
from tfstyle.errors import UnknownMetricError
from tfstyle.metrics.style import STYLE_LAYERS
from tfstyle.zoo.evaluating import Pictures, Protocol, imitations
from tfstyle.zoo.evaluating.kinds import KINDS, check_metrics
from tfstyle.zoo.evaluating.rows import Row, Table, summary

photos = need("skimage.data")


class Model:
    """One of any kind: `paint` is what it does."""

    num_classes = 0

    def __init__(self, paint, directions=("a2b",), **can):
        self.paint, self.directions = paint, directions
        self.styles = ("one",)
        self.capabilities = Capabilities(directions=len(directions), **can)

    def translate(self, picture, direction=None, style=None):
        return self.paint(picture)

    def generate(self, count, seed):
        return np.random.default_rng(seed).integers(0, 255, (count, 16, 16, 3)).astype(np.uint8)


def scores(kind, model, pictures, names, encoders=None, **how):
    protocol = Protocol(kind, how.pop("data", {"layout": "images"}), 16, names, **how)
    table = Table(names, encoders or {})
    rows = KINDS[kind].rows(model, protocol, pictures)
    return {name: table.measure(make()) for name, make in rows.items()}


def halved(picture):
    return picture // 2


def test_one_direction_without_pairs_has_no_cycle():
    picture = np.full((16, 16, 3), 100, np.uint8)
    found = scores("domains", Model(halved), Pictures([[picture], [picture]], []), ("l1",))
    assert "a2b, cycle" not in found
    assert found["a2b, change"]["l1"]["mean"] == round(50 / 127.5, 4)


def test_a_cycle_goes_there_and_back():
    ways = []

    def paint(picture):
        ways.append(picture.mean())
        return picture // 2

    sides = [[np.full((16, 16, 3), 200, np.uint8)], [np.full((16, 16, 3), 80, np.uint8)]]
    found = scores("domains", Model(paint, ("a2b", "b2a")), Pictures(sides, []), ("l1",))
    assert found["a2b, cycle"]["l1"]["mean"] == round(150 / 127.5, 4)
    assert found["b2a, cycle"]["l1"]["mean"] == round(60 / 127.5, 4)
    assert sorted(ways) == [40, 80, 100, 200]  # each translation is made once


def test_pairs_are_compared_with_their_targets():
    sources = [np.full((16, 16, 3), v, np.uint8) for v in (100, 200)]
    found = scores("pairs", Model(halved), Pictures([sources, sources], []), ("l1",))
    assert found["translation"]["l1"] == {"mean": round(75 / 127.5, 4), "std": round(25 / 127.5, 4)}
    assert found["real"] == {}


def test_before_and_after_are_compared_with_the_photograph():
    photo = photos.astronaut()[:16, :16]
    pictures = Pictures([[photo // 2], [photo]], [])
    data = {"layout": "images", "derive": "damaged", "damages": ["jpeg"]}
    found = scores("derived", Model(lambda x: x), pictures, ("l1",), data=data)
    assert list(found) == [
        "mixture, input", "mixture, output", "jpeg, input", "jpeg, output", "undamaged, output",
    ]  # fmt: skip
    assert found["undamaged, output"]["l1"]["mean"] == 0
    assert found["mixture, input"] == found["mixture, output"]
    assert 0 < found["jpeg, input"]["l1"]["mean"] < found["mixture, input"]["l1"]["mean"]


def test_an_imitation_is_compared_with_its_teacher(monkeypatch):
    asked = []

    class Teacher(Model):
        def translate(self, picture, direction=None, style=None):
            asked.append((direction, style))
            return self.paint(picture)

    def from_preset(name):
        assert name == "a_teacher"
        return Teacher(halved)

    monkeypatch.setattr(imitations, "from_preset", from_preset)
    pictures = Pictures([[np.full((16, 16, 3), v, np.uint8) for v in (100, 200)]], [])
    for model, distance in ((Model(halved), 0), (Model(lambda x: x), round(75 / 127.5, 4))):
        teacher = {"preset": "a_teacher", "style": "wave"}
        found = scores("imitations", model, pictures, ("l1",), teacher=teacher)
        assert found["a2b"]["l1"]["mean"] == distance and found["teacher"] == {}
    assert asked == [(None, "wave")] * 4


def test_styles_are_measured_from_photograph_to_painting():
    encoders = {"vgg19": networks.VGG19(STYLE_LAYERS, filters=4)}
    photo, painting = (x[:64, :64] for x in (photos.astronaut(), photos.coffee()))
    painting = metrics.painting_as_measured(painting)
    pictures = Pictures([[photo]], [], paintings={"one": painting})

    def of(paint):
        names = ("content", "style", "style_before")
        row = scores("styles", Model(paint, style="names"), pictures, names, encoders)["one"]
        return {name: cell["mean"] for name, cell in row.items()}

    same, other = of(lambda x: x), of(lambda _: painting[:64, :64])
    assert same["content"] == 0 and same["style"] == same["style_before"] > 0
    assert other["style"] < same["style"] and other["content"] > 0
    assert other["style_before"] == same["style_before"]


def test_a_set_of_noise_is_farther_than_one_of_pictures():
    encoders = {"vgg19": networks.VGG19(["relu3_1"], filters=4)}
    corners = np.random.default_rng(0).integers(0, 300, (80, 2))
    real = [photos.astronaut()[y : y + 16, x : x + 16] for y, x in corners]
    model = Model(None, (), translates=False, generates=True)
    found = scores("noise", model, Pictures([real], []), ("frechet",), encoders)
    assert found["generated"]["frechet"]["value"] > 2 * found["real"]["frechet"]["value"]


def test_only_metrics_that_fit_are_taken():
    for kind, facts in KINDS.items():
        assert check_metrics(kind, facts.metrics) == facts.metrics
    with pytest.raises(UnknownMetricError, match=r"'psnr' compares.*Those that fit:.*frechet"):
        check_metrics("noise", ["psnr"])
    with pytest.raises(UnknownMetricError, match="psnr"):
        check_metrics("pairs", ["psnrr"])


def test_equal_pictures_have_a_psnr_that_a_file_can_hold():
    found = summary([{"psnr": float("inf")}, {"psnr": 20.0}, {"psnr": 30.0}])
    assert found["psnr"]["mean"] == 50.0


def test_what_is_not_there_is_not_measured():
    grey = np.full((16, 16, 3), 90, np.uint8)
    assert Table(("l1", "psnr"), {}).measure(Row([grey])) == {}
    assert Table(("l1",), {}).measure(Row([], targets=[])) == {}
