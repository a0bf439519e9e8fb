"""What a Keras user does with any model: data of every kind, evaluation, callbacks, saving."""

import functools
import itertools
import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.models.cases import TRAINED
from tfstyle.errors import DataError, UnsupportedOptionError
from tfstyle.runs.checkpoints import all_variables

COUNT = 3  # pictures: a batch of two, and a part of one


class Prepared:
    """A compiled tiny model and the arrays it learns from."""

    def __init__(self, name):
        self.case = TRAINED[name]
        keras.utils.set_random_seed(0)
        wanted = {"ema": 0.9, "pool_size": 2}
        self.model = self.case.make(
            **{key: value for key, value in wanted.items() if key in self.case.options}
        )
        # Without a graph, whose tracing takes ten times as long as these tests; one fit has one.
        self.model.compile(run_eagerly=True, **self.case.compile())
        batch = self.case.batch()
        arrays = batch if isinstance(batch, tuple) else (batch,)
        self.arrays = tuple(np.concatenate([array] * COUNT)[:COUNT] for array in arrays)

    @property
    def x(self):
        return self.arrays[0]

    @property
    def y(self):
        return self.arrays[1] if len(self.arrays) > 1 else None

    @property
    def held_out(self):
        return self.arrays if len(self.arrays) > 1 else self.x


@functools.cache
def prepare(name):
    return Prepared(name)


@pytest.fixture(scope="module", params=TRAINED)
def prepared(request):
    return prepare(request.param)


# Whose graphs are traced every time: two players, one, and one that paints from noise.
KINDS = ("pix2pix", "fast_style", "noise_gan")


@pytest.fixture(
    params=[
        name if name in KINDS else pytest.param(name, marks=pytest.mark.exhaustive)
        for name in TRAINED
    ]
)
def traced(request):
    return prepare(request.param)


def values(variables):
    return [np.array(variable.value) for variable in variables]


class Sequence(keras.utils.PyDataset):
    """Batches of one and two pictures."""

    def __init__(self, arrays):
        super().__init__()
        self.arrays = arrays

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return tuple(array[index : 2 * index + 1] for array in self.arrays)


def test_any_kind_of_data(prepared):
    model, arrays = prepared.model, prepared.arrays
    tensors = tf.data.Dataset.from_tensors(arrays)
    endless = (part for part in itertools.repeat(arrays))
    for data in (Sequence(arrays), endless, tensors.repeat()):
        history = model.fit(data, steps_per_epoch=2, verbose=0, shuffle=False).history
        assert all(np.isfinite(losses).all() for losses in history.values())


def test_evaluating_changes_nothing_and_is_a_mean_over_pictures(prepared):
    model = prepared.model
    before = values(all_variables(model))
    whole = model.evaluate(*prepared.arrays, batch_size=COUNT, verbose=0, return_dict=True)
    parts = model.evaluate(*prepared.arrays, batch_size=2, verbose=0, return_dict=True)
    listed = model.evaluate(*prepared.arrays, batch_size=2, verbose=0)
    for old, new in zip(before, values(all_variables(model)), strict=True):
        np.testing.assert_array_equal(old, new)
    # All pictures are the same one: whatever the batches, so is the mean.
    if not prepared.case.draws:
        assert parts == pytest.approx(whole, rel=1e-3, abs=1e-5)
    assert dict(zip(model.metrics_names, listed, strict=True)) == pytest.approx(parts, rel=1e-5)
    tested = model.test_on_batch(prepared.x, prepared.y, return_dict=True)
    assert tested == pytest.approx(whole, rel=1e-4, abs=1e-6)


def test_on_batch(prepared):
    model = prepared.model
    before = int(model.optimizer.iterations)
    logs = model.train_on_batch(prepared.x, prepared.y, return_dict=True)
    assert int(model.optimizer.iterations) == before + 1
    assert set(logs) == set(model.test_on_batch(prepared.x, prepared.y, return_dict=True))
    assert all(math.isfinite(value) for value in logs.values())


