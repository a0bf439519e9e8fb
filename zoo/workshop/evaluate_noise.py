"""The scores of models that paint from noise: how far their pictures, as a set, are from real."""

from tfstyle.metrics import Measuring, get_metric
from tfstyle.zoo.workshop.report import summary

METRICS = ("frechet",)


def evaluate_noise(generated, real, encoders, repeats=4) -> dict:
    """Compare generated pictures with real ones, and real ones with others.

    Args:
        generated: the model's pictures, uint8 (N, H, W, C).
        real: real pictures not trained on, uint8 (M, H, W, C).
        encoders: the networks that the metrics look through, see `evaluation.encoders`.
        repeats: parts of `generated`, each as large as half of `real`, or as there are enough for.

    Returns:
        A report with the rows `generated` and `real`, see `report.py`.
    """
    half = len(real) // 2
    size = min(half, max(len(generated) // repeats, 1))
    first, second = real[:half], real[half:]
    measuring = Measuring(METRICS, encoders)
    distances = [
        measuring.sets(first, generated[start : start + size])
        for start in range(0, len(generated) - size + 1, size)
    ]
    floor = [measuring.sets(first, second[:size])]
    layer = ", ".join(get_metric("frechet").layers)
    return {
        "protocol": (
            f"Fréchet distance of VGG19 features ({layer}, mean over places) of {size} pictures "
            f"to {half} real ones not trained on, {len(distances)} times; `real`: of {size} other "
            "real ones; not to be compared with a FID; mean and standard deviation"
        ),
        "pictures": len(generated),
        "scores": {"generated": summary(distances), "real": summary(floor)},
    }
