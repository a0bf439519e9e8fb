"""Short real trainings with a disease each: it is named, once, with its remedies."""

import keras
import numpy as np
import pytest

from tests.runs.health.trained import planted, recipe, train
from tfstyle import networks
from tfstyle.models import CycleGAN
from tfstyle.runs import callbacks, run
from tfstyle.runs.health import get_check

KEPT = "train.learning_rate=1e-12"  # the disease is not healed meanwhile


def diagnosed(name, found, quiet, step=None):
    """See that a check said its sentence once, in the file and on the console."""
    events, looks = found
    mine = [event for event in events if event["check"] == name]
    assert len(mine) == 1, (name, [event["check"] for event in events])
    (event,), check = mine, get_check(name)
    assert set(event) == {"step", "check", "value", "threshold", "sentence"}
    assert event["threshold"] == check.threshold and check.crossed(event["value"])
    assert event["value"] == next(x[name] for x in looks if x["step"] == event["step"])
    assert event["step"] == step or step is None
    assert check.sentence in event["sentence"] and "Usual remedies: " in event["sentence"]
    assert quiet.file.getvalue().count(f"Step {event['step']}: {check.sentence}") == 1
    return event


@pytest.mark.exhaustive
def test_a_discriminator_that_learns_too_fast(paired, tmp_path, quiet):
    one = recipe(
        "pix2pix", KEPT, "train.discriminator_learning_rate=0.02", "data.flip=false",
        "discriminator.normalization=none", "discriminator.num_layers=2", "train.steps=60",
        discriminator={"filters": 16},
    )  # fmt: skip
    diagnosed("discriminator_accuracy", train(one, paired, tmp_path / "run", quiet), quiet)


def test_a_discriminator_that_is_dead(paired, tmp_path, quiet, monkeypatch):
    def kill(model):
        for weight in model.discriminator.trainable_weights:
            weight.assign(np.zeros(weight.shape))

    planted(monkeypatch, kill)
    one = recipe("pix2pix", "train.discriminator_learning_rate=1e-12", "train.health_every=1",
                 "train.steps=4")  # fmt: skip
    diagnosed("discriminator_bias", train(one, paired, tmp_path / "run", quiet), quiet, step=3)


@pytest.mark.exhaustive
def test_a_critic_whose_weights_run_away(paired, tmp_path, quiet, monkeypatch):
    on_step = callbacks.Progress.on_step

    def blow_up(self, step, losses):
        on_step(self, step, losses)
        if step == 10:
            for weight in self.model.discriminator.trainable_weights:
                weight.assign(5.0 * weight)

    monkeypatch.setattr(callbacks.Progress, "on_step", blow_up)
    one = recipe(
        "pix2pix", "loss.adversarial=wasserstein", "loss.gradient_penalty=0", "loss.l1=0",
        "discriminator.normalization=none", "train.health_every=2", "train.steps=16",
    )  # fmt: skip
    found = train(one, paired, tmp_path / "run", quiet)
    event = diagnosed("gradient_growth", found, quiet)
    assert "loss.gradient_penalty=10" in event["sentence"]
    assert "discriminator_accuracy" not in found[1][-1]  # a critic has none


def test_an_output_pushed_to_the_end_of_its_range(paired, tmp_path, quiet, monkeypatch):
    def push(model):
        biases = [w for w in model.generator.weights if w.name == "bias" and w.shape == (3,)]
        biases[-1].assign(np.full(3, -50.0))

    planted(monkeypatch, push)
    one = recipe("pix2pix", "train.health_every=1", "train.steps=4")
    found = train(one, paired, tmp_path / "run", quiet)
    diagnosed("saturation", found, quiet, step=2)
    diagnosed("gradient_vanishing", found, quiet, step=3)
    diagnosed("diversity", found, quiet, step=3)


@pytest.mark.exhaustive
@pytest.mark.parametrize("model", ["pix2pix", "noise_gan"])
def test_a_generator_that_does_not_look_at_its_input(
    model, paired, tmp_path, quiet, monkeypatch
):
    def blindfold(model):
        first = next(w for w in model.generator.weights if w.name == "kernel")
        first.assign(np.zeros(first.shape))

    planted(monkeypatch, blindfold)
    extra = {"generator": {"latent_dim": 8, "modulation": False}} if model == "noise_gan" else {}
    layout = {"data": {"layout": "images"}} if model == "noise_gan" else {}
    one = recipe(model, KEPT, "train.health_every=1", "train.steps=4", **extra, **layout)
    diagnosed("diversity", train(one, paired, tmp_path / "run", quiet), quiet, step=3)


