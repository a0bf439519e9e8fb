"""What a model makes of held-out pictures, measured: a class for each kind of model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import keras
import numpy as np

from tfstyle import images
from tfstyle.data.paintings import painting_files
from tfstyle.errors import DataError
from tfstyle.metrics import Measuring, means, painting_as_measured
from tfstyle.recipes import Recipe
from tfstyle.runs.pictures import RunData
from tfstyle.runs.translating import translator_function

# Of the noise; the samples', see `callbacks.generated`, are others.
_SEED = 271
# Generated pictures of a set at most, and photographs that stand for all in a style.
_GENERATED, _STYLIZED = 2048, 16


class Measurer(Protocol):
    """Measures a model as it is now.

    Attributes:
        measuring: the metrics.
    """

    measuring: Measuring

    def __call__(self) -> dict[str, float]:
        """Return `{name of a metric: value}`.

        Of two directions it is the mean, and each beside it as `name/direction`.
        """


def measurer(
    model: keras.Model, recipe: Recipe, pictures: RunData, measuring: Measuring
) -> Measurer:
    """Return what measures a model as its kind asks for.

    Raises:
        DataError: too few held-out pictures.
        ImageError: a painting cannot be read.
    """
    can, columns = model.capabilities, pictures.held_out
    of_sets = measuring.of_kind("sets") + measuring.of_kind("set")
    if of_sets and min(map(len, columns)) < 2:
        raise DataError(
            f"train.metrics: {of_sets[0].name} compares sets of pictures, and "
            f"{pictures.root} holds out {min(map(len, columns))}. Hold out more."
        )
    if can.generates:
        return Generated(model, columns[0], measuring)
    if can.style == "names":
        # Of a painter the first by name: metrics of a style compare with one painting.
        paintings = [
            images.read_image(painting_files(Path(pictures.root or ".", path))[0])
            for path in recipe.data.styles
        ]
        return InLearnedStyles(model, columns[0], paintings, measuring)
    if can.imitates:
        shown = [np.asarray(model.shown(photo[None]))[0] for photo in columns[0]]
        return Translated(model, (columns[0], np.stack(shown)), measuring)
    if can.style:
        return InStyles(model, columns, measuring)
    return Translated(model, columns, measuring)


class Generated:
    """Pictures from the same noise each time, against real ones.

    Args:
        model: one that generates.
        real: float32 (N, H, W, C) in [-1, 1].
        measuring: metrics of pictures alone, of a set and of sets.
    """

    def __init__(self, model, real: np.ndarray, measuring: Measuring):
        self.model, self.measuring = model, measuring
        self.real = images.to_uint8(real)

    def __call__(self) -> dict[str, float]:
        """Generate and measure."""
        count = min(len(self.real), _GENERATED)
        made = self.model.generate(count, seed=_SEED)
        return alone(self.measuring, made) | self.measuring.sets(self.real, made)


class Translated:
    """Translations, against their targets or a set of real pictures of the other side.

    Args:
        model: one that translates, in one direction or two.
        columns: both sides, float32 (N, H, W, C) in [-1, 1]; of equal numbers in pairs.
        measuring: metrics of any kind but stylized pictures.
    """

    def __init__(self, model, columns: Sequence[np.ndarray], measuring: Measuring):
        self.model, self.measuring = model, measuring
        self.sources = columns
        self.shown = [list(images.to_uint8(column)) for column in columns]
        self.targets = [list(images.to_uint8(column)) for column in reversed(columns)]
        self.translate = [translator_function(model, way) for way in model.directions]

    def __call__(self) -> dict[str, float]:
        """Translate and measure."""
        measured = [self._way(index) for index in range(len(self.model.directions))]
        values = means(measured)
        if len(measured) > 1:
            for way, of_way in zip(self.model.directions, measured, strict=True):
                values |= {f"{name}/{way}": value for name, value in of_way.items()}
        return values

    def _way(self, index):
        targets = self.targets[index]
        made = [
            images.to_uint8(self.translate[index](source[None])[0])
            for source in self.sources[index]
        ]
        pairs = zip(targets, made, strict=False) if self.measuring.of_kind("pair") else ()
        changes = zip(self.shown[index], made, strict=False)
        return (
            alone(self.measuring, made)
            | means(self.measuring.rows("change", changes))
            | means(self.measuring.rows("pair", pairs))
            | self.measuring.sets(targets, made)
        )


class InLearnedStyles:
    """Photographs in the styles a model learned, each in one of them, against its painting.

    Args:
        model: one that knows styles by name.
        photographs: float32 (N, H, W, 3) in [-1, 1].
        paintings: uint8 (H, W, 3), one for each of the model's styles.
        measuring: metrics of stylized pictures, of each alone, of changes and of a set.
    """

    def __init__(self, model, photographs: np.ndarray, paintings, measuring: Measuring):
        self.measuring = measuring
        paintings = [painting_as_measured(painting) for painting in paintings]
        translate = [translator_function(model, style=name) for name in model.styles]
        chosen = spread(photographs, _STYLIZED)
        shown = list(images.to_uint8(chosen))
        # Every photograph and every style at least once.
        self.rows = [
            (chosen[i % len(chosen)], shown[i % len(chosen)],
             translate[i % len(translate)], paintings[i % len(paintings)])
            for i in range(max(len(chosen), len(paintings)))
        ]  # fmt: skip

    def __call__(self) -> dict[str, float]:
        """Paint and measure."""
        _, shown, _, paintings = zip(*self.rows, strict=True)
        made = [
            images.to_uint8(translate(photograph[None])[0])
            for photograph, _, translate, _ in self.rows
        ]
        stylized = zip(shown, paintings, made, strict=True)
        return (
            means(self.measuring.rows("stylized", stylized))
            | alone(self.measuring, made)
            | means(self.measuring.rows("change", zip(shown, made, strict=True)))
        )


class InStyles:
    """Photographs in the styles of held-out pictures, against these.

    Args:
        model: one that takes any picture as the style.
        columns: photographs and paintings, float32 (N, H, W, C) in [-1, 1]; in pairs a painting is
            the target, too.
        measuring: metrics of any kind.
    """

    def __init__(self, model, columns: Sequence[np.ndarray], measuring: Measuring):
        self.model, self.measuring = model, measuring
        count = min(map(len, columns))
        if not measuring.of_kind("sets") and not measuring.of_kind("pair"):
            count = min(count, _STYLIZED)
        self.columns = [spread(column, count) for column in columns]
        self.shown = [list(images.to_uint8(column)) for column in self.columns]
        self.measured = self.shown[1]
        if measuring.of_kind("stylized"):
            self.measured = [painting_as_measured(painting) for painting in self.shown[1]]

    def __call__(self) -> dict[str, float]:
        """Paint and measure."""
        photographs, paintings = self.shown
        made = [
            images.to_uint8(self.model.sample_row(*row)[-1])
            for row in zip(*self.columns, strict=True)
        ]
        stylized = zip(photographs, self.measured, made, strict=True)
        return (
            means(self.measuring.rows("stylized", stylized))
            | alone(self.measuring, made)
            | means(self.measuring.rows("change", zip(photographs, made, strict=True)))
            | means(self.measuring.rows("pair", zip(paintings, made, strict=True)))
            | self.measuring.sets(paintings, made)
        )


def alone(measuring: Measuring, made: Sequence[np.ndarray]) -> dict[str, float]:
    """Return what is said of pictures without anything beside them: of each, and of their set."""
    each = ([picture] for picture in made)
    return means(measuring.rows("picture", each)) | measuring.of_set(made)


def spread(pictures: np.ndarray, most: int) -> np.ndarray:
    """Return at most so many pictures, at even distances."""
    places = np.linspace(0, len(pictures) - 1, min(most, len(pictures))).round().astype(int)
    return pictures[places]
