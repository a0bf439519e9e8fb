"""One whole update against PyTorch: same weights in, same losses and same weights out."""

import keras
import numpy as np
import pytest

from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle.models import CycleGAN, Pix2Pix
from tfstyle.networks import PatchDiscriminator, ResNetGenerator, UNetGenerator

torch = need("torch")
pytestmark = pytest.mark.reference

RATE = 0.01


def twins(model, torch_model, names):
    from tests.networks.torch_reference import copy_weights

    with torch.no_grad():
        for ours, theirs in names.items():
            copy_weights(model.networks[ours], getattr(torch_model, theirs))
    return model, torch_model


def assert_same_after_a_step(model, torch_model, names, a, b):
    """Run one step on both sides and compare how far it moved every weight of every network.

    With plain gradient descent the way is the gradient itself, times the rate: a wrong term, a
    missing half or another order of the updates shows.
    """
    before = {name: [w.numpy() for w in model.networks[name].trainable_weights] for name in names}
    logs = model.train_step((a, b))
    torch_model.train_step(*(torch.from_numpy(x.transpose(0, 3, 1, 2).copy()) for x in (a, b)))
    for ours, theirs in names.items():
        network, module = model.networks[ours], getattr(torch_model, theirs)
        state = module.state_dict()
        for weight, old in zip(network.trainable_weights, before[ours], strict=True):
            layer, kind = weight.path.split("/")[-2:]
            name = {"kernel": "weight", "gamma": "weight", "beta": "bias"}.get(kind, kind)
            expected = state[f"parts.{layer}.{name}"].numpy()
            if kind == "kernel":
                expected = expected.transpose(2, 3, 1, 0)
            moved, expected = weight.numpy() - old, expected - old
            # float32 cannot tell the way of a large weight better than to its last digits.
            rounding = 1e-6 * max(1.0, np.abs(old).max())
            np.testing.assert_allclose(
                moved, expected, atol=2e-2 * np.abs(expected).max() + rounding, rtol=0,
                err_msg=weight.path,
            )
    return {key: float(value) for key, value in logs.items()}


def descent(torch_model):
    """Give the PyTorch model gradient descent, and return the same for Keras' `compile`."""
    torch_model.optimizers = [
        torch.optim.SGD(optimizer.param_groups[0]["params"], lr=RATE)
        for optimizer in torch_model.optimizers
    ]
    return [keras.optimizers.SGD(RATE), keras.optimizers.SGD(RATE)]


def test_pix2pix_step():
    from tests.benchmarks.torch_training import TorchPix2Pix

    model = Pix2Pix(
        UNetGenerator(filters=4, num_downs=8, dropout=0.0),
        PatchDiscriminator(filters=4, in_channels=6, normalization="batch"),
    )
    names = {"generator": "generator", "discriminator": "discriminator"}
    model, peer = twins(model, TorchPix2Pix(4, channels_last=False), names)
    model.compile(*descent(peer))
    a, b = pictures(1, 256, 256, 3), pictures(1, 256, 256, 3, seed=2)
    logs = assert_same_after_a_step(model, peer, names, a, b)
    assert logs["generator/loss"] == pytest.approx(
        logs["generator/adversarial"] + logs["generator/l1"], rel=1e-6
    )
    assert logs["discriminator/loss"] == pytest.approx(
        0.5 * (logs["discriminator/real"] + logs["discriminator/fake"]), rel=1e-6
    )


def test_cyclegan_step():
    """Also guards that each generator gets the gradients of *both* cycles."""
    from tests.benchmarks.torch_training import TorchCycleGAN

    model = CycleGAN(
        ResNetGenerator(filters=4), ResNetGenerator(filters=4),
        PatchDiscriminator(filters=4), PatchDiscriminator(filters=4),
    )
    names = {
        "generator_ab": "ab", "generator_ba": "ba",
        "discriminator_a": "a", "discriminator_b": "b",
    }
    model, peer = twins(model, TorchCycleGAN(4, channels_last=False), names)
    model.compile(*descent(peer))
    assert_same_after_a_step(
        model, peer, names, pictures(1, 64, 64, 3), pictures(1, 64, 64, 3, seed=2)
    )
