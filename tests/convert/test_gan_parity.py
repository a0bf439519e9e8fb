"""Published GAN networks from PyTorch's layers, through a file, give the same picture in Keras."""

import numpy as np
import pytest

from tests.optional import need
from tfstyle import checkpoints
from tfstyle.convert.architectures import ARCHITECTURES
from tfstyle.convert.architectures.gan_discriminator import of_norm
from tfstyle.convert.recognition import recognise
from tfstyle.convert.to_pytorch import project_architecture
from tfstyle.convert.transfer import dump, load
from tfstyle.errors import ArchitectureError

from .torch_gan_reference import PatchGAN, PixelGAN, ResNet, UNet, call, lived_in

torch = need("torch")
pytestmark = pytest.mark.reference

TOLERANCE = 1e-4
RESNETS = {
    "plain": {}, "dropout": {"dropout": True}, "batch": {"norm": "batch", "dropout": True},
    "none": {"norm": "none"}, "old": {"old": True}, "wide": {"filters": 7, "blocks": 3},
    "cut": {"antialiased": True}, "cut_batch": {"antialiased": True, "norm": "batch"},
    "cut_no_antialias": {"antialiased_up": True, "blocks": 1},
    "cut_no_antialias_up": {"antialiased": True, "antialiased_up": False, "dropout": True},
    "hd": {"downs": 4, "filters": 2, "channels": (8, 3)}, "gray": {"channels": (1, 3)},
}  # fmt: skip
UNETS = {
    "batch": {}, "instance": {"norm": "instance"}, "none": {"norm": "none"},
    "old": {"norm": "instance", "old": True}, "no_dropout": {"dropout": False},
    "deep": {"downs": 6, "filters": 3}, "channels": {"channels": (1, 2)},
}  # fmt: skip
JUDGES = {
    "basic": (PatchGAN, {}), "instance": (PatchGAN, {"norm": "instance", "channels": 3}),
    "deep": (PatchGAN, {"layers": 4, "filters": 2}), "shallow": (PatchGAN, {"layers": 1}),
    "cut": (PatchGAN, {"antialiased": True, "norm": "instance", "channels": 3}),
    "cut_shallow": (PatchGAN, {"antialiased": True, "layers": 1}),
    "pixel": (PixelGAN, {}), "pixel_instance": (PixelGAN, {"norm": "instance"}),
    "pixel_none": (PixelGAN, {"norm": "none"}),
    "pixel_old": (PixelGAN, {"norm": "instance", "old": True, "of_2019": True}),
}  # fmt: skip
# The discriminators of 2019 whose files show no norm: what the generator beside them has tells.
OF_2019 = {
    "instance": (PatchGAN, "instance"), "none": (PatchGAN, "none"),
    "pixel_instance": (PixelGAN, "instance"), "pixel_none": (PixelGAN, "none"),
}  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def through_a_file(twin, path):
    """Save, recognise and load; return the match."""
    torch.save(lived_in(twin).state_dict(), path)
    checkpoint = checkpoints.read(path)
    match = recognise(checkpoint.arrays.shapes, ARCHITECTURES)
    load(match, checkpoint.arrays, checkpoint.release)
    return match


def of_today(kind, options, twin):
    """Return the network that reads old files today: without the statistics nobody reads."""
    if not options.get("old"):
        return twin
    today = kind(**{**options, "old": False}).eval()
    today.load_state_dict(twin.state_dict(), strict=False)
    return today


def assert_same(twin, match, shape):
    x = np.random.default_rng(1).uniform(-1, 1, shape).astype("float32")
    ours, theirs = np.array(match.network(x, training=False)), call(twin, x)
    assert ours.shape == theirs.shape and theirs.std() > 0.02
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("case", RESNETS)
def test_residual_generators(case, tmp_path):
    options = RESNETS[case]
    twin = ResNet(**options)
    match = through_a_file(twin, tmp_path / "net_G.pth")
    assert match.architecture.name == "gan_resnet"
    assert match.arguments["normalization"] == options.get("norm", "instance")
    assert bool(match.arguments["dropout"]) == options.get("dropout", False)
    assert match.arguments["num_blocks"] == options.get("blocks", 2)
    assert match.network.normalization == options.get("norm", "instance")
    twin = of_today(ResNet, options, twin)
    assert_same(twin, match, (2, 48, 32, options.get("channels", (3, 3))[0]))


