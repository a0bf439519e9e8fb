"""The twelve photographs of the gallery: free to use, on any machine, and in no training here.

They come with scikit-image and Matplotlib. Portraits, an animal, food, machines, skies, a night,
stars, black that is smooth, and a gray one. Four are pieces of another at their own resolution,
as a picture looks to those who come near.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Pixels of the shorter side at most.
LARGEST = 512
_SKIMAGE, _MATPLOTLIB = "scikit-image", "Matplotlib"


@dataclass(frozen=True)
class Source:
    """A photograph that a package brings.

    Attributes:
        package: which brings it.
        name: as the package calls it.
        by: whom it is by.
        license: under which it may be used.
    """

    package: str
    name: str
    by: str
    license: str


@dataclass(frozen=True)
class Photograph:
    """One of the twelve.

    Attributes:
        shows: what is to be seen, in words.
        source: where it comes from.
        box: top, left, bottom and right of a piece at its own resolution; all of it if not given.
    """

    shows: str
    source: Source
    box: tuple[int, int, int, int] | None = None


_ASTRONAUT = Source(_SKIMAGE, "astronaut", "NASA", "public domain")
_HOPPER = Source(_MATPLOTLIB, "grace_hopper", "James S. Davis, U.S. Navy", "public domain")
_CHELSEA = Source(_SKIMAGE, "chelsea", "Stéfan van der Walt", "CC0")
_COFFEE = Source(_SKIMAGE, "coffee", "Rachel Michetti", "CC0")
_ROCKET = Source(_SKIMAGE, "rocket", "SpaceX", "public domain")
_HUBBLE = Source(_SKIMAGE, "hubble_deep_field", "NASA, ESA", "public domain")
_CAMERA = Source(_SKIMAGE, "camera", "Lav Varshney", "CC0")
_MOTORCYCLE = Source(
    _SKIMAGE, "stereo_motorcycle", "Middlebury 2014 stereo data (Scharstein and others)",
    "none stated; shipped with scikit-image",
)  # fmt: skip

# In the order in which they are shown: rows of four are about equally wide.
PHOTOGRAPHS = {
    "astronaut": Photograph("a portrait, a flag, an orange suit", _ASTRONAUT),
    "cat": Photograph("an animal: fur, eyes", _CHELSEA),
    "coffee": Photograph("a cup: smooth china, wood", _COFFEE),
    "admiral": Photograph("a portrait: a black uniform, blue sky", _HOPPER),
    "rocket": Photograph("a sky after sunset, thin towers", _ROCKET),
    "motorcycle": Photograph("a machine among many small things", _MOTORCYCLE),
    "cameraman": Photograph("gray: a black coat, a pale sky, a lawn", _CAMERA),
    "stars": Photograph("points on black", _HUBBLE, (180, 240, 692, 752)),
    "face": Photograph("a face and hair, near", _ASTRONAUT, (8, 104, 296, 392)),
    "helmet": Photograph("smooth black with highlights, near", _ASTRONAUT, (256, 256, 512, 512)),
    "wheel": Photograph("chrome, rubber, concrete, near", _MOTORCYCLE, (150, 330, 500, 741)),
    "lights": Photograph("a night with lamps, near", _ROCKET, (171, 0, 427, 400)),
}


def photographs() -> dict[str, np.ndarray]:
    """Return the twelve by name, uint8 (H, W, 3), their shorter sides at most `LARGEST`.

    Raises:
        ModuleNotFoundError: scikit-image is not installed, with what to do.

    Example:
        >>> {picture.shape[-1] for picture in photographs().values()}  # doctest: +SKIP
        {3}
    """
    return {name: _picture(one) for name, one in PHOTOGRAPHS.items()}


def any_style() -> dict[str, np.ndarray]:
    """Return a picture to take the style of where no painting is at hand: tissue, stained."""
    return {"stained tissue": _from_skimage("immunohistochemistry")}


def _picture(photograph: Photograph) -> np.ndarray:
    from tfstyle import images

    picture = images.to_rgb(_READERS[photograph.source.package](photograph.source.name))
    if photograph.box:
        top, left, bottom, right = photograph.box
        picture = picture[top:bottom, left:right]
    if min(picture.shape[:2]) > LARGEST:
        picture = images.resize(picture, images.shorter_side(LARGEST, picture.shape[:2]))
    return np.ascontiguousarray(picture)


def _from_skimage(name) -> np.ndarray:
    try:
        from skimage import data
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "The gallery's photographs come with scikit-image: pip install 'tfstyle[test]'"
        ) from error
    found = getattr(data, name)()
    return found[0] if isinstance(found, tuple) else found  # of a stereo pair the left one


def _from_matplotlib(name) -> np.ndarray:
    from matplotlib.cbook import get_sample_data

    from tfstyle import images

    return images.read_image(get_sample_data(f"{name}.jpg", asfileobj=False))


_READERS: dict[str, Callable[[str], np.ndarray]] = {
    _SKIMAGE: _from_skimage,
    _MATPLOTLIB: _from_matplotlib,
}
