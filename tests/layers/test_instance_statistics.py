"""Statistics that tiles share: taken, corrected, used, and forgotten outside the blocks."""

import numpy as np
import pytest

from tests.networks.helpers import pictures, randomize
from tfstyle.layers import ConditionalInstanceNormalization, InstanceNormalization
from tfstyle.layers.instance_statistics import active, collect, instance_moments, refine, use
from tfstyle.layers.tensorflow_kernels import plain_operations
from tfstyle.models.shared.inference_mode import inference_function
from tfstyle.networks import ResNetGenerator, UNetGenerator


def normalized(x):
    return (x - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)) + 1e-5)


@pytest.mark.parametrize("plain", [False, True])
def test_a_batch_is_normalized_together_then_others_by_what_was_kept(plain):
    import contextlib

    layer = InstanceNormalization(center=False, scale=False)
    x, other = 3 * pictures(3, 8, 6, 4) + 1, pictures(1, 5, 5, 4)
    alone = np.asarray(layer(other))
    with plain_operations() if plain else contextlib.nullcontext():
        with collect() as statistics:
            np.testing.assert_allclose(layer(x), normalized(x), atol=1e-4)
        with use(statistics):
            expected = (other - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)) + 1e-5)
            np.testing.assert_allclose(layer(other), expected, atol=1e-4)
    assert not active()
    np.testing.assert_array_equal(layer(other), alone)


def test_conditional_instance_norm_takes_part():
    layer, styles = ConditionalInstanceNormalization(2), np.array([[1.0, 0.0]] * 2, "float32")
    x = 3 * pictures(2, 8, 6, 4) + 1
    with collect():
        np.testing.assert_allclose(layer([x, styles]), normalized(x), atol=1e-4)


def test_margins_do_not_count():
    x = pictures(2, 8, 8, 1)
    x[0, :2], x[1, :, 6:] = 50, -50
    with collect([(0.25, 1, 0, 1), (0, 1, 0, 0.75)]):
        mean, variance = (np.asarray(m).item() for m in instance_moments(x, "layer"))
    cores = np.concatenate([x[0, 2:].ravel(), x[1, :, :6].ravel()])
    assert abs(mean - cores.mean()) < 1e-6 and abs(variance - cores.var()) < 1e-6


def test_a_layer_called_twice_keeps_both():
    with collect() as statistics:
        instance_moments(np.full((1, 2, 2, 1), 1.0, "float32"), "layer")
        instance_moments(np.full((1, 2, 2, 1), 5.0, "float32"), "layer")
    for _ in range(2):
        with use(statistics):
            means = [np.asarray(instance_moments(pictures(1, 2, 2, 1), "layer")[0]) for _ in "ab"]
        assert [mean.item() for mean in means] == [1, 5]


def test_an_error_inside_leaves_no_trace():
    with pytest.raises(KeyError), use({}):
        instance_moments(pictures(1, 2, 2, 1), "unknown")
    assert not active()


def test_sweeps_correct_a_wrong_sample_layer_by_layer():
    """A sample of the dark half alone; taking over what a sweep measures would diverge."""
    network = randomize(ResNetGenerator(filters=4, num_blocks=2))
    x = pictures(1, 32, 64, 3) * np.linspace(0.1, 1, 64, dtype="float32")[:, None]
    whole, corrections, errors = np.asarray(network(x)), None, []
    for _ in range(5):
        with collect(corrections=corrections) as statistics:
            network(x[:, :, :32])
        with refine(statistics) as sweep:
            out = np.asarray(network(x))
        corrections = sweep.corrections()
        errors.append(np.abs(out - whole).mean())
    assert errors[0] > 0.02 and errors[1] < 0.6 * errors[0] and errors[-1] < 0.02 * errors[0]
    assert sweep.error() < 0.01


def test_a_sweep_adds_up_what_passes_in_parts():
    x = pictures(1, 8, 12, 2) + np.arange(12, dtype="float32")[:, None]
    with collect() as statistics:
        instance_moments(x[:, :, :4], "layer")
    with refine(statistics) as sweep:
        sweep.cores, sweep.weight = [(0, 1, 0, 0.8)], 4
        instance_moments(x[:, :, :5], "layer")
    with refine(statistics) as sweep:
        for part in (slice(0, 4), slice(4, 12)):
            sweep.weight = x[:, :, part].shape[2]
            instance_moments(x[:, :, part], "layer")
    with collect(corrections=sweep.corrections()) as statistics:
        mean, variance = instance_moments(x[:, :, :4], "layer")
    np.testing.assert_allclose(np.ravel(mean), x.mean((0, 1, 2)), rtol=1e-4)
    np.testing.assert_allclose(np.ravel(variance), x.var((0, 1, 2)), rtol=1e-3)


def test_batch_norm_by_batch_statistics_takes_part_and_is_restored():
    network = randomize(UNetGenerator(filters=4, num_downs=3))
    x, part = pictures(1, 32, 32, 3), pictures(1, 16, 16, 3, seed=4)
    translate = inference_function(network, "batch_statistics")
    whole, alone = np.asarray(translate(x)), np.asarray(translate(part))
    with collect() as statistics:
        np.testing.assert_allclose(translate(x), whole, atol=1e-4)
    with use(statistics):
        np.testing.assert_allclose(translate(x), whole, atol=1e-4)
        assert np.abs(np.asarray(translate(part)) - alone).max() > 1e-2
    np.testing.assert_array_equal(translate(part), alone)
    np.testing.assert_array_equal(translate(x), whole)
