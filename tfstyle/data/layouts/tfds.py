"""Pictures from TensorFlow Datasets: `cycle_gan/*`, and any set with an image in it.

The encoded files are kept in memory and decoded by `tfstyle.images` like those of a folder, so
that any of them can be had at any step.
"""

import os

from tfstyle.data.layouts.base import Layout
from tfstyle.errors import DataError, OfflineError, did_you_mean


class TensorFlowDatasets(Layout):
    """One picture of each example; two sides where a set has trainA and trainB."""

    name = "tfds"
    learns_from = ("domains", "pictures")
    derives = True
    named = True
    sided = True

    def splits(self, spec):
        """Count by what the data set says of itself; `spec.root` is TFDS's `data_dir`."""
        builder = _builder(spec.name, spec.root)
        counts = {}
        for split, parts in _splits(builder).items():
            sizes = tuple(builder.info.splits[part].num_examples for part in parts)
            counts[split] = sizes if len(sizes) > 1 else sizes[0]
        return counts

    def sides(self, spec, split):
        """Return one side or two, downloaded if need be.

        Raises:
            DataError: no such set or split, or no image in it.
            OfflineError: it would have to be downloaded and `TFSTYLE_OFFLINE` is set.
        """
        from tfstyle.data.sources import Side

        builder = _builder(spec.name, spec.root)
        found = _splits(builder)
        if split not in found:
            raise DataError(f"{spec.name} has no split {split!r}; it has {', '.join(found)}.")
        parts, channels = found[split], (spec.lone_channels,)
        if len(parts) == 2:
            if spec.derive is not None:
                raise DataError(f"derive needs single pictures; {spec.name} has two sides.")
            parts, channels = parts[::-1] if spec.swapped else parts, spec.channels
        return [
            Side(_load(builder, part, count), f"{spec.name} ({part})")
            for part, count in zip(parts, channels, strict=True)
        ]


def _builder(name, root):
    import tensorflow_datasets as tfds

    try:
        builder = tfds.builder(name, data_dir=root)
    except tfds.core.DatasetNotFoundError as error:
        known = set(tfds.list_builders(with_community_datasets=False))
        raise DataError(
            f"TensorFlow Datasets has no {name!r}.{did_you_mean(name.split('/')[0], known)}"
        ) from error
    except ValueError as error:  # an unknown configuration, as in cycle_gan/zebras
        configs = [f"{name.split('/')[0]}/{c}" for c in _configs(tfds, name)]
        raise DataError(
            f"TensorFlow Datasets has no {name!r}.{did_you_mean(name, configs)}"
        ) from error
    if os.environ.get("TFSTYLE_OFFLINE") == "1" and not builder.data_path.exists():
        raise OfflineError(
            f"{name} would have to be downloaded, and TFSTYLE_OFFLINE is 1. Prepare it where "
            f"there is a network and copy it to {builder.data_path}."
        )
    try:
        builder.download_and_prepare()
    except Exception as error:  # whatever a download can fail with
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{name} could not be downloaded and prepared: {reason}") from error
    return builder


def _configs(tfds, name):
    try:
        return list(tfds.builder_cls(name.split("/")[0]).builder_configs)
    except tfds.core.DatasetNotFoundError:
        return []


def _splits(builder) -> dict[str, tuple[str, ...]]:
    """Return TFDS's names for "train", "val" and "test"."""
    from tfstyle.data.folders import SPLITS

    theirs = list(builder.info.splits)
    found: dict[str, tuple[str, ...]] = {}
    for split, words in SPLITS.items():
        for word in words:
            if f"{word}A" in theirs and f"{word}B" in theirs:
                found[split] = (f"{word}A", f"{word}B")
            elif word in theirs:
                found[split] = (word,)
    return found


def _load(builder, part, channels):
    """Return the `EncodedSource` of one of TFDS's splits."""
    import tensorflow_datasets as tfds

    from tfstyle.data.memory import memory_to_use
    from tfstyle.data.sources import EncodedSource

    features = builder.info.features
    names = [n for n, f in features.items() if isinstance(f, tfds.features.Image)]
    if not names:
        raise DataError(f"{builder.info.full_name} has no image among {', '.join(features)}.")
    key = "image" if "image" in names else names[0]
    decoders = tfds.decode.PartialDecoding(
        {key: True}, decoders={key: tfds.decode.SkipDecoding()}
    )
    # One file after the other, so that the order is the same everywhere.
    dataset = builder.as_dataset(
        split=part,
        decoders=decoders,
        shuffle_files=False,
        read_config=tfds.ReadConfig(interleave_cycle_length=1),
    )
    encoded, room = [], memory_to_use()
    for example in dataset.as_numpy_iterator():
        encoded.append(example[key])
        room -= len(example[key])
        if room < 0:
            raise DataError(
                f"{builder.info.full_name} ({part}) does not fit into the memory after "
                f"{len(encoded)} pictures. Write it into a folder and use layout 'images'."
            )
    return EncodedSource(encoded, channels, f"{builder.info.full_name} {part}")
