"""Exported files whose style is an input: what a user asks for, as the row that tells it."""

from collections.abc import Sequence

import numpy as np

from tfstyle import images
from tfstyle.engines.exported_file import ExportedFile
from tfstyle.engines.painter import to_range
from tfstyle.engines.runners import load
from tfstyle.errors import ArtefactError
from tfstyle.tflite_facts import NAMES, PICTURE


def predictor_for(file: ExportedFile, others: Sequence[ExportedFile]) -> ExportedFile | None:
    """Return the file that makes the vectors another one paints by, `None` if it needs none.

    Args:
        file: that paints.
        others: what lies beside it.

    Raises:
        ArtefactError: there is none, or only those of other models.
    """
    style = file.style
    if style is None or style.kind != PICTURE:
        return None
    found = [one for one in others if not one.translates and one.style is not None]
    fitting = [one for one in found if one.style and one.style.of == style.of]
    if not fitting:
        beside = ", ".join(sorted(one.path.name for one in found))
        what = f"{beside} beside it is of another model" if found else "none lies beside it"
        raise ArtefactError(
            f"{file.path.name} paints in the style that a second file reads off a picture, "
            f"style_*{file.path.suffix} of the same export, and {what}. Copy both to one "
            "directory, or name the directory of the export."
        )
    return min(fitting, key=lambda one: one.preference)


class Teller:
    """Tells a file the style that a user asks for.

    Args:
        file: that paints.
        predictor: that makes the vectors it takes, if it takes vectors.
        engine: that runs it.
    """

    def __init__(self, file: ExportedFile, predictor: ExportedFile | None, engine: str):
        self._file, self._predictor, self._engine = file, predictor, engine
        self._look = None

    def rows(self, style=None) -> tuple[np.ndarray, ...]:
        """Return the row that tells a style, float32 (1, n); none where it is no input.

        Args:
            style: what `model.check_style` takes.

        Raises:
            UnsupportedOptionError: an unknown name, no picture, weights that are none.
            ImageError: a picture that cannot be read.
            ExportError: see `runners.load`.
        """
        told = self._file.style
        if told is None:
            return ()
        if told.kind == NAMES:
            from tfstyle.inference.style_names import style_weights

            return (style_weights(style, told.names)[None],)
        from tfstyle.inference.style_pictures import load_styles

        pairs = load_styles(style, told.side)
        row = sum(np.float32(weight) * self._vector(picture) for picture, weight in pairs)
        return (np.asarray(row, "float32"),)

    def _vector(self, picture):
        assert self._predictor is not None
        if self._look is None:
            self._look = load(self._engine, self._predictor.path)
        if self._predictor.size is not None:
            picture = images.resize(picture[0], self._predictor.size)[None]
        (picture,) = to_range(picture, *self._predictor.range)
        return self._look(picture)
