"""MicroAST's four files paint the same picture in Keras, in any style."""

import numpy as np
import pytest

from tests.convert import torch_style_reference as reference
from tests.convert.style_checks import (
    assert_knows_no_other,
    assert_same_picture,
    astronaut,
    network_of,
    painting,
    peers,
    unit,
)
from tests.networks.helpers import pictures
from tests.optional import need
from tfstyle import presets
from tfstyle.convert.architectures.microast import (
    MicroASTProjectDecoder,
    MicroASTProjectEncoder,
    MicroASTProjectModulator,
    assemble,
)
from tfstyle.images import to_float
from tfstyle.layers import GroupedConv2D
from tfstyle.models import MicroAST
from tfstyle.networks import MicroASTDecoder, MicroASTEncoder, MicroASTModulator

torch = need("torch")
pytestmark = pytest.mark.reference

ARCHITECTURES = {
    "content_encoder": MicroASTProjectEncoder("content_encoder"),
    "style_encoder": MicroASTProjectEncoder("style_encoder"),
    "modulator": MicroASTProjectModulator(),
    "decoder": MicroASTProjectDecoder(),
}


def published(width=4):
    """Return the project's networks with random weights and pictures that span 0 to 1."""
    modules = {
        "content_encoder": reference.MicroASTEncoder(width),
        "style_encoder": reference.MicroASTEncoder(width),
        "modulator": reference.MicroASTModulator(4 * width),
        "decoder": reference.MicroASTDecoder(width),
    }
    for seed, module in enumerate(modules.values()):
        reference.randomize(module, seed)
    x, style = (reference.to_torch(pictures(1, 32, 32, 3, seed=seed), 0, 1) for seed in (1, 3))
    last = modules["decoder"].dec3[10].conv_layer
    reference.stretch(last, reference.microast_picture(modules, x, style), 0, 1)
    return modules


def converted(arrays):
    """Return our model of state dicts by role."""
    return assemble(
        {role: network_of(ARCHITECTURES[role], arrays[role]) for role in ARCHITECTURES}, "microast"
    )


def convert_random(width=4):
    """Return the project's networks and our model of them."""
    modules = published(width)
    return modules, converted({role: reference.arrays_of(m) for role, m in modules.items()})


def bytes_of(*shape, seed):
    return (unit(pictures(*shape, 3, seed=seed)) * 255).astype("uint8")


def theirs_of(modules, x, style, alpha=1.0):
    style = reference.to_torch(style[None] / 127.5 - 1, 0, 1)
    with torch.no_grad():
        out = reference.microast_picture(modules, reference.to_torch(x, 0, 1), style, alpha)
    return reference.to_unit(out, 0, 1)


@pytest.mark.parametrize(
    ("width", "size", "style_size", "alpha"),
    [(4, (24, 36), (24, 24), 1.0), (2, (16, 8), (21, 30), 1.0), (3, (32, 20), (13, 18), 0.4)],
)
def test_it_paints_the_same_picture(width, size, style_size, alpha):
    modules, model = convert_random(width)
    x, style = pictures(2, *size, 3), bytes_of(*style_size, seed=3)
    ours = model.translator(style=style, alpha=alpha)(x)
    assert_same_picture(unit(ours), theirs_of(modules, x, style, alpha))


def test_every_picture_may_be_its_own_style():
    modules, model = convert_random()
    x = np.round(unit(pictures(2, 16, 16, 3)) * 255) / 127.5 - 1
    ours = unit(model(x.astype("float32")))
    for index in range(2):
        one = x[index : index + 1]
        style = np.round((one[0] + 1) * 127.5).astype("uint8")
        assert_same_picture(ours[index : index + 1], theirs_of(modules, one, style))


def test_styles_mix():
    _, model = convert_random()
    x = pictures(1, 16, 16, 3)
    first, second = bytes_of(16, 16, seed=3), bytes_of(16, 16, seed=4) // 3
    outs = [np.asarray(model.translator(style=s)(x)) for s in (first, second, [first, second])]
    for alone in outs[:2]:
        assert np.abs(outs[2] - alone).mean() > 1e-3
    assert np.abs(outs[2] - (outs[0] + outs[1]) / 2).mean() < np.abs(outs[0] - outs[1]).mean()


def test_other_files_are_not_taken_for_it():
    arrays = {role: reference.arrays_of(module) for role, module in published(2).items()}
    for role, architecture in ARCHITECTURES.items():
        for other in arrays:
            if other != role and (other + role).count("encoder") != 2:
                assert_knows_no_other(architecture, arrays[other])
        assert_knows_no_other(architecture, reference.arrays_of(reference.FastNeuralStyle(2, 1)))
        assert architecture.arguments({"enc1.0.conv_layer.weight": ()}) is None


def test_it_is_saved_and_comes_back(tmp_path):
    _, model = convert_random(2)
    x, style = pictures(1, 16, 16, 3), bytes_of(16, 24, seed=3)
    model.save_to_preset(tmp_path / "preset")
    again = presets.load(tmp_path / "preset")
    assert isinstance(again, MicroAST) and again.get_config() == model.get_config()
    np.testing.assert_array_equal(
        again.translator(style=style)(x), model.translator(style=style)(x)
    )


def test_in_tiles_it_is_the_same_picture():
    _, model = convert_random(2)
    photo, style = bytes_of(256, 320, seed=1), bytes_of(64, 64, seed=3)
    whole, tiled = (
        model.translate(photo, style=style, tile=tile).astype(int) for tile in (None, 128)
    )
    assert np.abs(whole - tiled).mean() < 2 and whole.std() > 20


def test_it_becomes_a_tflite_file_that_paints_the_same(tmp_path):
    from tfstyle.export import export

    _, model = convert_random(2)
    report = export(
        model, tmp_path / "out", style=bytes_of(24, 32, seed=3), size=16, formats="tflite",
        quantize="none", pictures=[bytes_of(24, 32, seed=1)],
    )  # fmt: skip
    names = [row["artefact"] for row in report["rows"]]
    assert sum("tflite" in name for name in names) == 2
    assert all(row["passed"] for row in report["rows"])


def test_networks_of_other_widths_and_no_width_are_refused():
    with pytest.raises(ValueError, match="modulator with 12"):
        MicroAST(
            MicroASTEncoder(2), MicroASTEncoder(2), MicroASTModulator(12), MicroASTDecoder(2)
        )
    for make in (MicroASTEncoder, MicroASTModulator, MicroASTDecoder):
        with pytest.raises(ValueError, match="Received"):
            make(0)
    with pytest.raises(ValueError, match="filters=4, channels=6"):
        GroupedConv2D(4, 3)(np.zeros((1, 8, 8, 6), "float32"))


@pytest.mark.weights
def test_the_published_networks():
    from tfstyle import checkpoints

    folder = peers() / "microast"
    arrays = {
        role: checkpoints.read(folder / f"{role}_iter_160000.pth.tar").arrays
        for role in ARCHITECTURES
    }
    model = converted(arrays)
    modules = published(16)
    for role, module in modules.items():
        module.load_state_dict({k: torch.tensor(v) for k, v in arrays[role].items()})
    x, style = to_float(astronaut(128))[None], painting()
    assert_same_picture(unit(model.translator(style=style)(x)), theirs_of(modules, x, style))
