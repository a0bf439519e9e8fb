"""What a card shows of models that paint from noise."""

from tfstyle.zoo.workshop.exhibit import Exhibit

# Side of a generated picture on a card, at least.
_LARGE = 96


def noise(model, protocol, pictures, show=None) -> Exhibit:
    """Show generated pictures: ten rows, a column for each class, or eight by eight."""
    from tfstyle import images

    across = min(model.num_classes, 10) or 8
    made = model.generate(8 * across, seed=0)
    scale = -(-_LARGE // made.shape[1])
    side = made.shape[1] * scale
    made = [images.resize(picture, (side, side)) for picture in made]
    rows = [made[start : start + across] for start in range(0, len(made), across)]
    return Exhibit(rows, {"noise": []})