@pytest.mark.parametrize("case", UNETS)
def test_unets(case, tmp_path):
    options = UNETS[case]
    twin = UNet(**options)
    match = through_a_file(twin, tmp_path / "net_G.pth")
    assert match.architecture.name == "gan_unet"
    assert match.arguments["num_downs"] == options.get("downs", 5)
    twin = of_today(UNet, options, twin)
    assert_same(twin, match, (2, 64, 128, options.get("channels", (3, 3))[0]))


def test_a_unet_by_the_picture_s_own_statistics(tmp_path):
    """The project's test script leaves batch norm in training mode: so does our translation."""
    twin = UNet(dropout=False)
    match = through_a_file(twin, tmp_path / "net_G.pth")
    from tfstyle.models import Pix2Pix

    x = np.random.default_rng(1).uniform(-1, 1, (1, 64, 32, 3)).astype("float32")
    model = Pix2Pix(match.network, inference_mode="batch_statistics")
    theirs = call(twin.train(), x)
    np.testing.assert_allclose(model.translator()(x), theirs, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("case", JUDGES)
def test_discriminators_of_odd_sizes(case, tmp_path):
    kind, options = JUDGES[case]
    twin = kind(**options)
    match = through_a_file(twin, tmp_path / "net_D.pth")
    assert match.architecture.name == "gan_discriminator"
    twin = of_today(kind, options, twin)
    assert_same(twin, match, (2, 67, 53, options.get("channels", 6)))


@pytest.mark.parametrize("case", OF_2019)
def test_discriminators_of_2019_have_the_norm_of_their_generator(case, tmp_path):
    kind, norm = OF_2019[case]
    twin = kind(norm=norm, of_2019=True)
    match = of_norm(through_a_file(twin, tmp_path / "net_D.pth"), norm)
    assert match.arguments["normalization"] == match.network.normalization == norm
    assert_same(twin, match, (2, 67, 53, 6))


@pytest.mark.parametrize(
    "kind, options",
    [
        (PatchGAN, {"norm": "none"}), (PatchGAN, {"norm": "batch"}), (PixelGAN, {"norm": "batch"}),
        (PatchGAN, {"norm": "instance", "antialiased": True}),
    ],
    ids=["none", "batch", "pixel", "cut"],
)  # fmt: skip
def test_a_norm_that_the_file_shows_is_kept(kind, options, tmp_path):
    match = through_a_file(kind(**options), tmp_path / "net_D.pth")
    for other in ("instance", "none", "batch"):
        assert of_norm(match, other) is match
    assert match.arguments["normalization"] == options["norm"]


def test_single_pixels_of_2019_with_batch_norm_are_refused(tmp_path):
    torch.save(PixelGAN(norm="batch", of_2019=True).state_dict(), tmp_path / "net_D.pth")
    shapes = checkpoints.read(tmp_path / "net_D.pth").arrays.shapes
    with pytest.raises(ArchitectureError, match=r"cannot be built: .* with batch norm and biases"):
        recognise(shapes, ARCHITECTURES)


@pytest.mark.parametrize(
    "twin, channels",
    [
        (lambda: ResNet(norm="batch"), 3), (UNet, 3), (lambda: ResNet(antialiased=True), 3),
        (lambda: ResNet(antialiased_up=True), 3),
        (lambda: ResNet(antialiased=True, antialiased_up=False), 3),
        (PatchGAN, 6), (lambda: PatchGAN(antialiased=True), 6),
    ],
    ids=["resnet", "unet", "cut", "cut_up", "cut_down", "patch", "cut_patch"],
)  # fmt: skip
def test_back_again_a_new_network_loads_it_and_paints_the_same(twin, channels, tmp_path):
    first = twin()
    match = through_a_file(first, tmp_path / "net.pth")
    architecture, arguments = project_architecture(match.network)
    arrays = {**dump(match.network, match.entries), **architecture.constants(arguments)}
    checkpoints.write_torch(tmp_path / "back.pth", arrays)
    second = twin()
    second.load_state_dict(torch.load(tmp_path / "back.pth", weights_only=True))  # strict
    x = np.random.default_rng(1).uniform(-1, 1, (1, 32, 64, channels)).astype("float32")
    np.testing.assert_array_equal(call(second.eval(), x), call(first.eval(), x))
