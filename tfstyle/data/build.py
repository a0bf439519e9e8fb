"""One door to every data set: training batches, fixed samples, a scan and a description.

All four take the layout, the folder and the keys of a recipe's `[data]` section.
"""

import functools

import numpy as np

from tfstyle import images
from tfstyle.data import arrays, folders, scan
from tfstyle.data import geometry as geometries
from tfstyle.data.memory import memory_to_use
from tfstyle.data.notices import Notices
from tfstyle.data.pictures import Pictures
from tfstyle.data.sources import FileSource
from tfstyle.errors import DataError, ImageError, did_you_mean


def load_dataset(
    layout: str, root=None, *, load: int = 286, crop: int = 256, flip: bool = True,
    batch_size: int = 1, seed: int = 0, split: str = "train", start_step: int = 0,
    direction: str = "a2b", domains=("a", "b"), derive: str | None = None, name: str | None = None,
    damages=None, damage_strength: float = 1.0, in_channels: int = 3, out_channels: int = 3,
    skip_broken: bool = False, memory: int | None = None, num_classes: int = 0,
    geometry: str = "squash", nearest: str = "none", leave_out=(),
):  # fmt: skip
    """Return an endless `tf.data.Dataset` of augmented training batches.

    Every picture is looked at before this returns, upright and in sRGB, and resized once; every
    step cuts a random `crop` x `crop` out and flips it, from `seed` and its own number. What is
    worth knowing although nothing is wrong (squashed proportions, blended label maps, lost bits)
    is logged, a line each.

    Args:
        layout: "paired" (source and target belong together), "unpaired" (drawn independently),
            "images" (photographs, alone or with `derive`), "arrays" (an .npz file) or "tfds".
        root: the folder; for "tfds" the `data_dir`, or None for its default.
        load: pixels of a side to resize to, or of the shorter side.
        crop: pixels of a side that a step sees, at most `load`.
        flip: mirror every second picture.
        batch_size: of the global batch.
        seed: of order, crops, flips and damages.
        split: "train", "val" or "test".
        start_step: the step to begin at; the batches are those an uninterrupted run sees there.
        direction: "a2b", or "b2a" to take b (the right half, the second folder, the photograph)
            as source.
        domains: names the folders of the two sides may carry, beside A and B.
        derive: "edges", "gray", "low_resolution" or "damaged": makes the source from the picture.
        name: of the TensorFlow Dataset, e.g. "cycle_gan/horse2zebra".
        damages: what may happen to a damaged picture, names in `damage.DAMAGES`; all if not given.
        damage_strength: of the damages, above 0, at most 1.
        in_channels: channels of the source: 1, 3 or 4.
        out_channels: channels of the target.
        skip_broken: leave out files that cannot be used and log their names.
        memory: bytes of decoded pictures to keep; by default a quarter of the machine's, at most
            4 GiB. What is larger goes to `$TFSTYLE_CACHE/pictures` as PNG files and stays there.
        num_classes: of labels to give with the pictures: those of "arrays", or for "images" the
            folders below, e.g. `train/coat`, in the order of their names. 0 for none.
        geometry: "squash" resizes to `load` x `load`, whatever the proportions; "shorter_side"
            keeps them, and steps cut their squares from all over the picture.
        nearest: "a", "b" or "both": the sides, as they lie on disk, that are label maps. Resizing
            takes the nearest pixel there and invents no colours. "none" for photographs.
        leave_out: files that are no part of "images" although they lie there, e.g. the painting
            whose style is learned.

    Returns:
        Batches `(a, b)`, float32 (B, crop, crop, C) in [-1, 1]; one such tensor for "images"
        without `derive`, and `(pictures, labels)`, int32 (B,), with `num_classes`.

    Raises:
        DataError: no such folder, nothing in it, or files that cannot be used; they are named.
    """
    _check_sizes(load, crop, batch_size)
    geometries.check_geometry(geometry)
    from tfstyle.data.pipeline import make_batches

    # Edges and the like are the same at every step and made once; damage is drawn at each.
    sources, pair = _sources(
        layout, root, split, direction, domains, derive, name, in_channels, out_channels,
        damage=False, pad=crop, leave_out=leave_out,
    )  # fmt: skip
    sides = geometries.sides_of([len(source.channels) for source, _, _ in sources], direction)
    labelled = geometries.label_maps(nearest, sides)
    damaged, damage = None, None
    if derive == "damaged":
        from tfstyle.data import damage as damages_of

        kinds = damages_of.check_damages(damages, damage_strength)
        damaged = int(direction == "b2a")
        damage = functools.partial(damages_of.damage, kinds=kinds, strength=damage_strength)
    memory = (memory_to_use() if memory is None else memory) // len(sources)
    notices = Notices(
        sources[0][2], squashes=geometry == "squash",
        notes=[note for source, _, _ in sources for note in source.notes],
    )  # fmt: skip
    sets = []
    for (source, problems, title), names, nearests in zip(sources, sides, labelled, strict=True):
        sets.append(Pictures(
            source, load, crop, memory=memory, geometry=geometry, nearest=nearests, derive=pair,
            channels=(in_channels, out_channels) if pair else None,
            skip_broken=skip_broken, problems=problems, title=title,
            look=functools.partial(notices.look, source, names, nearests),
        ))  # fmt: skip
    notices.tell()
    labels = None
    if num_classes:
        source, _, title = sources[0]
        every = source.labels if layout == "arrays" else _folder_labels(layout, source)
        labels = arrays.check_labels(every, num_classes, title)[sets[0].indices]
    return make_batches(
        sets, crop=crop, flip=flip, batch_size=batch_size, seed=seed, start_step=start_step,
        damaged=damaged, damage=damage, labels=labels,
    )  # fmt: skip


