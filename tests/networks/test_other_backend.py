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

from tests.layers.cases import CASES as LAYERS
from tests.layers.cases import inputs as inputs_of_layer
from tests.layers.cases import make as make_layer
from tests.networks.cases import NETWORKS, inputs, make
from tests.networks.helpers import pictures, randomize
from tfstyle.losses import (
    ADVERSARIAL_LOSSES,
    CycleConsistencyLoss,
    L1Loss,
    L2Loss,
    patch_nce_loss,
)
from tfstyle.training.minimize import ValueAndGradient, minimize

ROOT = Path(__file__).parents[2]
OTHERS = [name for name in ("torch", "jax") if importlib.util.find_spec(name)]


# Judged in training, too: the spectral norm's vector and the batch's statistics take part.
TRAINED = ("PatchDiscriminator", "NoiseDiscriminator")


def results(directory):
    """Return what every network, layer and loss makes of the same numbers."""
    out = {}
    for name in NETWORKS:
        network = make(name)
        network.load_weights(directory / f"{name.replace('/', '_')}.weights.h5")
        given = inputs(network)
        # The training call comes last: it moves statistics.
        for training in (False, True) if name in TRAINED else (False,):
            found = keras.tree.flatten(network(given, training=training))
            out |= {f"{name}/{training}/{place}": one for place, one in enumerate(found)}
    for name in LAYERS:
        layer, given = make_layer(name), inputs_of_layer(name)
        layer(given)
        out[f"layers/{name}"] = randomize(layer)(given)
    x = pictures(2, 32, 48, 3)
    real, fake = ops.convert_to_tensor(3 * x), ops.convert_to_tensor(3 * x[::-1].copy())
    for name, kind in ADVERSARIAL_LOSSES.items():
        on_real, on_fake = kind().discriminator(real, fake)
        out |= {f"{name}/real": on_real, f"{name}/fake": on_fake}
        out[f"{name}/generator"] = kind().generator(fake)
    out["patch_nce"] = patch_nce_loss(real[:, 0] / 9, fake[:, 0] / 9)
    for kind in (L1Loss, L2Loss, CycleConsistencyLoss):
        out[kind.__name__] = kind(1.0)(real, fake)
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
    for name in NETWORKS:
        path = tmp_path / f"{name.replace('/', '_')}.weights.h5"
        randomize(make(name)).save_weights(path)
    expected = results(tmp_path)

    places = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "KERAS_BACKEND": OTHERS[0], "PYTHONPATH": places}
    subprocess.run([sys.executable, __file__, tmp_path], env=environment, check=True, timeout=240)
    other = dict(np.load(tmp_path / "other.npz"))
    assert str(other.pop("backend")) == OTHERS[0] != keras.config.backend()
    assert other.keys() == expected.keys()
    for name, value in expected.items():
        scale = max(1.0, np.abs(value).max())  # features of VGG19 count in hundreds
        np.testing.assert_allclose(
            other[name] / scale, value / scale, rtol=0, atol=1e-4, err_msg=name
        )


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    np.savez(directory / "other.npz", backend=keras.config.backend(), **results(directory))
