"""A style as an input of what is exported: what it is told in, and the functions that take it.

An artefact that paints in any style has a second input, float32, a row for each picture:

- `style_vector`, of a model that looks at a picture: the model's `signals`, one after the other. A
  second artefact makes it of the picture. Blends are weighted means of vectors, as they are to the
  model.
- `style_weights`, of a model of several learned styles: a weight for each, 1 in all.
"""

import dataclasses
import hashlib
import math

from tfstyle.tflite_facts import NAMES, PICTURE, VECTOR, WEIGHTS


@dataclasses.dataclass(frozen=True)
class StyleInput:
    """What a style is to a model's artefacts.

    Attributes:
        kind: `"picture"` or `"names"`, as in `Capabilities.style`.
        names: of the learned styles, in the order of their weights.
        parts: shapes of the signals that a vector holds, each of one picture.
        side: pixels that the shorter side of a style picture is scaled to; `None` for as it is.
    """

    kind: str
    names: tuple[str, ...] = ()
    parts: tuple[tuple[int, ...], ...] = ()
    side: int | None = None

    @property
    def name(self) -> str:
        """The input's name."""
        return WEIGHTS if self.kind == NAMES else VECTOR

    @property
    def length(self) -> int:
        """How many numbers tell a style."""
        return len(self.names) or sum(map(math.prod, self.parts))

    def predicted_size(self, size) -> tuple[int, int]:
        """Return (height, width) of the style pictures for a predictor of one size.

        Args:
            size: of the pictures that are painted.
        """
        return tuple(size) if self.side is None else (self.side, self.side)

    def spec(self, count=None):
        """Return the input of an artefact as a `tf.TensorSpec`, `count` rows."""
        import tensorflow as tf

        return tf.TensorSpec((count, self.length), tf.float32, name=self.name)


def style_input(model) -> StyleInput | None:
    """Return what a style is to a model's artefacts, `None` if they take none.

    Args:
        model: any model; one that `in_style` has given its style takes none.

    Example:
        >>> from tfstyle.models import FastStyle
        >>> from tfstyle.networks import StyleNetwork
        >>> network = StyleNetwork(filters=4, num_blocks=1, num_styles=2)
        >>> style_input(FastStyle(network, ("wave", "scream"))).names
        ('wave', 'scream')
    """
    can = model.capabilities
    if can.style == NAMES and len(model.styles) > 1:
        return StyleInput(NAMES, names=tuple(model.styles))
    if can.style == PICTURE and can.signals:
        import numpy as np

        side = max(model.min_size, 32)
        signals = model.signals(np.zeros((1, side, side, 3), "float32"))
        parts = tuple(tuple(int(n) for n in signal.shape[1:]) for signal in signals)
        return StyleInput(PICTURE, parts=parts, side=model.style_size)
    return None


def painter(model, style: StyleInput):
    """Return the function of pictures (B, H, W, 3) in [-1, 1] and rows (B, n) to pictures.

    Args:
        model: of which `style` is.
        style: of `style_input`.
    """
    from keras import ops

    if style.kind == NAMES:
        return lambda pictures, rows: model.paint(pictures, ops.convert_to_tensor(rows))

    def paint(pictures, rows):
        signals, start = [], 0
        for part in style.parts:
            end = start + math.prod(part)
            signals.append(ops.reshape(rows[:, start:end], (-1, *part)))
            start = end
        return model.paint(pictures, signals)

    return paint


def predictor(model):
    """Return the function of style pictures (B, H, W, 3) in [-1, 1] to vectors (B, n).

    Args:
        model: that looks at a picture.
    """
    from keras import ops

    def predict(style_pictures):
        rows = [
            ops.reshape(signal, (-1, math.prod(signal.shape[1:])))
            for signal in model.signals(style_pictures)
        ]
        return ops.concatenate(rows, axis=-1)

    return predict


def style_facts(model) -> dict:
    """Return `{"style": facts}` as `tflite_facts` has them, nothing where the style is no input.

    Args:
        model: any model.
    """
    style = style_input(model)
    if style is None:
        return {}
    facts = {
        "kind": style.kind, "name": style.name, "length": style.length, "names": list(style.names),
        "side": style.side, "of": _fingerprint(model),
    }  # fmt: skip
    return {"style": facts}


def _fingerprint(model) -> str:
    """Return what tells the vectors of one model from those of another: of all its weights."""
    import numpy as np

    digest = hashlib.sha256()
    for role, network in sorted(model.networks.items()):
        for weight in network.weights:
            digest.update(f"{role} {weight.shape}".encode())
            digest.update(np.ascontiguousarray(weight).tobytes())
    return digest.hexdigest()[:16]
