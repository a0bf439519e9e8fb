"""What the discriminator of `MultiScale` sees, pairs or targets, and what it tells."""

from tfstyle.errors import DataError
from tfstyle.networks import JointDiscriminator


def judges_pairs(generator, discriminator) -> bool:
    """Return whether the discriminator sees the source beside the target; true without one.

    Raises:
        ValueError: it sees neither that nor the target alone.
    """
    alone = generator.out_channels
    pair = generator.in_channels + alone
    if discriminator is None or discriminator.in_channels == pair:
        return True
    if discriminator.in_channels == alone:
        return False
    raise ValueError(
        f"The discriminator of this generator takes {pair} channels (source and target side by "
        f"side) or {alone} (the target alone). Received: in_channels={discriminator.in_channels}"
    )


def check_size(discriminator, target, factor: int) -> None:
    """Check that pictures are as large as the discriminator needs.

    Args:
        discriminator: has `min_size`.
        target: pictures (B, H, W, C) as they are judged now.
        factor: by which the coarse phase shrinks pictures.

    Raises:
        DataError: they are smaller.
    """
    least, size = discriminator.min_size, target.shape[1:3]
    if None not in size and min(size) < least:
        larger = [max(side, least) * factor for side in size]
        raise DataError(
            f"The discriminator needs pictures of at least {least} pixels. In this phase it "
            f"sees {size[0]}x{size[1]} ones: train on {larger[0]}x{larger[1]}, or give it "
            "fewer layers or scales."
        )


def told(discriminator, judged) -> tuple[list, list]:
    """Return what a discriminator looked at, and its logits.

    Args:
        discriminator: gives a list of scales, each a list of activations and the logits, or the
            logits alone; or it is several that do.
        judged: what it gave.

    Returns:
        A list for each scale, activations and logits, of several judges those of the first; and
        the logits of each scale, of several judges a list of such lists.
    """
    if isinstance(discriminator, JointDiscriminator):
        parts = [told(*pair) for pair in zip(discriminator.judges, judged, strict=True)]
        return parts[0][0], [logits for _, logits in parts]
    listed = judged if isinstance(judged, list | tuple) else [judged]
    scales = [one if isinstance(one, list | tuple) else [one] for one in listed]
    return scales, [scale[-1] for scale in scales]


def check_layers(scales) -> list:
    """Return what `told` says was looked at, with activations to match.

    Raises:
        ValueError: there are none.
    """
    if min(map(len, scales)) < 2:
        raise ValueError(
            "feature_matching compares the layers of a discriminator, and this one tells its "
            "logits alone. Use feature_matching=0, or a MultiScaleDiscriminator, first in a "
            "JointDiscriminator if there are several."
        )
    return scales
