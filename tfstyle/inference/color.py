"""Another picture's colours: the way to transfer strokes and leave the palette (Gatys et al. 2016).

"Preserving Color in Neural Artistic Style Transfer", sections 3 and 4.
"""

import numpy as np

from tfstyle.images import LUMA


def match_color(picture: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return `picture` with the mean and covariance of the colours of `reference`.

    `x' = A (x - mean) + mean_ref`, `A = S_ref^(1/2) S^(-1/2)` with symmetric roots of the
    covariances S (equations 4 to 6): the smallest turn of the colours that fits. Paint a content
    picture in the style of a matched painting and it keeps its own colours.

    Args:
        picture: float32 (H, W, 3) in [-1, 1].
        reference: float32 (h, w, 3) in [-1, 1].

    Returns:
        float32 (H, W, 3), clipped to [-1, 1].

    Example:
        >>> gray = np.linspace(-1, 1, 48, dtype="float32").reshape(4, 4, 3)
        >>> float(np.abs(match_color(gray, gray) - gray).max()) < 1e-3
        True
    """
    colors = picture.reshape(-1, 3).astype("float64")
    wanted = reference.reshape(-1, 3).astype("float64")
    transform = _root(wanted, 0.5) @ _root(colors, -0.5)
    out = (colors - colors.mean(0)) @ transform.T + wanted.mean(0)
    return np.clip(out, -1, 1).reshape(picture.shape).astype("float32")


def luminance(picture: np.ndarray) -> np.ndarray:
    """Return the brightness (BT.601) of float32 (H, W, 3), three times: gray (H, W, 3)."""
    return np.repeat((picture @ LUMA)[..., None], 3, axis=-1)


def match_luminance(gray: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return `gray` with the mean and standard deviation of `reference` (equation 10).

    Args:
        gray: float32 (H, W, 3) in [-1, 1], as from `luminance`.
        reference: the same of another picture.

    Returns:
        float32 (H, W, 3), clipped to [-1, 1].
    """
    scale = reference.std() / max(float(gray.std()), 1e-3)
    return np.clip((gray - gray.mean()) * scale + reference.mean(), -1, 1).astype("float32")


def _root(colors, power):
    """The symmetric power of the covariance of rows (N, 3); a little light keeps it invertible."""
    centered = colors - colors.mean(0)
    values, vectors = np.linalg.eigh(centered.T @ centered / len(colors) + 1e-5 * np.eye(3))
    return vectors * values**power @ vectors.T
