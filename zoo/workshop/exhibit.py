"""What a preset's card shows of a model: a picture, and what the tests paint again.

Which exhibit a model gets follows from how it is measured:

    noise      samples
    styles     contents x styles
    derived    input, output and photograph
    imitations photographs, the teacher's pictures and its own
    pairs      sources and translations
    domains    pictures and translations in each direction
"""

from dataclasses import dataclass, field

import numpy as np

# Pictures on a card; of style models, styles.
SHOWN, STYLES_SHOWN = 4, 5


@dataclass(frozen=True)
class Exhibit:
    """A model's pictures.

    Attributes:
        rows: pictures of the card, see `images.grid`.
        goldens: inputs of the golden pictures by name, see `golden.py`.
    """

    rows: list
    goldens: dict = field(default_factory=dict)


def make_exhibit(model, protocol, pictures, show=None) -> Exhibit:
    """Show a model as its kind asks for.

    Args:
        model: a trained model.
        protocol: how it is measured, see `evaluating.Protocol`; shown at the same size.
        pictures: those it is measured on, see `evaluating.pictures`.
        show: `{direction: pictures uint8 (H, W, 3)}` for the card; if not given, scikit-image's
            photographs for models that start from photographs, held-out pictures for others.
    """
    from tfstyle.zoo.workshop import exhibit_noise, exhibit_styles, exhibit_translation

    kinds = {
        "noise": exhibit_noise.noise,
        "styles": exhibit_styles.styles,
        "guided": exhibit_styles.styles,
        "derived": exhibit_translation.derived,
        "imitations": exhibit_translation.imitation,
    }
    make = kinds.get(protocol.kind, exhibit_translation.translation)
    return make(model, protocol, pictures, show)


def photographs(resolution) -> list[np.ndarray]:
    """Return scikit-image's photographs, free to use, as squares: their middles, resized."""
    from skimage import data

    pictures = [data.astronaut(), data.chelsea(), data.coffee(), data.rocket()]
    return [square(picture, resolution) for picture in pictures]


def square(picture, side) -> np.ndarray:
    """Return the middle of a picture as a square of `side` pixels."""
    from tfstyle import images

    height, width = picture.shape[:2]
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    return images.resize(picture[top : top + edge, left : left + edge], (side, side))
