"""Pictures of any kind and size in, the same kind and size out, whatever function is between."""

from tfstyle.inference.blending import Blend, blend_strength, keep_color
from tfstyle.inference.masks import Masks
from tfstyle.inference.options import check_numbers, pair_styles
from tfstyle.inference.padding import call_padded, mirror_index, padded_size
from tfstyle.inference.picture import flatten
from tfstyle.inference.run import (
    automatic_tile,
    leave,
    numpy_function,
    translate_tiled,
    translate_whole,
)
from tfstyle.inference.tiling import tile_margin, tiled_rows

__all__ = [
    "Blend",
    "Masks",
    "automatic_tile",
    "blend_strength",
    "call_padded",
    "check_numbers",
    "flatten",
    "keep_color",
    "leave",
    "mirror_index",
    "numpy_function",
    "padded_size",
    "pair_styles",
    "tile_margin",
    "tiled_rows",
    "translate_tiled",
    "translate_whole",
]
