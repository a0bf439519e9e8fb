"""What a preset's card shows of a model: its scores, a picture, and what the tests paint again.

Which exhibit a model gets follows from what it can do and from what its recipe feeds it:

    generate                  samples, Fréchet distance to held-out pictures
    takes a style             contents x styles, content and style distances
    pairs made by `derive`    input, output and photograph; both against the photograph
    pairs                     sources and translations, against the targets
    two domains               pictures and translations in each direction, change and cycle
"""

from dataclasses import dataclass, field, replace

import numpy as np

# Pictures on a card; of style models, and of how many photographs their scores are the mean.
SHOWN, STYLES_SHOWN, MEASURED = 4, 5, 16


@dataclass(frozen=True)
class Exhibit:
    """A model's scores and pictures.

    Attributes:
        report: see `report.py`.
        rows: pictures of the card, see `images.grid`.
        goldens: inputs of the golden pictures by name, see `golden.py`.
    """

    report: dict
    rows: list
    goldens: dict = field(default_factory=dict)


def make_exhibit(model, recipe, data_root, resolution, show=None, paintings=None) -> Exhibit:
    """Measure and show a model as its kind asks for.

    Args:
        model: a trained model.
        recipe: the `recipes.Recipe` it was trained with.
        data_root: folder with the held-out pictures that the recipe's layout describes.
        resolution: pixels of a side at which it is measured and shown.
        show: `{direction: pictures uint8 (H, W, 3)}` for the card; if not given, scikit-image's
            photographs for models that start from photographs, held-out pictures for others.
        paintings: `{style: painting uint8 (H, W, 3)}`; if not given, those the recipe names, or
            held-out ones of its second domain.
    """
    from tfstyle.zoo.workshop import exhibit_noise, exhibit_styles, exhibit_translation

    can = model.capabilities
    if can.generates:
        return exhibit_noise.noise(model, recipe, data_root, resolution)
    if can.style:
        return exhibit_styles.styles(model, recipe, data_root, resolution, show, paintings)
    if recipe.data.derive not in (None, "none"):
        return exhibit_translation.derived(model, recipe, data_root, resolution, show)
    return exhibit_translation.translation(model, recipe, data_root, resolution, show)


def held_out(recipe, data_root, resolution) -> list[list[np.ndarray]]:
    """Return the pictures of the validation split, uint8 (H, W, C), a list for each side.

    Args:
        recipe: its `[data]` section says how they lie on disk and what is derived from them.
        data_root: the folder.
        resolution: pixels of a side.
    """
    from tfstyle import images
    from tfstyle.data import fixed_samples
    from tfstyle.runs.pictures import data_spec

    spec = replace(data_spec(recipe, data_root), load=resolution, crop=resolution)
    columns = fixed_samples(spec, count=None)
    columns = columns if isinstance(columns, tuple) else (columns,)
    return [[images.to_uint8(picture) for picture in column] for column in columns]


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


def spread(items, count=SHOWN) -> list:
    """Return `count` items at even distances: the first ones often resemble each other."""
    return list(items[:: max(len(items) // count, 1)][:count])
