"""PatchNCE against the published code's computation in PyTorch, and its closed forms."""

import keras
import numpy as np
import pytest
from keras import ops

from tests.optional import need
from tfstyle.losses import patch_nce_loss
from tfstyle.networks import PatchProjector
from tfstyle.training import record


def unit(*shape, seed):
    x = np.random.default_rng(seed).normal(size=shape).astype("float32")
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


@pytest.mark.reference
def test_the_same_as_in_pytorch():
    """Positives first, the picture's own negatives beside them, -10 on the diagonal."""
    torch = need("torch")
    queries, keys = unit(3, 64, 16, seed=1), unit(3, 64, 16, seed=2)
    q, k = torch.tensor(queries, requires_grad=True), torch.tensor(keys)
    positive = (q * k).sum(-1, keepdim=True)
    negative = torch.bmm(q, k.transpose(2, 1))
    negative = negative.masked_fill(torch.eye(64, dtype=torch.bool)[None], -10.0)
    logits = (torch.cat((positive, negative), dim=2) / 0.07).flatten(0, 1)
    expected = torch.nn.functional.cross_entropy(logits, torch.zeros(192, dtype=torch.long))
    assert float(patch_nce_loss(queries, keys)) == pytest.approx(expected.item(), abs=1e-5)

    expected.backward()
    variable = keras.Variable(queries)
    with record([variable]) as tape:
        loss = patch_nce_loss(variable, keys)
    gradient = ops.convert_to_numpy(tape.gradient(loss)[0])
    np.testing.assert_allclose(gradient, q.grad.numpy(), atol=1e-6)


def test_features_that_tell_nothing_cost_log_n():
    same = np.ones((2, 32, 4), "float32") / 2
    assert float(patch_nce_loss(same, same)) == pytest.approx(np.log(32), rel=1e-5)


def test_negatives_come_from_the_same_picture_only():
    keys = unit(2, 8, 4, seed=3)
    one_by_one = [float(patch_nce_loss(keys[i : i + 1], keys[i : i + 1])) for i in range(2)]
    assert float(patch_nce_loss(keys, keys)) == pytest.approx(np.mean(one_by_one), abs=1e-6)


def test_keys_get_no_gradient():
    keys = keras.Variable(unit(1, 8, 4, seed=4))
    queries = keras.Variable(unit(1, 8, 4, seed=5))
    with record([queries, keys]) as tape:
        loss = patch_nce_loss(queries, keys)
    to_queries, to_keys = tape.gradient(loss)
    assert to_keys is None and np.abs(ops.convert_to_numpy(to_queries)).max() > 0


@pytest.mark.reference
def test_the_projector_is_the_published_perceptron():
    torch = need("torch")
    projector = PatchProjector((3, 8), width=16)
    patches = [np.random.default_rng(c).normal(size=(2, 5, c)).astype("float32") for c in (3, 8)]
    for index, (x, ours) in enumerate(zip(patches, projector(patches), strict=True)):
        y = torch.from_numpy(x)
        for step in range(2):
            kernel, bias = projector.get_layer(f"layer{index}_dense{step}").get_weights()
            y = y @ torch.from_numpy(kernel) + torch.from_numpy(bias)
            y = torch.relu(y) if step == 0 else y
        y = y / (y.norm(dim=-1, keepdim=True) + 1e-7)
        np.testing.assert_allclose(ours, y.numpy(), atol=1e-5)
    again = PatchProjector.from_config(projector.get_config())
    assert [w.path for w in again.weights] == [w.path for w in projector.weights]
    with pytest.raises(ValueError, match="channels, a list of 1 to 64"):
        PatchProjector(())
