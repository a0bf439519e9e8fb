"""A hundred photographs without an artefact and more: none is said to have one."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.metrics.test_artefacts import honest_changes
from tfstyle import images
from tfstyle.metrics import blot, border, checkerboard, clipped
from tfstyle.metrics.blot import FOUND as A_BLOT
from tfstyle.metrics.border import FOUND as A_FRAME
from tfstyle.metrics.checkerboard import FOUND as A_LATTICE
from tfstyle.metrics.clipped import FOUND as CLIPPED

# Photographs that their authors gave a frame.
FRAMED = ("f930392388", "10e79c0f04")


def photographs():
    """Return 60 photographs of CID22 and 42 of monet2photo, as paths."""
    if "TFSTYLE_DATA" not in os.environ:
        pytest.skip("set TFSTYLE_DATA to the folder with photos_cid22 and monet2photo")
    root = Path(os.environ["TFSTYLE_DATA"])
    clean = sorted((root / "photos_cid22").glob("*/*.*g"))[::2][:60]
    files = clean + sorted((root / "monet2photo" / "testB").glob("*.jpg"))[:42]
    if len(files) < 100:
        pytest.skip(f"{root} has {len(files)} photographs in photos_cid22 and monet2photo/testB")
    return files


@pytest.mark.weights
def test_a_hundred_photographs_are_silent():
    found, seen = [], 0
    for path in photographs():
        picture = np.asarray(images.read_image(path))
        values = {"checkerboard": checkerboard(picture) / A_LATTICE}
        values["border"] = border(picture) / A_FRAME
        if path.stem in FRAMED:
            assert values.pop("border") > 1, path
        small = images.resize(picture, (256, 256))
        for honest in honest_changes(small):
            values["clipped"] = max(clipped(small, honest) / CLIPPED, values.get("clipped", 0))
            values["blot"] = max(blot(small, honest) / A_BLOT, values.get("blot", 0))
        found += [(path.name, name, value) for name, value in values.items() if value >= 1]
        seen += 1
    assert seen >= 100 and not found
