"""The image pool: its three phases, inside a graph, and as a state that can be saved."""

import numpy as np
import tensorflow as tf

from tfstyle.training import ImagePool


def numbered(n):
    """Return one 2x2 picture whose every pixel is `n`."""
    return tf.fill((1, 2, 2, 1), float(n))


def shown_by(pool, numbers):
    """Show numbered pictures one by one, inside a `tf.function`; return what came back."""
    step = tf.function(lambda picture: pool(picture))
    return [int(step(numbered(n))[0, 0, 0, 0]) for n in numbers]


def test_an_empty_pool_returns_what_it_is_given_and_keeps_it():
    pool = ImagePool(size=5)
    assert shown_by(pool, range(1, 6)) == [1, 2, 3, 4, 5]
    assert sorted(pool.pictures.numpy()[:, 0, 0, 0]) == [1, 2, 3, 4, 5]
    assert int(pool.count) == 5


def test_a_full_pool_swaps_half_the_time_and_never_shows_a_picture_twice():
    pool = ImagePool(size=20)
    numbers = list(range(1, 1021))
    shown = shown_by(pool, numbers)[20:]
    new = numbers[20:]
    swapped = [s for s, n in zip(shown, new, strict=True) if s != n]
    assert 0.44 < len(swapped) / len(new) < 0.56
    # A picture leaves the pool when it is shown: nothing comes back a second time.
    assert len(set(swapped)) == len(swapped)
    # Every place is used.
    assert len(set(range(1, 21)) & set(swapped)) == 20


def test_size_zero_is_the_identity():
    assert shown_by(ImagePool(size=0), [1, 2, 3]) == [1, 2, 3]


def test_the_state_is_the_weights_so_a_restored_pool_goes_on_alike():
    first, second = ImagePool(size=4), ImagePool(size=4)
    shown_by(first, range(1, 30))
    second.build((1, 2, 2, 1))
    second.set_weights(first.get_weights())
    assert shown_by(first, range(30, 60)) == shown_by(second, range(30, 60))


def test_a_batch_meets_the_pool_picture_by_picture():
    one, many = ImagePool(size=3), ImagePool(size=3)
    batches = np.arange(1, 25, dtype="float32").reshape(6, 4, 1, 1, 1)
    alone = [float(one(picture[None])[0, 0, 0, 0]) for batch in batches for picture in batch]
    together = np.concatenate([many(batch).numpy().ravel() for batch in batches])
    np.testing.assert_array_equal(alone, together)


def test_two_seeds_decide_differently():
    pools = [ImagePool(size=4, seed=seed) for seed in (1, 2)]
    numbers = range(1, 60)
    assert shown_by(pools[0], numbers) != shown_by(pools[1], numbers)