def test_weights_of_samples_are_refused_at_once(prepared):
    model, weight = prepared.model, np.ones(COUNT)
    held_out = (*prepared.arrays, None)[:2]
    for options in (
        {"sample_weight": weight}, {"class_weight": {0: 1.0}},
        {"validation_data": (*held_out, weight)},
    ):
        with pytest.raises(DataError, match=rf"{next(iter(options)).split('_')[0]}|sample_weight"):
            model.fit(prepared.x, prepared.y, verbose=0, **options)
    for method in (model.evaluate, model.train_on_batch, model.test_on_batch):
        with pytest.raises(DataError, match=r"sample_weight: .* takes none"):
            method(prepared.x, prepared.y, sample_weight=weight)
    if prepared.y is not None:
        weighed = tf.data.Dataset.from_tensors((*held_out, weight))
        with pytest.raises(DataError, match=r"sample_weight: .* takes none"):
            model.fit(weighed, verbose=0, shuffle=False)


WRONG = {
    "unscaled": (lambda x: (x + 1) * 127.5, r"must be in \[-1, 1\].*up to 2\d\d.*x / 127.5 - 1"),
    "bytes": (lambda x: x.astype("uint8"), r"must be float32 in \[-1, 1\]. Received: uint8"),
    "not_batched": (lambda x: x[0], r"must be pictures \(B, H, W, \d\).*dataset.batch"),
    "channels": (lambda x: np.repeat(x[..., :1], 5, axis=-1), r"must have \d channels"),
    "size": (lambda x: x[:, :7], r"pixels"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_pictures_it_cannot_learn_from_are_told(prepared, kind):
    change, told = WRONG[kind]
    model, x = prepared.model, change(prepared.x)
    with pytest.raises(DataError, match=told):
        model.train_on_batch(x, prepared.y)
    loose = tf.data.Dataset.from_tensors((x, *prepared.arrays[1:]))
    with pytest.raises(DataError, match=told):
        model.fit(loose, verbose=0, shuffle=False)


@pytest.mark.parametrize("kind", WRONG)
def test_pictures_it_cannot_paint_from_are_told(prepared, kind):
    change, told = WRONG[kind]
    model, x = prepared.model, change(prepared.x)
    if not prepared.case.can.translates:
        return  # it paints from latent vectors
    for predict in (model.predict, model.predict_on_batch):
        with pytest.raises(DataError, match=told):
            predict(x)
    with pytest.raises(DataError, match=told):
        model.predict(tf.data.Dataset.from_tensors(x), verbose=0)


def test_values_are_looked_at_where_a_graph_cannot(traced):
    model = traced.case.make()
    model.compile(jit_compile=True, **traced.case.compile())
    unscaled = (traced.x + 1) * 127.5
    with pytest.raises(DataError, match=r"x / 127.5 - 1"):
        model.fit(unscaled, traced.y, verbose=0)
    if traced.case.can.translates:
        with pytest.raises(DataError, match=r"x / 127.5 - 1"):
            model.predict(unscaled, verbose=0)


def test_a_part_that_is_missing_is_told(prepared):
    for wrong in ({"x": prepared.x}, *([] if prepared.y is None else [prepared.x])):
        with pytest.raises(DataError, match=r"learns from .*\. Received: a"):
            prepared.model.fit(tf.data.Dataset.from_tensors(wrong), verbose=0, shuffle=False)


def test_compile_takes_names_configs_and_objects(prepared):
    case, (model) = prepared.case, prepared.case.make()
    players = case.kind.optimizer_names
    two = len(players) > 1
    config = keras.optimizers.serialize(keras.optimizers.SGD(0.25))
    for optimizer, kind in (("adam", keras.optimizers.Adam), (config, keras.optimizers.SGD)):
        for options in ({"optimizer": optimizer}, {"generator_optimizer": optimizer}):
            model.compile(**options, **case.compile())
            made = [getattr(model, name) for name in players]
            assert all(type(one) is kind for one in made)
            assert len({id(one) for one in made}) == len(made)
    model.compile("sgd", **case.compile())
    assert type(model.generator_optimizer) is keras.optimizers.SGD

    with pytest.raises(ValueError, match=r"must be a Keras optimizer.* Received: 3"):
        model.compile(3, **case.compile())
    for option in ({"loss": "mse"}, {"weighted_metrics": ["mae"]}):
        with pytest.raises(ValueError, match=next(iter(option))):
            model.compile(**option, **case.compile())
    one = keras.optimizers.Adam()
    if two:
        for options in ({"optimizer": one}, dict.fromkeys(players, one)):
            with pytest.raises(ValueError, match=r"two players.* two objects"):
                model.compile(**options, **case.compile())
    used = keras.optimizers.Adam()
    used.build([keras.Variable([1.0])])
    with pytest.raises(ValueError, match="was made ready for other weights"):
        model.compile(used, **case.compile())


def test_metrics_compare_with_targets_where_there_are_any(prepared):
    case, model = prepared.case, prepared.case.make()
    if not model.has_target:
        with pytest.raises(UnsupportedOptionError, match=r"metrics: .* without targets"):
            model.compile(metrics=["mae"], **case.compile())
        return
    model.compile(metrics=["mae", keras.metrics.MeanSquaredError()], **case.compile())
    logs = model.evaluate(*prepared.arrays, batch_size=2, verbose=0, return_dict=True)
    out = np.asarray(case.painter(model)(prepared.x))
    assert logs["mae"] == pytest.approx(np.abs(out - prepared.y).mean(), rel=1e-4)
    listed = model.evaluate(*prepared.arrays, batch_size=2, verbose=0)
    assert dict(zip(model.metrics_names, listed, strict=True)) == pytest.approx(logs)


def test_a_fit_with_all_that_keras_offers(traced, tmp_path):
    """One graph that knows no batch size, a part of a batch, held-out data, and callbacks."""
    model, options = traced.model, traced.case.compile()
    model.compile(**dict.fromkeys(optimizers(model), "sgd"), **options)
    rates = [getattr(model, name) for name in optimizers(model)]
    for index, optimizer in enumerate(rates):
        optimizer.learning_rate = 1e-6 * (index + 1)
    loose = tf.data.Dataset.from_tensor_slices(traced.arrays).batch(2)
    watch = {"monitor": f"val_{traced.case.loss}"}
    nothing_helps = {**watch, "min_delta": 1e6}
    stop = keras.callbacks.EarlyStopping(**nothing_helps, patience=2, restore_best_weights=True)
    fit = model.fit(
        loose, epochs=9, verbose=0, shuffle=False, validation_data=loose,
        callbacks=[
            stop,
            keras.callbacks.ReduceLROnPlateau(**nothing_helps, patience=1, factor=0.5),
            keras.callbacks.ModelCheckpoint(
                tmp_path / "best.weights.h5", **watch, save_best_only=True, save_weights_only=True
            ),
            keras.callbacks.TensorBoard(tmp_path / "tb", write_graph=False),
        ],
    )  # fmt: skip
    assert stop.stopped_epoch == 2 and len(fit.epoch) == 3
    names = {name for name in fit.history if not name.startswith("val_")} - {"learning_rate"}
    assert {f"val_{name}" for name in names} == {n for n in fit.history if n.startswith("val_")}
    assert traced.case.loss in names
    # Both players' rates moved, in proportion.
    for index, optimizer in enumerate(rates):
        assert float(optimizer.learning_rate) == pytest.approx(1e-6 * (index + 1) / 4)
    assert fit.history["learning_rate"][0] == pytest.approx(1e-6)
    assert list((tmp_path / "tb").rglob("events.*"))
    model.load_weights(tmp_path / "best.weights.h5")
    model.save(tmp_path / "last.keras")
    again = keras.models.load_model(tmp_path / "last.keras")
    for name in optimizers(model):
        rate = float(getattr(model, name).learning_rate)
        assert float(getattr(again, name).learning_rate) == rate


def optimizers(model):
    return list(model.optimizers)


def test_export_and_predict_translate(traced, tmp_path):
    """Before any call of the model; any number of pictures, each by itself."""
    case, model = traced.case, traced.case.make()
    if case.can.style != "picture":
        model.export(tmp_path / "out", verbose=False)
        loaded = tf.saved_model.load(tmp_path / "out")
        inputs = case.inputs(model, 2)
        out = loaded.serve(tf.constant(inputs)).numpy()
        np.testing.assert_allclose(out, model.predict(inputs, verbose=0), atol=1e-4)
        alone = loaded.serve(tf.constant(inputs[:1])).numpy()
        np.testing.assert_allclose(out[:1], alone, atol=1e-5)
    else:
        with pytest.raises(UnsupportedOptionError, match=r"tfstyle export .*--style"):
            model.export(tmp_path / "out")


def test_the_summary_counts_what_is_trained(prepared):
    model = prepared.model
    trained = {id(w) for name, net in model.networks.items() if not name.endswith("_ema")
               for w in net.trainable_weights}  # fmt: skip
    assert {id(weight) for weight in model.trainable_weights} <= trained
