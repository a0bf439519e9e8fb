"""Networks, losses and files that come from outside of tfstyle, and what they must bring."""

import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import tfstyle
from tests.models import cases
from tests.networks.helpers import pictures
from tfstyle import networks, registered
from tfstyle.errors import ArchitectureError, DataError, UnsupportedOptionError
from tfstyle.losses import HingeGANLoss, L1Loss
from tfstyle.models import CUT, CycleGAN, Gatys, MultiScale, NoiseGAN, Pix2Pix
from tfstyle.networks import PatchDiscriminator, UNetGenerator
from tfstyle.training import ImagePool


def halving(name="mine"):
    """Return a network of one halving, as anybody would write it."""
    return keras.Sequential(
        [
            keras.Input((None, None, 3)),
            layers.Conv2D(4, 3, strides=2, padding="same"),
            layers.Conv2DTranspose(3, 4, strides=2, padding="same", activation="tanh"),
        ],
        name=name,
    )


def judge(in_channels):
    return PatchDiscriminator(filters=2, num_layers=1, in_channels=in_channels)


def test_a_declared_network_trains_and_comes_back(tmp_path):
    model = Pix2Pix(networks.declare(halving(), size_multiple=2), judge(6), ema=0.5)
    assert (model.size_multiple, model.min_size, model.channels()) == (2, 2, (3, 3))
    model.compile(run_eagerly=True)
    x = pictures(1, 16, 16, 3)
    model.fit(x, x, verbose=0)
    model.save(tmp_path / "mine.keras")
    again = keras.models.load_model(tmp_path / "mine.keras")
    np.testing.assert_array_equal(again(x), model(x))
    photo = np.zeros((9, 11, 3), "uint8")
    np.testing.assert_array_equal(again.translate(photo), model.translate(photo))
    with pytest.raises(ArchitectureError, match=r"generator: a preset .* model.save"):
        model.save_to_preset(tmp_path / "preset")
    with pytest.raises(DataError, match=r"multiples of 2.* Received: 15x15"):
        model.train_on_batch(x[:, :15, :15], x[:, :15, :15])


class Halving(keras.Model):
    """A subclassed network that declares by attributes."""

    in_channels = out_channels = 3
    size_multiple = min_size = 2

    def __init__(self):
        super().__init__()
        self.inner = halving()

    def call(self, x, training=False):
        return self.inner(x)


def test_a_class_of_ones_own_declares_by_attributes():
    network = Halving()
    with pytest.raises(ValueError, match=r"generator: this Halving has no weights yet. Call it"):
        Pix2Pix(network, judge(6))
    network(pictures(1, 16, 16, 3))
    assert Pix2Pix(network, judge(6)).size_multiple == 2


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (lambda: Pix2Pix(halving(), judge(6)),
         r"generator: this Sequential does not declare in_channels, .*min_size.*declare\(network"),
        (lambda: Pix2Pix("unet", judge(6)), r"generator must be a keras.Model.* Received: 'unet'"),
        (lambda: Pix2Pix(UNetGenerator(2, 2), judge(3)),
         "judges source and target side by side: make it with in_channels=6. Received: .*=3"),
        (lambda: Pix2Pix(UNetGenerator(2, 2), halving()),
         r"discriminator: this Sequential does not declare in_channels. Wrap it: .*declare"),
        (lambda: CycleGAN(UNetGenerator(2, 2), UNetGenerator(2, 2, in_channels=1)),
         "must lead back.* Received: 3 to 3, and 1 to 3"),
        (lambda: CycleGAN(UNetGenerator(2, 2), UNetGenerator(2, 2), judge(3), judge(6)),
         "discriminator_b judges pictures of b: make it with in_channels=3"),
        (lambda: CUT(UNetGenerator(2, 2, out_channels=1), judge(1), nce_layers=["down1_conv"]),
         "identity_nce=False. Received: 3 channels to 1"),
        (lambda: MultiScale(UNetGenerator(2, 2)), "does not declare num_scales"),
        (lambda: NoiseGAN(UNetGenerator(2, 2)), "does not declare resolution"),
        (lambda: networks.declare(Halving()), "Sequential or functional .* Received: Halving"),
    ],
)  # fmt: skip
def test_networks_that_do_not_fit_are_told_at_once(build, told):
    with pytest.raises(ValueError, match=told):
        build()


class Mine:
    """A loss of one's own: hinge, doubled."""

    gradient_penalty = 0.0

    def discriminator(self, real, fake):
        return tuple(2 * loss for loss in HingeGANLoss().discriminator(real, fake))

    def generator(self, fake):
        return 2 * HingeGANLoss().generator(fake)