def negative():
    """Return a network that gives the negative of a picture."""
    picture = keras.Input((None, None, 3))
    layer = keras.layers.Conv2D(3, 1)
    network = keras.Model(picture, layer(picture))
    layer.set_weights([-np.eye(3, dtype="float32")[None, None], np.zeros(3, "float32")])
    return networks.declare(network, size_multiple=1, min_size=1)


@pytest.mark.exhaustive
def test_a_cycle_of_two_inversions(unpaired_alike, tmp_path, quiet, monkeypatch):
    def build(recipe, *_):
        made = CycleGAN(
            negative(), negative(), *(networks.PatchDiscriminator(filters=4) for _ in "ab")
        )
        made.compile(image_shape=(1, 32, 32, 3))
        return made

    monkeypatch.setattr(run, "build_model", build)
    monkeypatch.setattr(run, "save", lambda *_: None)  # such networks fit no recipe
    one = recipe("cyclegan", "loss.identity=0", "train.health_every=2", "train.steps=8",
                 "train.log_every=4")  # fmt: skip
    found = train(one, unpaired_alike, tmp_path / "run", quiet)
    event = diagnosed("inversion", found, quiet, step=6)
    assert "loss.identity" in event["sentence"] and event["value"] < -0.9


def test_weights_beyond_half_precision(paired, tmp_path, quiet, monkeypatch):
    from tests.runs.health.trained import events
    from tfstyle.errors import TrainingError
    from tfstyle.runs.checkpoints import Checkpoints

    on_step = callbacks.Checkpointing.on_step

    def blow_up(self, step, losses):
        on_step(self, step, losses)  # what is saved is whole
        if step == 3:
            for weight in self.model.discriminator.trainable_weights:
                weight.assign(weight * 1e6)

    monkeypatch.setattr(callbacks.Checkpointing, "on_step", blow_up)
    out = tmp_path / "run"
    one = recipe(
        "pix2pix", "loss.adversarial=least_squares", "discriminator.normalization=none",
        "train.log_every=1",
        "train.checkpoint_every=1", "train.precision=mixed_float16",
    )  # fmt: skip
    with pytest.raises(TrainingError, match="is not finite at step 4") as error:
        train(one, paired, out, quiet)
    monkeypatch.undo()
    step = Checkpoints(out / "checkpoints").steps()[0]
    place = Checkpoints(out / "checkpoints").path(step)
    assert f"The last good checkpoint is {place}. Begin with it: tfstyle train " in str(error.value)
    with np.load(place / "state.npz") as state:
        assert all(np.isfinite(state[name]).all() for name in state.files)
    last = events(out)[-1]
    assert last["check"] == "not_finite" and last["value"] is None
    assert last["sentence"] == str(error.value)

    # What the message advises works.
    again = recipe("pix2pix", "train.init=preset", "train.steps=2",
                   "discriminator.normalization=none")  # fmt: skip
    train(again, paired, tmp_path / "again", quiet, preset=out)
    assert "Begins with the weights of" in quiet.file.getvalue()


@pytest.mark.exhaustive
def test_a_network_whose_stride_does_not_divide_its_kernel(
    unpaired_alike, tmp_path, quiet, monkeypatch
):
    def uneven():
        picture = keras.Input((None, None, 3))
        halved = keras.layers.AveragePooling2D(2)(picture)
        ones = {"kernel_initializer": keras.initializers.Constant(0.1)}
        grown = keras.layers.Conv2DTranspose(3, 3, strides=2, padding="same", **ones)(halved)
        return networks.declare(keras.Model(picture, grown), size_multiple=2, min_size=2)

    def build(recipe, *_):
        made = CycleGAN(uneven(), uneven(), *(networks.PatchDiscriminator(filters=4) for _ in "ab"))
        made.compile(image_shape=(1, 32, 32, 3))
        return made

    monkeypatch.setattr(run, "build_model", build)
    monkeypatch.setattr(run, "save", lambda *_: None)  # such networks fit no recipe
    one = recipe("cyclegan", "train.health_every=10", "train.steps=560")
    found = train(one, unpaired_alike, tmp_path / "run", quiet)
    event = diagnosed("checkerboard", found, quiet, step=550)  # not one of the first 500 steps
    assert "generator.upsampling=antialiased" in event["sentence"]
