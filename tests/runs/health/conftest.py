"""Pictures of two sides that are no negatives of each other."""

import numpy as np
import pytest

from tests.runs.conftest import _crops
from tfstyle import images


@pytest.fixture(scope="session")
def unpaired_alike(tmp_path_factory):
    """Photographs on both sides, none of them on both."""
    root = tmp_path_factory.mktemp("alike")
    for i, picture in enumerate(_crops(8)):
        images.write_image(root / f"train{'AB'[i % 2]}" / f"{i}.png", picture)
        images.write_image(root / f"train{'AB'[1 - i % 2]}" / f"{i}.png", picture[::-1])
    return root


@pytest.fixture(scope="session")
def photographs(tmp_path_factory):
    """Photographs alone, and a painting beside their folder."""
    root = tmp_path_factory.mktemp("photographs")
    for i, picture in enumerate(_crops(8)):
        images.write_image(root / "photos" / "train" / f"{i}.png", picture)
    images.write_image(root / "fire.png", np.roll(_crops(1)[0][..., ::-1], 9, axis=0))
    return root
