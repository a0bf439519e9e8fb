"""The history of generated pictures shown to a discriminator (Shrivastava et al. 2017)."""

import keras
from keras import ops

from tfstyle.errors import DataError

# The "minimal standard" generator of Park and Miller (1988), multiplier of 1993. A state of one
# whole number can be saved, restored and mirrored, and gives every backend the same decisions.
_MULTIPLIER, _MODULUS = 48271, 2**31 - 1


@keras.saving.register_keras_serializable("tfstyle")
class ImagePool(keras.layers.Layer):
    """Returns, half the time, an earlier picture instead of the one it was given.

    Until `size` pictures are kept, each is kept and returned. After that, with probability 1/2 a
    random kept picture is returned and the new one takes its place; otherwise the new one is
    returned and not kept. The pictures, their count and the random state are variables: they
    live inside the graph, and a checkpoint holds them.

    Under `tf.distribute` every replica sees the pictures of all and keeps the same pool, so that
    a global batch meets the same history on one replica and on many.

    Args:
        size: pictures kept; 50 in CycleGAN, 0 returns its input.
        seed: of the random decisions.

    Input and output: (B, H, W, C), any range. B may differ from batch to batch and need not be
    known while a graph is traced; H, W and C are those of the first batch, or of `build`.

    Raises:
        DataError: pictures of another size, or of one that is not known when the pool must be
            built.

    Example:
        >>> import numpy as np
        >>> pool = ImagePool(size=2)
        >>> pool(np.ones((1, 4, 4, 3), "float32")).shape
        TensorShape([1, 4, 4, 3])
    """

    def __init__(self, size=50, seed=0, **kwargs):
        super().__init__(trainable=False, dtype="float32", **kwargs)
        if size < 0:
            raise ValueError(f"size must be 0 or more. Received: {size}")
        self.size = size
        self.seed = seed

    def build(self, input_shape):
        """Create room for `size` pictures of `input_shape` (B, H, W, C)."""
        if not self.size:
            return
        if None in tuple(input_shape)[1:]:
            raise DataError(
                "The image pool keeps pictures of one size, which these data do not tell: their "
                f"shape is {tuple(input_shape)}. Say it: compile(..., image_shape=(B, H, W, C)). "
                "Or use pool_size=0."
            )
        state = {"trainable": False, "aggregation": "only_first_replica"}
        shape = (self.size, *input_shape[1:])
        self.pictures = self.add_weight(shape=shape, initializer="zeros", name="pictures", **state)
        self.count = self.add_weight(
            shape=(), initializer="zeros", dtype="int32", name="count", **state
        )
        start = keras.initializers.Constant((self.seed * 7919 + 1) % _MODULUS or 1)
        self.random_state = self.add_weight(
            shape=(), initializer=start, dtype="int64", name="random_state", **state
        )

    def call(self, pictures):
        """Show the pool a batch and get one of the same shape back."""
        if not self.size:
            return pictures
        pictures = ops.stop_gradient(ops.cast(pictures, "float32"))
        room = tuple(self.pictures.shape[1:])
        if any(side not in (None, own) for side, own in zip(pictures.shape[1:], room, strict=True)):
            raise DataError(
                f"The image pool keeps pictures of shape {room} and was shown some of shape "
                f"{tuple(pictures.shape[1:])}. Train on pictures of one size, or with pool_size=0."
            )
        everyone, mine = _all_replicas(pictures)
        count = everyone.shape[0]
        if count is None:
            return mine(self._show_each(everyone))
        return mine(ops.concatenate([self._query(p) for p in ops.split(everyone, count)]))

    def _query(self, picture):  # (1, H, W, C)
        count, state = ops.convert_to_tensor(self.count), ops.convert_to_tensor(self.random_state)
        slot, keep, swap, count, state = self._decide(count, state)
        old = ops.take(self.pictures, slot, axis=0)[None]
        _write(self.pictures, slot, ops.where(keep, picture, old))
        self.count.assign(count)
        self.random_state.assign(state)
        return ops.where(swap, old, picture)

    def _decide(self, count, state):
        """Return the place of the next picture, whether it is kept and an old one shown.

        And the count and the random state after it.
        """
        state, fair = _draw(state)
        state, place = _draw(state)
        full = count >= self.size
        swap = ops.logical_and(full, fair < 0.5)
        random_place = ops.cast(ops.floor(place * self.size), "int32")
        slot = ops.where(full, random_place, count)
        keep = ops.logical_or(ops.logical_not(full), swap)
        return slot, keep, swap, ops.minimum(count + 1, self.size), state

    def _show_each(self, pictures):
        """Show a batch whose size the graph learns late: TensorFlow's loop over its pictures.

        No variable of several replicas may be written inside a loop, so the loop hands the pool's
        content on, and it is written once.
        """
        import tensorflow as tf

        def show(picture, shown, kept, count, state, index):
            slot, keep, swap, count, state = self._decide(count, state)
            old = kept[slot]
            new = tf.where(keep, picture, old)[None]
            kept = tf.tensor_scatter_nd_update(kept, slot[None, None], new)
            return shown.write(index, tf.where(swap, old, picture)), kept, count, state, index + 1

        total = tf.shape(pictures)[0]
        shown = tf.TensorArray("float32", total, element_shape=self.pictures.shape[1:])
        start = (shown, *map(ops.convert_to_tensor, (self.pictures, self.count, self.random_state)))
        shown, kept, count, state, _ = tf.while_loop(
            lambda *loop: loop[-1] < total,
            lambda *loop: show(pictures[loop[-1]], *loop),
            (*start, 0),
        )
        self.pictures.assign(kept)
        self.count.assign(count)
        self.random_state.assign(state)
        return shown.stack()

    def get_config(self):
        """Return the constructor's arguments."""
        return {"size": self.size, "seed": self.seed, "name": self.name}


def _draw(state):
    """Return the next random state, and it as a float in (0, 1)."""
    state = ops.mod(state * _MULTIPLIER, _MODULUS)
    return state, ops.cast(state, "float32") / float(_MODULUS)


def _write(pictures, slot, picture):
    """Set `pictures[slot]` in place; copying a pool of 50 would cost 40 MB a step."""
    if keras.config.backend() == "tensorflow":
        import tensorflow as tf

        pictures.value.scatter_update(tf.IndexedSlices(picture, slot[None]))
    else:
        pictures.assign(ops.slice_update(pictures.value, (slot, 0, 0, 0), picture))


def _all_replicas(pictures):
    """Return the pictures of all replicas, and a function that cuts this replica's part out."""
    if keras.config.backend() != "tensorflow":
        return pictures, lambda everyone: everyone
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return pictures, lambda everyone: everyone
    batch = pictures.shape[0]
    everyone = context.all_gather(pictures, axis=0)
    me = context.replica_id_in_sync_group
    if batch is not None:
        everyone = tf.ensure_shape(everyone, (batch * context.num_replicas_in_sync,
                                              *pictures.shape[1:]))
        start = me * batch
        return everyone, lambda shown: shown[start : start + batch]
    # The last batch may leave one replica fewer pictures than another.
    batch = tf.shape(pictures)[0]
    start = tf.reduce_sum(context.all_gather(batch[None], axis=0)[:me])
    return everyone, lambda shown: shown[start : start + batch]