def test_a_loss_of_ones_own_takes_part_and_others_are_told():
    x = pictures(1, 16, 16, 3)
    losses = []
    for loss in (Mine(), "hinge"):
        keras.utils.set_random_seed(0)
        model = cases.pix2pix(adversarial_loss=loss)
        model.compile(run_eagerly=True)
        losses.append(model.test_on_batch(x, x, return_dict=True)["generator/adversarial"])
    assert losses[0] == pytest.approx(2 * losses[1])
    for loss in (HingeGANLoss, keras.losses.BinaryCrossentropy(), len):
        with pytest.raises(ValueError, match=r"discriminator\(real, fake\), generator\(fake\)"):
            cases.pix2pix(adversarial_loss=loss)
    for weight in (keras.losses.MeanAbsoluteError(), "mae", -1.0, float("nan")):
        with pytest.raises(ValueError, match="L1Loss needs weight >= 0"):
            L1Loss(weight)


def test_from_preset_of_each_class(tmp_path):
    cases.pix2pix().save_to_preset(tmp_path / "preset")
    model = Pix2Pix.from_preset(tmp_path / "preset", training=True)
    assert type(model) is Pix2Pix and model.discriminator is not None
    assert Pix2Pix.from_preset(tmp_path / "preset").discriminator is None
    for other in (CycleGAN, NoiseGAN):
        with pytest.raises(ArchitectureError, match=r"is a Pix2Pix, .*Pix2Pix.from_preset"):
            other.from_preset(tmp_path / "preset")


def test_what_does_not_train_refuses():
    model = Gatys()
    for name in ("compile", "fit", "evaluate", "train_on_batch"):
        with pytest.raises(UnsupportedOptionError, match="train"):
            getattr(model, name)(model)


@pytest.mark.parametrize(
    ("domains", "known", "unknown"),
    [
        (("b", "a"), {"b2a": "b2a"}, ("a2b", "AtoB")),
        (("a", "b"), {"a2b": "a2b"}, ("b2a", "BtoA")),
        (("label", "photo"), {"a2b": "label2photo"}, ("b2a", "photo2label")),
    ],
)
def test_an_alias_never_names_another_direction(domains, known, unknown):
    model = cases.pix2pix(domains=domains)
    for asked, meant in known.items():
        assert model.check_direction(asked) == meant
    for asked in unknown:
        with pytest.raises(UnsupportedOptionError, match=f"translates {'2'.join(domains)}"):
            model.check_direction(asked)


def test_both_directions_under_their_swapped_names():
    model = cases.cyclegan(domains=("b", "a"))
    assert [model.check_direction(d) for d in ("b2a", "a2b", None)] == ["b2a", "a2b", "b2a"]
    with pytest.raises(UnsupportedOptionError, match=r"'BtoA'.* Did you mean 'b2a'\?"):
        model.check_direction("BtoA")


def test_a_pool_meets_batches_of_any_size_alike():
    """The graph that does not know the batch's size decides as the one that does."""
    fixed, loose = ImagePool(size=3), ImagePool(size=3)
    step = tf.function(lambda x: loose(x), input_signature=[tf.TensorSpec((None, 2, 2, 1))])
    for count in (2, 3, 1, 4, 2):
        batch = pictures(count, 2, 2, 1, seed=count)
        np.testing.assert_array_equal(step(batch), fixed(batch))
    for one, other in zip(fixed.variables, loose.variables, strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(DataError, match="one size"):
        fixed(pictures(1, 4, 4, 1))
    unknown = tf.function(
        ImagePool(size=3), input_signature=[tf.TensorSpec((1, None, None, 3))], autograph=False
    )
    with pytest.raises(DataError, match=r"image_shape=\(B, H, W, C\).* pool_size=0"):
        unknown(pictures(1, 4, 4, 3))


def test_stand_ins_are_all_classes_that_files_may_name():
    import tfstyle.models  # noqa: F401

    known = keras.saving.get_custom_objects()
    real = {name for name, kind in known.items() if isinstance(kind, type)}
    ours = {name.removeprefix("tfstyle>") for name in real if name.startswith("tfstyle>")}
    assert ours == set(registered.names())


def test_a_file_loads_after_a_bare_import(tmp_path):
    """In each order of the imports, in a process that knows nothing else."""
    model = cases.pix2pix()
    model.compile()
    model.save(tmp_path / "model.keras")
    model.generator.save(tmp_path / "network.keras")
    code = (
        "import sys\nimport tfstyle\nassert 'keras' not in sys.modules\n"
        "from keras.models import load_model\n"
        "print(type(load_model(sys.argv[2])).__module__)\n"
        "print(type(load_model(sys.argv[1])).__module__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, tmp_path / "model.keras",
         tmp_path / "network.keras"],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.split() == ["tfstyle.networks.unet_generator", "tfstyle.models.pix2pix"], (
        done.stderr
    )


def test_stand_ins_become_the_classes_when_keras_was_there_first(monkeypatch):
    known = keras.saving.get_custom_objects()
    real = known["tfstyle>UNetGenerator"]
    monkeypatch.delitem(known, "tfstyle>UNetGenerator")
    registered.register_with_keras()
    stand_in = known["tfstyle>UNetGenerator"]
    assert stand_in is not real
    # In a new process the first use imports the class, which takes the stand-in's place.
    known["tfstyle>UNetGenerator"] = real
    assert stand_in.from_config({"filters": 2, "num_downs": 2}).filters == 2
    assert tfstyle.declare is networks.declare
