"""FID: how far a set of pictures is from real ones, as Inception sees them (Heusel et al. 2017)."""

import numpy as np

from tfstyle.metrics.frechet_distance import frechet_distance, frechet_interval
from tfstyle.metrics.inception_views import clean_view, legacy_view
from tfstyle.metrics.moments import Moments
from tfstyle.metrics.registry import metric

# Below so many pictures the bias of a FID is larger than what it is to tell apart.
ENOUGH = 1000
_FACTS = {
    "unit": "", "direction": "lower", "compares": "sets", "network": "inception_2015",
    "gathers": Moments, "interval": frechet_interval,
}  # fmt: skip


def pooled(seen) -> np.ndarray:
    """Keep the mean of each channel over the picture, float32 (B, C)."""
    (features,) = seen.values()
    return features if features.ndim == 2 else features.mean(axis=(1, 2))


def note(reference, pictures) -> str | None:
    """Return what to know of a FID of few pictures."""
    fewest = min(len(reference), len(pictures))
    if fewest >= ENOUGH:
        return None
    return (
        f"Of {fewest} pictures: below {ENOUGH:,} a FID says more of their number than of them; "
        "trust KID, and compare FIDs of equally many only."
    )


def _protocol(features, view):
    return (
        f"Fréchet distance of the normal distributions fitted to {features} of the Inception "
        f"network of 2015-12-05 of two sets of pictures, each resized to 299 x 299 by {view}."
    )


POOL3 = "the 2,048 features (pool3)"
MIXED_7 = "the 768 features (mixed_7, mean over places; not to be compared with those of 2,048)"
CLEAN = "Pillow's antialiased bicubic filter in float32 (clean-fid's `clean`)"
LEGACY = "TensorFlow 1's bilinear filter without antialiasing (torch-fidelity's)"

fid_clean = metric(
    name="fid_clean", title="FID", digits=1, layers=("pool3",), keeps=pooled, note=note,
    prepares=clean_view, protocol=_protocol(POOL3, CLEAN), **_FACTS,
)(frechet_distance)  # fmt: skip
fid_legacy = metric(
    name="fid_legacy", title="FID (legacy)", digits=1, layers=("pool3",), keeps=pooled, note=note,
    prepares=legacy_view, protocol=_protocol(POOL3, LEGACY), **_FACTS,
)(frechet_distance)  # fmt: skip
fid768_clean = metric(
    name="fid768_clean", title="FID-768", digits=3, layers=("mixed_7",), keeps=pooled, note=note,
    prepares=clean_view, protocol=_protocol(MIXED_7, CLEAN), **_FACTS,
)(frechet_distance)  # fmt: skip
fid768_legacy = metric(
    name="fid768_legacy", title="FID-768 (legacy)", digits=3, layers=("mixed_7",), keeps=pooled,
    note=note, prepares=legacy_view, protocol=_protocol(MIXED_7, LEGACY), **_FACTS,
)(frechet_distance)  # fmt: skip
