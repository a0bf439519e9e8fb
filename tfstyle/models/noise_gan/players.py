"""What the two players of a `NoiseGAN` see: batches dealt out, with classes or not."""

from tfstyle.errors import DataError


def check_pair(generator, discriminator) -> None:
    """Check that a discriminator judges what a generator paints.

    Raises:
        ValueError: pictures or classes of other numbers.
    """
    if discriminator is None:
        return
    for name in ("resolution", "channels", "num_classes"):
        mine, theirs = getattr(generator, name), getattr(discriminator, name, None)
        if theirs is not None and mine != theirs:  # one that is made for no size takes any
            raise ValueError(
                f"Generator and discriminator need the same {name}. Received: {mine} and {theirs}"
            )


def with_classes(x, classes):
    """Return what a network takes: pictures or noise, and the classes if there are any."""
    return x if classes is None else [x, classes]


def deal_out(batch, count: int) -> list:
    """Return a batch in so many parts of one size; as many `None` for `None`.

    Args:
        batch: (B, ...), B a multiple of `count`, or `None`.
        count: of the parts: the updates of the discriminator in a step.

    Raises:
        DataError: it cannot be dealt out evenly.
    """
    if batch is None:
        return [None] * count
    if batch.shape[0] is not None and batch.shape[0] % count:
        raise DataError(
            f"A step updates the discriminator {count} times and deals its batch out to as "
            f"many parts. Received: {batch.shape[0]} pictures (on one replica); use a multiple "
            f"of {count}."
        )
    # Every count-th picture: so two replicas, each with half a batch, make the same parts.
    return [batch[first::count] for first in range(count)]
