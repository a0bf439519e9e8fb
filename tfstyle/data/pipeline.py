"""From pictures to the batches of a training: what step k sees depends on the seed and k alone.

Example number n = step * batch_size + i belongs to epoch n // N of its N pictures. The order of
an epoch is a permutation drawn from (seed, epoch); crop, flip and damage are drawn from (seed, n).
Nothing is carried from step to step, so a run that starts at step k needs no replay.

All of it are TensorFlow operations. Python inside (`numpy_function`, `from_generator`) can hang a
process for good: an iterator is destroyed with the interpreter's lock held, and waits for its
threads, which wait for that lock.
"""

from collections.abc import Callable, Sequence

import tensorflow as tf

from tfstyle.data.pictures import Pictures

# What is drawn; part of the key, so that one draw tells nothing of another.
_ORDER, _CROP, _DAMAGE = range(3)


def make_batches(
    sets: Sequence[Pictures], *, crops: Sequence[int], flip: bool, batch_size: int, seed: int,
    start_step: int = 0, damaged: int | None = None, damage: Callable | None = None,
    labels=None, members: int = 1, member: Callable | None = None,
) -> tf.data.Dataset:  # fmt: skip
    """Return the batches from `start_step` on, without end.

    Batches are global: under `tf.distribute`, `fit` splits each of them over the replicas.

    Args:
        sets: one `Pictures`, or two whose pictures are drawn independently.
        crops: pixels of a side to cut out of the pictures of each set.
        flip: mirror every second picture.
        batch_size: of the global batch.
        seed: of everything random.
        start_step: the first step.
        damaged: which picture of an item to damage, if any.
        damage: of a picture and a seed of two numbers, e.g. `damage.damage`.
        labels: int32 (N,), the class of each picture of a single set; batches then end with them.
        members: examples in a row that are made of one and the same cut.
        member: of the cut pictures, a seed of two numbers and the place in such a row, the example,
            e.g. `series.member`: a picture and what is known of it.

    Returns:
        Tuples (a single tensor if there is one) of float32 (B, crop, crop, C) in [-1, 1], the
        labels int32 (B,); of series what `member` gives, the picture in [-1, 1].
    """
    first = start_step * batch_size
    readers = [_reader(pictures, crop) for pictures, crop in zip(sets, crops, strict=True)]
    numbers = tf.data.Dataset.counter(first, dtype=tf.int64)
    orders = [
        _order(len(pictures), first, _key(seed, _ORDER, side), members)
        for side, pictures in enumerate(sets)
    ]

    def example(number, *indices):
        number, place = number // members, number % members
        out = []
        for side, (index, read) in enumerate(zip(indices, readers, strict=True)):
            draw = tf.random.stateless_uniform(
                [3], [_key(seed, _CROP, side), number], minval=0, maxval=2**30, dtype=tf.int32,
                alg="philox",
            )  # fmt: skip
            # A pair is one item: both its pictures get the same window and the same flip.
            for picture in read(index, draw):
                if flip:
                    mirrored = draw[2] % 2 == 1
                    picture = tf.cond(mirrored, lambda p=picture: p[:, ::-1], lambda p=picture: p)
                out.append(picture)
        if damaged is not None:
            out[damaged] = damage(out[damaged], [_key(seed, _DAMAGE), number])
        known = ()
        if member is not None:
            picture, *known = member(out, [_key(seed, _DAMAGE), number], place)
            out = [picture]
        # `images.to_float`, in TensorFlow's words.
        out = [tf.cast(picture, tf.float32) / 127.5 - 1 for picture in out]
        if labels is not None:
            out.append(tf.gather(labels, indices[0]))
        out += known
        return tuple(out) if len(out) > 1 else out[0]

    dataset = tf.data.Dataset.zip((numbers, *orders))
    dataset = dataset.map(example, num_parallel_calls=2, deterministic=True)
    # A plain `batch`: tf.distribute looks for it to find what to split.
    dataset = dataset.batch(batch_size, drop_remainder=True).prefetch(4)
    options = tf.data.Options()
    options.deterministic = True
    # Workers share the examples; there are no files to share.
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return dataset.with_options(options)


def _key(seed: int, what: int, side: int = 0) -> int:
    return (seed * 3 + what) * 2 + side


def _order(count: int, first: int, key: int, members: int = 1) -> tf.data.Dataset:
    """Return the index of the picture of each example, from number `first` on.

    Each stands for `members` examples in a row.
    """
    first //= members

    def epoch(number):
        shuffled = tf.random.experimental.stateless_shuffle(
            tf.range(count, dtype=tf.int64), [key, number], alg="philox"
        )
        return tf.data.Dataset.from_tensor_slices(shuffled)

    epochs = tf.data.Dataset.counter(first // count, dtype=tf.int64)
    order = epochs.flat_map(epoch).skip(first % count)
    if members > 1:
        order = order.flat_map(lambda index: tf.data.Dataset.from_tensors(index).repeat(members))
    return order.apply(tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY))


def _reader(pictures: Pictures, crop: int):
    """Return a function from index and two draws to the crops of an item, uint8 (crop, crop, C)."""
    if pictures.kept is None:
        return _from_disk(pictures, crop)
    return _from_memory(pictures, crop) if pictures.size else _from_rows(pictures, crop)


def _corner(draw, height, width, crop):
    """Return where a crop begins in a picture of this size, for two large random numbers."""
    return draw[0] % (height - crop + 1), draw[1] % (width - crop + 1)


def _from_memory(pictures, crop):
    """Read pictures that all have one size."""
    # Captured by reference; the pictures do not become part of the graph.
    with tf.device("CPU:0"):
        kept = [tf.constant(array) for array in pictures.kept]

    def read(index, draw):
        begin = tf.stack([tf.cast(index, tf.int32), *_corner(draw, *pictures.size, crop), 0])
        return [tf.slice(array, begin, [1, crop, crop, array.shape[-1]])[0] for array in kept]

    return read


def _from_rows(pictures, crop):
    """Read pictures of many sizes, which lie one after the other."""
    with tf.device("CPU:0"):
        kept = [tf.constant(array) for array in pictures.kept]
        sizes = tf.constant(pictures.sizes, tf.int32)
        starts = tf.constant(pictures.starts, tf.int64)

    def read(index, draw):
        height, width = tf.unstack(sizes[index])
        top, left = _corner(draw, height, width, crop)
        first = starts[index] + tf.cast(top * width, tf.int64)
        crops = []
        for array, count in zip(kept, pictures.channels, strict=True):
            # Only the rows of the crop are touched.
            rows = tf.slice(array, [first * count], [crop * width * count])
            rows = tf.reshape(rows, [crop, width, count])
            crops.append(tf.slice(rows, [0, left, 0], [crop, crop, count]))
        return crops

    return read


def _from_disk(pictures, crop):
    """Read pictures of any size from PNG files."""
    with tf.device("CPU:0"):
        files = tf.constant(pictures.files)
        sizes = tf.constant(pictures.sizes, tf.int32)

    def read(index, draw):
        top, left = _corner(draw, *tf.unstack(sizes[index]), crop)
        crops = []
        for place, count in enumerate(pictures.channels):
            picture = tf.io.decode_png(tf.io.read_file(files[index, place]), channels=count)
            crops.append(tf.slice(picture, [top, left, 0], [crop, crop, count]))
        return crops

    return read