def fixed_samples(
    layout: str, root=None, *, count: int | None = 4, split: str = "val", load: int = 286,
    crop: int = 256, seed: int = 0, direction: str = "a2b", domains=("a", "b"),
    derive: str | None = None, name: str | None = None, damages=None,
    damage_strength: float = 1.0, in_channels: int = 3, out_channels: int = 3,
    skip_broken: bool = False, geometry: str = "squash", nearest: str = "none", leave_out=(),
):  # fmt: skip
    """Return the same few pictures every time, not augmented, to watch a training by.

    Args:
        layout: and all others as in `load_dataset`.
        root: the folder.
        count: how many, spread evenly over the files; None for all.
        split: falls back to the other of "val" and "test", then to "train".
        load: pictures load/crop times as large as the crop are cut in the middle if that is more
            than 1.25; else the whole picture is shown at `crop` pixels, or, with its proportions
            kept, the middle that holds all of its shorter side.
        crop: pixels of a side.
        seed: of damages.
        skip_broken: leave out pictures that cannot be read.

    Returns:
        `(a, b)`, float32 arrays (N, crop, crop, C) in [-1, 1]; one array for "images" without
        `derive`. Of fewer than `count` pictures all are given; with `count=None` unpaired sides
        may differ in N.

    Raises:
        DataError: nothing to show, or a file cannot be read.
    """
    _check_sizes(load, crop, 1)
    geometries.check_geometry(geometry)
    splits = describe(layout, root, domains=domains, name=name, leave_out=leave_out)
    order = [split, *(s for s in ("val", "test", "train") if s != split)]
    split = next((s for s in order if s in splits), split)
    sources, pair = _sources(
        layout, root, split, direction, domains, derive, name, in_channels, out_channels,
        kinds=damages, strength=damage_strength, pad=crop, leave_out=leave_out,
    )  # fmt: skip
    sides = geometries.sides_of([len(source.channels) for source, _, _ in sources], direction)
    columns = []
    for (source, _, title), labels in zip(
        sources, geometries.label_maps(nearest, sides), strict=True
    ):
        wanted = len(source)
        if count is not None:
            wanted = min(count, *(len(each) for each, _, _ in sources))
        numbers = np.linspace(0, len(source) - 1, wanted).round().astype(int)
        rows = []
        for number in map(int, numbers):
            try:
                row = geometries.middle(source.read(number), geometry, load, crop, labels)
            except ImageError as error:
                if skip_broken:
                    continue
                raise DataError(f"{title}: {error}") from error
            rows.append(pair(row, (seed, number)) if pair else row)
        if not rows:
            raise DataError(f"{title} holds no picture that could be shown.")
        columns += [images.to_float(np.stack(column)) for column in zip(*rows, strict=True)]
    return tuple(columns) if len(columns) > 1 else columns[0]


