"""Networks, layers and losses under another Keras backend, with the same weights: 1e-4.

Keras chooses its backend once a process, so the other side runs this file as a script.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from tfstyle.layers import (
    BilinearUpsampling2D,
    BlurDownsampling2D,
    InstanceNormalization,
    LabelEdges,
    NearestUpsampling2D,
    ReflectionPadding2D,
)
from tfstyle.losses import (
    ADVERSARIAL_LOSSES,
    CycleConsistencyLoss,
    L1Loss,
    L2Loss,
    patch_nce_loss,
)
from tfstyle.networks import (
    CrossDomainGenerator,
    MultiScaleGenerator,
    PatchDiscriminator,
    ResNetGenerator,
    RestorationGenerator,
    UNetGenerator,
)
from tfstyle.training.minimize import ValueAndGradient, minimize

ROOT = Path(__file__).parents[2]
OTHERS = [name for name in ("torch", "jax") if importlib.util.find_spec(name)]


def networks():
    return {
        "unet": UNetGenerator(2, num_downs=4, normalization="batch"),
        "resnet": ResNetGenerator(2, num_blocks=1, upsampling="resize"),
        "restoration": RestorationGenerator(2, num_downs=2, num_blocks=1),
        "resnet_transpose": ResNetGenerator(2, num_blocks=1, normalization="batch"),
        "resnet_antialiased": ResNetGenerator(2, num_blocks=1, upsampling="antialiased"),
        "multiscale": MultiScaleGenerator(2, 2, 1, 1, 1, label_edges=True),
        "cross_domain": CrossDomainGenerator(2, num_blocks=1, fusion="adain"),
        "patch": PatchDiscriminator(2, num_layers=2, spectral_normalization=True),
    }


def layers():
    return {
        "instance": InstanceNormalization(gamma_initializer=keras.initializers.Constant(0.7)),
        "padding": ReflectionPadding2D(3),
        "halving": BlurDownsampling2D(),
        "doubling": BilinearUpsampling2D(),
        "edges": LabelEdges(),
        "upsampling": NearestUpsampling2D(3),
    }


def results(directory):
    """Return what every network, layer and loss makes of the pictures in `directory`."""
    x = np.load(directory / "pictures.npy")
    out = {}
    for name, network in networks().items():
        network.load_weights(directory / f"{name}.weights.h5")
        # The training call comes last: it moves statistics and the spectral norm's vector.
        inputs = [x, x[::-1].copy()] if len(network.inputs) == 2 else x
        out[name] = network(inputs, training=False)
        if name == "patch":
            out["patch/training"] = network(x, training=True)
    out |= {name: layer(x) for name, layer in layers().items()}
    real, fake = ops.convert_to_tensor(3 * x), ops.convert_to_tensor(3 * x[::-1].copy())
    for name, make in ADVERSARIAL_LOSSES.items():
        on_real, on_fake = make().discriminator(real, fake)
        out |= {f"{name}/real": on_real, f"{name}/fake": on_fake}
        out[f"{name}/generator"] = make().generator(fake)
    out["patch_nce"] = patch_nce_loss(real[:, 0] / 9, fake[:, 0] / 9)
    for make in (L1Loss, L2Loss, CycleConsistencyLoss):
        out[make.__name__] = make(1.0)(real, fake)
    target = ops.convert_to_tensor(x)
    bowl = ValueAndGradient(
        lambda y: {"bowl": ops.mean((y - target) ** 2 * (1.5 + target))}, x.shape
    )
    for method in ("lbfgs", "adam"):
        found = minimize(bowl, 0 * x, steps=8, method=method)
        out[f"minimize/{method}"] = ops.convert_to_tensor(found)
    return {name: ops.convert_to_numpy(ops.stop_gradient(value)) for name, value in out.items()}


@pytest.mark.reference
@pytest.mark.skipif(not OTHERS, reason="no other backend here: pip install -e '.[reference]'")
def test_same_weights_give_the_same_under_another_backend(tmp_path):
    from .helpers import pictures, randomize

    np.save(tmp_path / "pictures.npy", pictures(2, 32, 48, 3))
    for name, network in networks().items():
        randomize(network).save_weights(tmp_path / f"{name}.weights.h5")
    expected = results(tmp_path)

    environment = {**os.environ, "KERAS_BACKEND": OTHERS[0], "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, __file__, tmp_path], env=environment, check=True, timeout=240)
    other = dict(np.load(tmp_path / "other.npz"))
    assert str(other.pop("backend")) == OTHERS[0] != keras.config.backend()
    assert other.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(other[name], value, rtol=0, atol=1e-4, err_msg=name)


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    np.savez(directory / "other.npz", backend=keras.config.backend(), **results(directory))
