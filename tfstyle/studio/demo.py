"""Fills an empty studio, so that a newcomer sees what it is: photographs, some painted.

The photographs are those inside scikit-image (free to use), as in the demo and the notebooks.
"""

from typing import Any

from tfstyle.errors import UnsupportedOptionError
from tfstyle.studio.painting import Layer, PaintOptions
from tfstyle.studio.painting.encoding import encode

PHOTOGRAPHS = {
    "astronaut": "Eileen Collins", "chelsea": "Chelsea the cat", "coffee": "A cup of coffee",
    "rocket": "A rocket at dusk",
}  # fmt: skip
# What is painted of which: two of one photograph, so that there is something to compare.
_PAINTED = (
    ("coffee", "fast_style_wheat_field"), ("coffee", "fast_style_udnie"),
    ("rocket", "fast_style_starry_night"),
)  # fmt: skip
_SIZE = 320


def fill(services: Any, owner_id: str) -> int:
    """Add the sample photographs and a few paintings; return how many photographs are new.

    A photograph that is there already is not added again.

    Args:
        services: of the studio.
        owner_id: whose they will be.

    Raises:
        UnsupportedOptionError: scikit-image, which has the photographs, is not installed.
    """
    try:
        from skimage import data
    except ImportError as error:
        raise UnsupportedOptionError(
            "--demo shows photographs of scikit-image, which is not installed. Install it with: "
            "pip install 'tfstyle[studio]'"
        ) from error
    there = {one.title for one in services.pictures.list(owner_id, kinds=("photo",))}
    ids = {}
    for name, title in PHOTOGRAPHS.items():
        if title not in there:
            photo = encode(getattr(data, name)(), "png")
            ids[name] = services.pictures.add(owner_id, photo, title=title).id
    _paint(services, owner_id, ids)
    return len(ids)


def _paint(services, owner_id, ids):
    styles = {style.model: style for style in services.library.styles(owner_id)}
    for name, model in _PAINTED:
        if name in ids and model in styles:
            layers = [Layer(style_id=styles[model].id)]
            options = PaintOptions(layers=layers, size=_SIZE)
            painted = services.painter.paint(ids[name], options, viewer_id=owner_id)
            services.gallery.keep(owner_id, painted.png, painted.recipe, ids[name])
