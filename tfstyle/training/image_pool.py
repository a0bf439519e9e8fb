"""The history of generated pictures shown to a discriminator (Shrivastava et al. 2017)."""

import keras
from keras import ops

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

    Input and output: (B, H, W, C) with static shape, any range.

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
        everyone, mine = _all_replicas(pictures)
        shown = ops.concatenate([self._query(p) for p in ops.split(everyone, everyone.shape[0])])
        return mine(shown)

    def _query(self, picture):  # (1, H, W, C)
        fair, place = self._draw(), self._draw()
        full = self.count >= self.size
        swap = ops.logical_and(full, fair < 0.5)
        random_place = ops.cast(ops.floor(place * self.size), "int32")
        slot = ops.where(full, random_place, ops.convert_to_tensor(self.count))
        old = ops.take(self.pictures, slot, axis=0)[None]
        keep = ops.logical_or(ops.logical_not(full), swap)
        _write(self.pictures, slot, ops.where(keep, picture, old))
        self.count.assign(ops.minimum(self.count + 1, self.size))
        return ops.where(swap, old, picture)

    def _draw(self):
        """Advance the random state and return it as a float in (0, 1)."""
        state = ops.mod(ops.convert_to_tensor(self.random_state) * _MULTIPLIER, _MODULUS)
        self.random_state.assign(state)
        return ops.cast(state, "float32") / float(_MODULUS)

    def get_config(self):
        """Return the constructor's arguments."""
        return {"size": self.size, "seed": self.seed, "name": self.name}


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
    everyone = tf.ensure_shape(everyone, (batch * context.num_replicas_in_sync,
                                          *pictures.shape[1:]))
    start = context.replica_id_in_sync_group * batch
    return everyone, lambda shown: shown[start : start + batch]
