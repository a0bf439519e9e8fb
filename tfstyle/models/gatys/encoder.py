"""What Gatys looks through: VGG19 and which of its layers, the paper's where weights have them."""

import logging
from collections.abc import Mapping

from tfstyle.errors import OfflineError, UnsupportedOptionError
from tfstyle.networks.vgg import load_vgg19

# Section 3: what the paper looks at, and what weights cut off after relu4_1 can show.
PAPER_CONTENT, PAPER_STYLE = "relu4_2", tuple(f"relu{block}_1" for block in range(1, 6))
NEAREST_CONTENT, NEAREST_STYLE = "relu4_1", PAPER_STYLE[:4]


def choose_encoder(encoder, content, style, pooling: str):
    """Return an encoder and the layers to look at: `(encoder, content, style)`, the layers dicts.

    Args:
        encoder: network with `layer_names`; VGG19 with its trained weights if `None`.
        content: name of a layer, several, or a dict from names to weights; the paper's if `None`.
        style: the same.
        pooling: of VGG19.

    Raises:
        UnsupportedOptionError: the given encoder lacks a layer.
        OfflineError: VGG19's weights are not to be had, or not those of a layer that was named.
    """
    chosen = [_weights(content or PAPER_CONTENT), _weights(style or PAPER_STYLE)]
    if encoder is not None:
        known = tuple(encoder.layer_names)
        for layer in (*chosen[0], *chosen[1]):
            if layer not in known:
                raise UnsupportedOptionError(
                    f"{layer} is no layer of this encoder, which shows {', '.join(known)}. "
                    "Name others as content_layers and style_layers."
                )
        return encoder, *chosen
    if content is None or style is None:
        try:
            return _load(chosen, pooling), *chosen
        except OfflineError:
            chosen = [_weights(content or NEAREST_CONTENT), _weights(style or NEAREST_STYLE)]
    encoder = _load(chosen, pooling)
    if content is None or style is None:
        logging.getLogger("tfstyle").warning(
            "gatys: these VGG19 weights lack the paper's layers; content %s and style %s "
            "stand for %s and %s.",
            ", ".join(chosen[0]), ", ".join(chosen[1]), PAPER_CONTENT, ", ".join(PAPER_STYLE),
        )
    return encoder, *chosen


def _load(chosen, pooling):
    return load_vgg19([*dict.fromkeys([*chosen[0], *chosen[1]])], pooling)


def _weights(layers) -> dict[str, float]:
    """Return layers as a dict of weights: of one name, several, or a dict as it is."""
    if isinstance(layers, str):
        layers = (layers,)
    return dict(layers) if isinstance(layers, Mapping) else dict.fromkeys(layers, 1.0)
