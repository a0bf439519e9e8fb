"""What a painting owes to its photograph beside content and style: calm, light, no lattice."""

from tfstyle.losses import lattice_loss, outlier_loss, tone_loss, total_variation


def painting_losses(
    photographs, paintings, inner=(), *, tv=0.0, tone=0.0, outliers=0.0, lattice=0.0
) -> dict:
    """Return the weighted losses by name, those of weight 0 left out.

    Args:
        photographs: (B, H, W, 3) in [-1, 1].
        paintings: of the same shape.
        inner: features of `NormalizedFeatures`; without any there are no outliers to weigh.
        tv: weight of the total variation.
        tone: weight of `losses.tone_loss`.
        outliers: weight of `losses.outlier_loss`, mean over `inner`.
        lattice: weight of `losses.lattice_loss`.
    """
    losses = {}
    if tv:
        losses["tv"] = tv * total_variation(paintings)
    if tone:
        losses["tone"] = tone * tone_loss(photographs, paintings)
    if outliers and inner:
        losses["outliers"] = outliers * sum(map(outlier_loss, inner)) / len(inner)
    if lattice:
        losses["lattice"] = lattice * lattice_loss(paintings)
    return losses
