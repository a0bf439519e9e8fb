"""What a card shows of models that paint from noise."""

import numpy as np

from tfstyle.zoo.workshop.exhibit import Exhibit, held_out

# Side of a generated picture on a card, at least, and how many are compared with real ones.
_LARGE, _GENERATED = 96, 8000


def noise(model, recipe, data_root, resolution) -> Exhibit:
    """Show generated pictures: ten rows, a column for each class, or eight by eight."""
    from tfstyle import images
    from tfstyle.evaluation.encoders import load_encoders
    from tfstyle.zoo.workshop.evaluate_noise import METRICS, evaluate_noise

    real = np.stack(held_out(recipe, data_root, resolution)[0])
    generated = model.generate(min(_GENERATED, 2 * len(real)), seed=1)
    report = evaluate_noise(generated, real, load_encoders(METRICS))
    across = min(model.num_classes, 10) or 8
    pictures = model.generate(8 * across, seed=0)
    scale = -(-_LARGE // pictures.shape[1])
    side = pictures.shape[1] * scale
    pictures = [images.resize(picture, (side, side)) for picture in pictures]
    rows = [pictures[start : start + across] for start in range(0, len(pictures), across)]
    return Exhibit(report, rows, {"noise": []})
