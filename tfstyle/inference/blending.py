"""Between the picture that went in and the one that came out: strength, masks, kept colours."""

import numpy as np

from tfstyle.errors import UnsupportedOptionError
from tfstyle.images import LUMA
from tfstyle.inference.masks import Masks


class Blend:
    """How much of the translation shows, and where.

    Args:
        options: `TranslateOptions`, of which `strength`, `preserve_color` and what is said of
            masks decide here.

    Attributes:
        masks: a `Masks`, one for each translation, or `None` for everywhere.

    Raises:
        ImageError: a mask that cannot be used.
        UnsupportedOptionError: a feather longer than the masks.
    """

    def __init__(self, options):
        self.strength, self.preserve_color = options.strength, options.preserve_color
        self.masks = None
        if options.mask is not None:
            self.masks = Masks(options.mask, options.feather, options.invert_mask)

    def check_channels(self, direction: str, before: int, after: int):
        """Refuse to mix pictures of different channels.

        Raises:
            UnsupportedOptionError: the translation has other channels, or no colours to keep.
        """
        mixes = self.strength != 1 or self.masks is not None or self.preserve_color
        if mixes and before != after:
            raise UnsupportedOptionError(
                "strength, mask and preserve_color mix the input with the result, and need a "
                f"model with as many channels in as out. {direction!r} maps {before} to {after}."
            )
        if self.preserve_color and after != 3:
            raise UnsupportedOptionError(
                f"preserve_color needs a colour model; {direction!r} has {after} channel(s)."
            )

    def mix(self, before, translations, first: int):
        """Return rows of the result, and where the picture itself stays.

        Args:
            before: float32 (h, W, C) in [-1, 1], rows of the picture.
            translations: the same rows of each translation, as many as masks.
            first: number of the first row.

        Returns:
            `(rows, untouched)`: float32 (h, W, C), and bool (h, W) or `None` for nowhere.
        """
        if self.preserve_color:
            translations = [keep_color(before, after) for after in translations]
        translations = [blend_strength(before, after, self.strength) for after in translations]
        if self.masks is None:
            (out,) = translations
            return out, None
        weights = self.masks.weights(first, first + before.shape[0])
        total = sum(weights)
        out = before * (1 - total)
        for after, weight in zip(translations, weights, strict=True):
            out += after * weight
        return out, total[..., 0] == 0

    def shows(self, first: int, last: int):
        """Return the columns that rows `first` to `last` of each translation show in.

        Returns:
            For each translation bool (W,), or `None` for everywhere.
        """
        if self.masks is None:
            return [None]
        return [weight.any(axis=(0, 2)) for weight in self.masks.weights(first, last)]


def blend_strength(before: np.ndarray, after: np.ndarray, strength: float) -> np.ndarray:
    """Return `before + strength (after - before)`; at 0 exactly `before`, at 1 exactly `after`.

    Args:
        before: float32 (H, W, C) in [-1, 1].
        after: the same shape and range.
        strength: in [0, 1].
    """
    if strength == 1:
        return after
    return before + np.float32(strength) * (after - before)


def keep_color(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return `before` with the brightness of `after`: new strokes, old colours.

    Args:
        before: float32 (H, W, 3) in [-1, 1].
        after: the same shape and range.

    Returns:
        float32 (H, W, 3) in [-1, 1]; the luma (BT.601) is that of `after` except where a colour
        that bright or dark does not exist.
    """
    brighter = (after - before) @ LUMA
    return np.clip(before + brighter[..., None], -1, 1)