def scan_dataset(
    layout: str, root=None, *, crop: int = 256, domains=("a", "b"), name: str | None = None,
    geometry: str = "squash", leave_out=(), **_,
) -> dict[str, list[str]]:  # fmt: skip
    """Look at every picture of every split and return what is wrong, without raising for it.

    Args:
        layout: as all others in `load_dataset`, whose further arguments are taken and do nothing.
        root: the folder.
        crop: smaller pictures are wrong.
        geometry: with "squash" pictures of far other proportions than the rest are wrong, too.

    Returns:
        `{split: [problems]}`: for each split the file and what is wrong with it, a line each.

    Raises:
        DataError: there is no such folder, or nothing of this layout in it.
    """
    geometries.check_geometry(geometry)
    found = {}
    for split in describe(layout, root, domains=domains, name=name, leave_out=leave_out):
        sources, _ = _sources(
            layout, root, split, "a2b", domains, None, name, 3, 3, pad=crop, leave_out=leave_out
        )
        found[split] = [
            text
            for source, problems, _ in sources
            for text in (
                *problems, *scan.examine(source, crop, squashed=geometry == "squash").values()
            )
        ]  # fmt: skip
    return found


def describe(
    layout: str, root=None, *, domains=("a", "b"), name: str | None = None, leave_out=(), **_
) -> dict:
    """Return how many pictures (pairs; or of each side) each split has; none is opened.

    Args:
        layout: as all others in `load_dataset`, whose further arguments are taken and do nothing.
        root: the folder.

    Example:
        `{"train": 400, "val": 100}` when paired, `{"train": (260, 800)}` when unpaired.

    Raises:
        DataError: there is no such folder, or nothing of this layout in it.
    """
    if layout == "tfds":
        from tfstyle.data import tfds_source

        return tfds_source.describe(name, root)
    if layout == "arrays":
        return arrays.describe(root)
    found = folders.splits(layout, root, domains)
    if not found:
        folders.find(layout, root, "train", domains)  # raises, and says what is missing
    counts = {}
    for split in found:
        parts = folders.find(layout, root, split, domains)
        sizes = tuple(len(files.without(leave_out).items) for files in parts)
        counts[split] = sizes if len(sizes) > 1 else sizes[0]
    return counts


def _sources(
    layout, root, split, direction, domains, derive, name, in_channels, out_channels, damage=True,
    pad=0, leave_out=(), **damages,
):  # fmt: skip
    """Return `[(source, problems, title)]` and what makes a pair of a picture, or None."""
    if direction not in ("a2b", "b2a"):
        near = did_you_mean(str(direction), ("a2b", "b2a"))
        raise DataError(f"direction must be 'a2b' or 'b2a'. Received: {direction!r}.{near}")
    swap = direction == "b2a"
    channels = (in_channels, out_channels)
    pair = None
    if derive is not None:
        from tfstyle.data.derive import pair_maker

        damages = damages if derive == "damaged" else {}
        pair = pair_maker(derive, channels, swap, damage, **damages)
    if layout == "tfds":
        from tfstyle.data import tfds_source

        sources = tfds_source.sources(name, root, split, channels, swap, derive)
        return sources, pair
    if layout == "arrays":
        source = arrays.ArraySource(root, split, channels[0] if swap else channels[1], pad)
        return [(source, (), f"{source.path} ({split})")], pair
    found = folders.find(layout, root, split, domains)
    if derive is not None and layout != "images":
        raise DataError(f"derive applies to layout 'images' and 'tfds'. Received: {layout!r}.")
    title = f"{root} ({split})"
    if layout == "unpaired":
        if swap:
            found = found[::-1]
        return [
            (FileSource(files, (count,)), files.problems, title)
            for files, count in zip(found, channels, strict=True)
        ], None
    (files,) = found
    if layout == "paired":
        return [(FileSource(files, channels, swap), files.problems, title)], None
    files = files.without(leave_out)
    if not files.items:
        raise DataError(f"{title} holds no pictures but the styles that are learned.")
    source = FileSource(files, (channels[0] if swap else channels[1],))
    return [(source, files.problems, title)], pair


def _folder_labels(layout, source):
    if layout != "images":
        raise DataError(
            "num_classes needs layout 'images' with a folder a class, or 'arrays' with labels. "
            f"Received: layout = {layout!r}."
        )
    return arrays.folder_labels(source.files)


def _check_sizes(load, crop, batch_size):
    if not 1 <= crop <= load:
        raise DataError(f"crop must be 1 to load. Received: crop = {crop}, load = {load}.")
    if batch_size < 1:
        raise DataError(f"batch_size must be at least 1. Received: {batch_size}.")
