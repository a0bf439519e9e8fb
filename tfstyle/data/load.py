"""Batches to train on: from a `DataSpec` to a `tf.data.Dataset`."""

import functools

from tfstyle.data import geometry, layouts
from tfstyle.data.label_maps import LabelCheck
from tfstyle.data.memory import memory_to_use
from tfstyle.data.notices import Notices
from tfstyle.data.pictures import Pictures
from tfstyle.data.spec import DataSpec
from tfstyle.errors import DataError


def load_dataset(
    spec: DataSpec, *, batch_size: int = 1, seed: int = 0, split: str = "train",
    start_step: int = 0, memory: int | None = None,
):  # fmt: skip
    """Return an endless `tf.data.Dataset` of augmented training batches.

    Every picture is looked at before this returns, upright and in sRGB, and resized once; every
    step cuts a random `crop` x `crop` out and flips it, from `seed` and its own number. What is
    worth knowing although nothing is wrong (squashed proportions, blended label maps, lost bits)
    is logged, a line each.

    Args:
        spec: what the pictures are.
        batch_size: of the global batch, at least 1.
        seed: of order, crops, flips and damages.
        split: "train", "val" or "test".
        start_step: the step to begin at; the batches are those an uninterrupted run sees there.
        memory: bytes of decoded pictures to keep; by default a quarter of the machine's, at most
            4 GiB. What is larger goes to `$TFSTYLE_CACHE/pictures` as PNG files and stays there.

    Returns:
        Batches `(a, b)`, float32 (B, crop, crop, C) in [-1, 1]; one such tensor for pictures
        alone, and `(pictures, labels)`, int32 (B,), with `num_classes`. With `view`, series for a
        judge: `(pictures, severities)`, see `data.series`.

    Raises:
        DataError: no such folder, nothing in it, or files that cannot be used; they are named.

    Example:
        >>> spec = DataSpec("paired", "facades/", load=286, crop=256)
        >>> batches = load_dataset(spec, batch_size=4)  # doctest: +SKIP
    """
    if batch_size < 1:
        raise DataError(f"batch_size must be at least 1. Received: {batch_size}.")
    from tfstyle.data.pipeline import make_batches

    sides = layouts.get(spec.layout).sides(spec, split)
    letters = geometry.sides_of([len(side.source.channels) for side in sides], spec.direction)
    notices = Notices(
        sides[0].title, squashes=spec.geometry == "squash",
        notes=[note for side in sides for note in side.source.notes],
    )  # fmt: skip
    memory = (memory_to_use() if memory is None else memory) // len(sides)
    # As items are decoded: the source is first.
    classes = LabelCheck(spec.labels)

    def look(source, letter, nearest, index, pictures, size):
        notices.look(source, letter, nearest, index, pictures, size)
        classes.look(source, index, pictures)

    specs = [spec.of_side(place) for place in range(len(sides))]
    sets = [
        Pictures(
            of_side, side, memory=memory, nearest=nearest, derive=_derived_once(of_side),
            look=functools.partial(look, side.source, letter, nearest),
        )
        for of_side, side, letter, nearest in zip(
            specs, sides, letters, geometry.label_maps(spec.nearest, letters), strict=True
        )
    ]  # fmt: skip
    classes.tell()
    notices.tell()
    return make_batches(
        sets, crops=[one.crop for one in specs], flip=spec.flip, batch_size=batch_size, seed=seed,
        start_step=start_step, labels=_labels(spec, sides[0], sets[0]), **_damage(spec),
        **_series(spec, batch_size),
    )  # fmt: skip


def _derived_once(spec):
    """Return what makes pairs: edges and the like are the same at every step, damage is not."""
    if spec.derive is None:
        return None
    from tfstyle.data.derive import pair_maker

    return pair_maker(spec.derive, spec.channels, spec.swapped, damage=False)


def _damage(spec) -> dict:
    """Return which picture of a pair is damaged at every step, and how."""
    if not spec.damaged:
        return {}
    from tfstyle.data.damage import damage

    how = functools.partial(
        damage, kinds=spec.damages, strength=spec.damage_strength, undamaged=spec.undamaged,
        alone=spec.damaged_alone,
    )  # fmt: skip
    return {"damaged": int(spec.swapped), "damage": how}


def _series(spec, batch_size) -> dict:
    """Return how the examples that a judge sees are made of the pictures, and how many of each."""
    if not spec.view:
        return {}
    from tfstyle.data.series import MEMBERS, member

    if batch_size % MEMBERS:
        raise DataError(
            f"batch_size must be a multiple of {MEMBERS}, the examples that a judge sees of each "
            f"picture. Received: {batch_size}."
        )
    return {"members": MEMBERS, "member": functools.partial(member, view=spec.view)}


def _labels(spec, side, pictures):
    """Return the class of each picture, or None."""
    if not spec.num_classes:
        return None
    from tfstyle.data.labels import check_labels

    every = layouts.get(spec.layout).labels(side.source)
    return check_labels(every, spec.num_classes, side.title)[pictures.indices]
