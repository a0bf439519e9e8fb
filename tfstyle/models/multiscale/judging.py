"""What the discriminator of `MultiScale` sees: pairs or targets, and of which size."""

from tfstyle.errors import DataError


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
