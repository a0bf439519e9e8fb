"""Modulation, label edges and antialiased sampling survive the exporters; parity is theirs."""

import pytest

from tests.export.conftest import SIZE, liven
from tfstyle.export import export
from tfstyle.models import CUT, MultiScale
from tfstyle.networks import MultiScaleGenerator, ResNetGenerator


def multiscale():
    network = MultiScaleGenerator(
        2, filters=4, num_downs=1, num_blocks=1, local_blocks=1, label_edges=True
    )
    return MultiScale(network)


def cut():
    return CUT(ResNetGenerator(filters=4, num_blocks=1, upsampling="antialiased"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("make", [multiscale, cut])
def test_every_format_gives_kerass_picture(make, tmp_path):
    """`export` compares each artefact with Keras on photographs, and raises if one differs."""
    export(liven(make()), tmp_path / "out", size=SIZE, quantize="fp16")
    assert list((tmp_path / "out").rglob("saved_model.pb"))
    assert list((tmp_path / "out").rglob("*.tflite"))
