"""Gatys and its losses through a small encoder."""

from tfstyle.models import Gatys
from tfstyle.models.gatys.losses import GatysLosses

LAYERS = ("relu1_1", "relu2_1", "relu3_1")


def model(encoder, **options):
    layers = {"content_layers": "relu3_1", "style_layers": LAYERS}
    return Gatys(**{"encoder": encoder, "steps": 5, **layers, **options})


def losses(encoder, content, styles, **options):
    weights = {"content_weight": 1.0, "style_weight": 1.0, "tv_weight": 0.0}
    return GatysLosses(
        encoder, content, styles, content_layers={"relu3_1": 1.0},
        style_layers=dict.fromkeys(LAYERS, 1.0), **{**weights, **options},
    )


def values(terms):
    return {name: float(value) for name, value in terms.items()}
