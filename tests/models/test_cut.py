"""CUT: what the contrastive loss sees, and which of its parts run."""

import keras
import numpy as np
import pytest
from keras import ops

from tests.networks.helpers import pictures
from tfstyle.models import CUT
from tfstyle.models.cut.patches import gather_patches
from tfstyle.networks import PatchDiscriminator, PatchProjector, ResNetGenerator, UNetGenerator

SIZE = 16


def make(method=CUT, **options):
    keras.utils.set_random_seed(0)
    return method(
        ResNetGenerator(filters=4, num_blocks=1, upsampling="antialiased"),
        PatchDiscriminator(filters=4, num_layers=1),
        **options,
    )


def pair():
    return pictures(1, SIZE, SIZE, 3), pictures(1, SIZE, SIZE, 3, seed=2)


def step(model, data=None):
    return {key: float(value) for key, value in model.train_step(data or pair()).items()}


def test_a_single_layer_may_be_compared():
    model = make(nce_layers=["down1_conv"])
    model.compile()
    assert 0 < step(model)["nce/a"] < np.inf


def test_the_layers_are_the_papers():
    generator = ResNetGenerator(filters=2, num_blocks=9, upsampling="antialiased")
    model = CUT(generator, PatchDiscriminator(filters=2))
    shapes = [tuple(x.shape[1:]) for x in model._taps(pictures(1, 32, 32, 3))]
    # 0: the padded picture; 4 and 8: the halvings' convolutions, which keep the size; 12 and 16.
    assert shapes == [(38, 38, 3), (32, 32, 4), (16, 16, 8), (8, 8, 8), (8, 8, 8)]
    assert model.nce_layers[-2:] == ("block0_add", "block4_add")
    assert model.projector.channels == (3, 4, 8, 8, 8) and model.projector.width == 256


def test_fastcut_has_the_published_settings():
    config = make(CUT.fast).get_config()
    assert (config["nce"], config["identity_nce"], config["flip_equivariance"]) == (10, False, True)
    config = make().get_config()
    assert (config["nce"], config["identity_nce"], config["flip_equivariance"]) == (1, True, False)
    assert (config["temperature"], config["num_patches"]) == (0.07, 256)


def test_the_loss_written_out():
    """NCE(a, G(a)) / 2 + NCE(b, G(b)) / 2 with every place, so that nothing is drawn."""
    model = make(num_patches=10_000)
    model.compile(*(keras.optimizers.SGD(0.0) for _ in range(2)))
    a, b = pair()
    expected = {}
    for name, x in (("nce/a", a), ("nce/b", b)):
        losses = []
        taps = zip(model._taps(x), model._taps(model.generator(x)), strict=True)
        both = [[ops.reshape(f, (1, -1, f.shape[-1])) for f in pair] for pair in taps]
        keys, queries = (model.projector([p[i] for p in both]) for i in (0, 1))
        for key, query in zip(keys, queries, strict=True):
            logits = np.matmul(query, np.transpose(key, (0, 2, 1)))[0].astype("float64") / 0.07
            losses.append(np.mean(np.log(np.exp(logits).sum(1)) - np.diag(logits)))
        expected[name] = 0.5 * np.mean(losses)
    logs = step(model)
    for name, value in expected.items():
        assert logs[name] == pytest.approx(value, rel=1e-4)
    assert logs["generator/loss"] == pytest.approx(
        logs["generator/adversarial"] + logs["nce/a"] + logs["nce/b"], rel=1e-5
    )


def test_queries_and_keys_are_taken_at_the_same_places():
    """A generator that returns its input is recognized perfectly well wherever one looks."""
    model = make(num_patches=6, identity_nce=False)
    x = pictures(1, SIZE, SIZE, 3)
    keys, places = model._keys(x)
    assert all(len(set(np.asarray(p).tolist())) == 6 for p in places), "places are different"
    queries = model.projector(
        [gather_patches(f, p) for f, p in zip(model._taps(x), places, strict=True)]
    )
    for key, query in zip(keys, queries, strict=True):
        np.testing.assert_allclose(key, query, atol=1e-6)
    _, others = model._keys(x)
    assert any(np.any(np.asarray(a) != np.asarray(b)) for a, b in zip(places, others, strict=True))


def test_patch_positions_go_on_where_a_checkpoint_left_them():
    first, second = make(num_patches=6), make(num_patches=6)
    for _ in range(3):
        first._keys(pictures(1, SIZE, SIZE, 3))
    names = [v.path for v in first.variables if "seed" in v.path]
    assert names, "the state of the random numbers is a variable of the model"
    for new, old in zip(second.variables, first.variables, strict=True):
        new.assign(old)
    x = pictures(1, SIZE, SIZE, 3)
    for a, b in zip(first._keys(x)[1], second._keys(x)[1], strict=True):
        np.testing.assert_array_equal(a, b)


def test_flip_equivariance_mirrors_input_and_features(monkeypatch):
    model = make(CUT.fast, num_patches=64)
    model.compile(*(keras.optimizers.SGD(0.0) for _ in range(2)))
    seen = []
    original = model.generator.call
    monkeypatch.setattr(
        model.generator, "call", lambda x, **k: seen.append(np.asarray(x)) or original(x, **k)
    )
    a, b = pair()
    for _ in range(8):
        step(model, (a, b))
    mirrored = [np.array_equal(x, a[:, :, ::-1]) for x in seen]
    plain = [np.array_equal(x, a) for x in seen]
    assert any(mirrored) and any(plain) and all(np.logical_xor(mirrored, plain))

    # Features of a mirrored picture, mirrored back, are compared with the picture's own.
    keys, places = model._keys(a)
    right = float(model._nce(ops.convert_to_tensor(a[:, :, ::-1]), keys, places, ops.array(True)))
    wrong = float(model._nce(ops.convert_to_tensor(a[:, :, ::-1]), keys, places, ops.array(False)))
    assert right < wrong


def test_parts_of_weight_zero_are_not_computed(monkeypatch):
    model = make(nce=0.0)
    model.compile()
    monkeypatch.setattr(model, "_taps", None)  # any look at features would fail
    assert set(step(model)) >= {"generator/adversarial"} and "nce/a" not in step(model)

    model = make(CUT.fast)
    model.compile()
    assert "nce/b" not in step(model)


def test_errors_name_the_argument():
    with pytest.raises(ValueError, match=r"no layer 'blok0_add'\. Did you mean 'block0_add'"):
        make(nce_layers=["blok0_add"])
    with pytest.raises(ValueError, match="nce_layers must be given for a UNetGenerator"):
        CUT(UNetGenerator(filters=2, num_downs=3), PatchDiscriminator(filters=2))
    with pytest.raises(ValueError, match=r"have \(3, 8, 16, 16\) channels.*\(3,\)"):
        make(projector=PatchProjector((3,)))
    with pytest.raises(ValueError, match="temperature=0"):
        make(temperature=0)


def test_another_generator_trains_with_named_layers():
    model = CUT(
        UNetGenerator(filters=2, num_downs=3),
        PatchDiscriminator(filters=2, num_layers=1),
        nce_layers=["down0_conv", "down1_conv"],
    )
    model.compile()
    assert np.isfinite(step(model)["nce/a"])
