"""The scores of models that paint from noise: how far their pictures, as a set, are from real."""

import numpy as np

LAYER = "relu3_1"


def evaluate_noise(generated, real, encoder, repeats=4) -> dict:
    """Compare sets of pictures by the Fréchet distance of their features in VGG19.

    Each picture is the mean over places of its features relu3_1 (256 numbers); a set is the normal
    distribution fitted to them, and `|m1 - m2|^2 + trace(C1 + C2 - 2 (C1 C2)^(1/2))` the distance
    (Dowson and Landau 1982). It is no FID, whose network is another: compare it with the row
    `real`, the distance of real pictures from other real ones, below which nothing can be told.

    Args:
        generated: the model's pictures, uint8 (N, H, W, C).
        real: real pictures not trained on, uint8 (M, H, W, C).
        encoder: `networks.VGG19([LAYER])` with its weights.
        repeats: parts of `generated`, each as large as half of `real`, or as there are enough for.

    Returns:
        A report with the rows `generated` and `real`, see `zoo.evaluate`.
    """
    half = len(real) // 2
    size = min(half, max(len(generated) // repeats, 1))
    seen, true = features(generated, encoder), features(real, encoder)
    first, second = true[:half], true[half:]
    distances = [
        frechet_distance(seen[start : start + size], first)
        for start in range(0, len(seen) - size + 1, size)
    ]
    floor = [frechet_distance(second[:size], first)]
    return {
        "protocol": (
            f"Fréchet distance of VGG19 features (relu3_1, mean over places) of {size} pictures "
            f"to {half} real ones not trained on, {len(distances)} times; `real`: of {size} other "
            "real ones; not to be compared with a FID; mean and standard deviation"
        ),
        "pictures": len(generated),
        "scores": {"generated": _row(distances), "real": _row(floor)},
    }


def features(pictures, encoder, batch=64) -> np.ndarray:
    """Return the mean over places of what VGG19 sees in each picture, float64 (N, C)."""
    from keras import ops

    from tfstyle import images

    rows = []
    for start in range(0, len(pictures), batch):
        part = images.to_float(np.asarray(pictures[start : start + batch]))
        part = np.repeat(part, 3, axis=-1) if part.shape[-1] == 1 else part
        (seen,) = encoder(part)
        rows.append(ops.convert_to_numpy(ops.mean(seen, axis=(1, 2))))
    return np.concatenate(rows).astype("float64")


def frechet_distance(a, b) -> float:
    """Return the Fréchet distance of the normal distributions fitted to two sets (N, C)."""
    mean = np.sum(np.square(a.mean(0) - b.mean(0)))
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # The trace of (C1 C2)^(1/2): the roots of the eigenvalues of R C2 R with R = C1^(1/2).
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    cross = np.sqrt(np.clip(np.linalg.eigvalsh(root @ second @ root), 0, None)).sum()
    return float(mean + np.trace(first) + np.trace(second) - 2 * cross)


def _row(distances):
    return {
        "frechet": {
            "mean": round(float(np.mean(distances)), 4), "std": round(float(np.std(distances)), 4)
        }
    }
