"""Pictures of any kind and size in, the same kind and size out, whatever function is between."""

from tfstyle.inference.blending import blend_mask, blend_strength, keep_color
from tfstyle.inference.padding import call_padded, mirror_index, padded_size
from tfstyle.inference.picture import flatten, load_mask

__all__ = [
    "blend_mask",
    "blend_strength",
    "call_padded",
    "flatten",
    "keep_color",
    "load_mask",
    "mirror_index",
    "padded_size",
]
