"""What may be asked for."""

import pytest

from tfstyle.errors import UnsupportedOptionError
from tfstyle.studio.painting.options import Layer, PaintOptions


@pytest.mark.parametrize("wrong", [
    {"layers": []},
    {"layers": [Layer(style_id="a")] * 9},
    {"strength": 1.5},
    {"strength": float("nan")},
    {"size": 20_000},
    {"size": 1},
    {"feather": -1},
    {"feather": float("nan")},
    {"layers": [Layer(style_id="a", weight=-1.0)]},
    {"layers": [Layer(style_id="a", weight=float("nan"))]},
    {"layers": [Layer(style_id="a", weight=0.0)]},
])  # fmt: skip
def test_what_is_out_of_range_is_refused(wrong):
    with pytest.raises(UnsupportedOptionError, match=next(iter(wrong)).rstrip("s") + "|weight"):
        PaintOptions(**{"layers": [Layer(style_id="a")], **wrong})
