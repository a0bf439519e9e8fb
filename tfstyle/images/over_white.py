"""Transparent parts show white: what a picture looks like where alpha cannot be kept."""

from PIL import Image


def over_white(image: Image.Image) -> Image.Image:
    """Return `alpha colour + (1 - alpha) white` of an RGBA picture, as RGB."""
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
