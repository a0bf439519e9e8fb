"""The register: what a metric says of itself, and what is refused."""

import numpy as np
import pytest

from tfstyle import metrics
from tfstyle.errors import UnknownMetricError
from tfstyle.metrics import get_metric, list_metrics, metric, needed_layers
from tfstyle.metrics.registry import _METRICS, ALIASES, IN_WORDS, KINDS

FACTS = {
    "title": "t", "unit": "", "direction": "lower", "digits": 1, "compares": "pair",
    "protocol": "What is computed.",
}  # fmt: skip


@pytest.fixture
def register(monkeypatch):
    """The decorator; what it registers is forgotten after the test."""
    monkeypatch.setattr("tfstyle.metrics.registry._METRICS", {**_METRICS})
    return metric


def test_every_metric_says_what_it_is():
    assert set(list_metrics()) >= {
        "l1", "psnr", "ssim", "content", "style", "style_before", "frechet"
    }  # fmt: skip
    assert set(IN_WORDS) == set(KINDS)
    for name in list_metrics():
        one = get_metric(name)
        assert one.name == name and one.title and one.protocol.endswith(".")
        assert getattr(metrics, name) is one.function
        arguments = one.function.__code__.co_varnames[: one.function.__code__.co_argcount]
        assert arguments == KINDS[one.compares]


def test_they_are_listed_by_what_they_compare():
    assert set(list_metrics("pair")) >= {"l1", "psnr", "ssim"}
    assert list_metrics("sets", "pair") == [
        name for name in list_metrics() if get_metric(name).compares in ("pair", "sets")
    ]


def test_an_unknown_name_is_told_with_its_neighbours():
    with pytest.raises(UnknownMetricError, match=r"No metric 'pnsr'\. Did you mean 'psnr'"):
        get_metric("pnsr")
    with pytest.raises(UnknownMetricError, match=r"No metric 'zzzz'\. There are: .*l1"):
        get_metric("zzzz")


def test_a_function_becomes_a_metric_and_stays_a_function(register):
    @register(**FACTS)
    def worst(reference, picture):
        return 1.0

    assert worst(None, None) == 1.0 and get_metric("worst").function is worst
    register(name="worst_of_2", **FACTS)(worst)
    assert list_metrics("pair")[-2:] == ["worst", "worst_of_2"]
    with pytest.raises(ValueError, match="a metric 'worst' already"):
        register(**FACTS)(worst)


@pytest.mark.parametrize(
    "facts", [
        {"compares": "pears"}, {"direction": "up"}, {"network": "vgg19"}, {"layers": ("a",)},
        {"prepares": np.asarray}, {"seeded": True}, {"note": str}, {"gathers": list},
    ],
)  # fmt: skip
def test_facts_that_do_not_fit_are_refused(register, facts):
    words = "compares|direction|belong together|prepares is for|are for sets"
    with pytest.raises(ValueError, match=words):
        register(**{**FACTS, **facts})(lambda reference, picture: 0.0)


def test_a_short_name_stands_for_a_protocol_and_is_nobody_elses(register):
    assert get_metric("kid768").name == ALIASES["kid768"] == "kid768_clean"
    assert not set(ALIASES) & set(list_metrics())
    with pytest.raises(ValueError, match="a metric 'kid768' already"):
        register(name="kid768", **FACTS)(lambda reference, picture: 1.0)
    with pytest.raises(UnknownMetricError, match="Did you mean 'kid768"):
        get_metric("kidd768")


def test_better_follows_the_direction_and_nan_is_never():
    l1, psnr = get_metric("l1"), get_metric("psnr")
    assert l1.better(0.1, 0.2) and not l1.better(0.2, 0.2) and l1.better(9.0, None)
    assert psnr.better(30, 20) and not psnr.better(10, 20)
    assert not l1.better(np.nan, 0.2) and not l1.better(np.nan, None)


def test_what_is_needed_of_networks_is_said_once():
    names = ["l1", "style", "style_before", "content"]
    assert needed_layers(map(get_metric, names)) == {
        "vgg19": ("relu1_1", "relu2_1", "relu3_1", "relu4_1")
    }
