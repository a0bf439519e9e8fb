"""What a user may ask of `translate`, checked before any picture is read."""

from tfstyle.errors import UnsupportedOptionError
from tfstyle.inference.blending import Blend
from tfstyle.inference.masks import Masks


def check_numbers(*, strength, feather, tile, batch_size, alpha):
    """Refuse numbers out of range.

    Raises:
        UnsupportedOptionError: the option and what came.
    """
    for name, value in (("strength", strength), ("alpha", alpha)):
        if not 0 <= value <= 1:
            raise UnsupportedOptionError(f"{name} must be in [0, 1]. Received: {value}")
    if not 0 <= feather < float("inf"):
        raise UnsupportedOptionError(f"feather must be 0 or more pixels. Received: {feather}")
    if batch_size < 1:
        raise UnsupportedOptionError(f"batch_size must be 1 or more. Received: {batch_size}")
    if tile is not None and (int(tile) != tile or tile < 16):
        raise UnsupportedOptionError(
            f"tile must be a whole number of pixels, 16 or more. Received: {tile}"
        )


def pair_styles(style, mask, *, strength, feather, invert_mask, preserve_color):
    """Return which styles to translate in, and how to blend the results with the picture.

    Args:
        style: what the user gave: one style, a blend for the model, or, with a list of masks, a
            list of as many.
        mask: one mask, a list of them, or `None`.
        strength: see `Blend`.
        feather: see `Masks`.
        invert_mask: see `Masks`.
        preserve_color: see `Blend`.

    Returns:
        `(styles, blend)`: a list of styles, as many as `blend.masks`, and a `Blend`.

    Raises:
        UnsupportedOptionError: masks and styles that do not pair, or a mask's option without one.
        ImageError: a mask that cannot be used.
    """
    if mask is None:
        if feather or invert_mask:
            raise UnsupportedOptionError("feather and invert_mask need a mask.")
        return [style], Blend(strength, None, preserve_color)
    masks = Masks(mask, feather, invert_mask)
    styles = [style]
    if isinstance(mask, list | tuple) and (len(masks) > 1 or isinstance(style, list | tuple)):
        styles = list(style) if isinstance(style, list | tuple) else [style]
        if len(styles) != len(masks):
            raise UnsupportedOptionError(
                f"Several masks need as many styles, each shown where its mask is white. "
                f"Received: {len(masks)} mask(s) and {0 if style is None else len(styles)} style(s)"
            )
    return styles, Blend(strength, masks, preserve_color)
