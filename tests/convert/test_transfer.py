"""Numbers from a file into weights: checked as the weights will hold them, and one at a time."""

import platform
import subprocess
import sys

import numpy as np
import pytest

from tests.checkpoints import files
from tests.convert.published import UNET, lived_in, state_dict
from tfstyle import checkpoints
from tfstyle.convert import convert
from tfstyle.convert.architectures import ARCHITECTURES, GANUNet
from tfstyle.convert.recognition import recognise, weights_of
from tfstyle.convert.transfer import load
from tfstyle.errors import CheckpointError
from tfstyle.networks import UNetGenerator

KEY = "model.model.0.weight"


@pytest.fixture
def arrays():
    """Return the arrays of a small U-Net's file."""
    return state_dict(lived_in(UNetGenerator(**UNET)), GANUNet())


@pytest.mark.parametrize("dtype, value, message", [
    ("float64", 1e300, f"{KEY} holds numbers beyond float32's, up to 1e\\+300"),
    ("float64", -4e38, f"{KEY} holds numbers beyond float32's, up to 4e\\+38"),
    ("float64", np.nan, f"{KEY} holds infinite or undefined numbers"),
    ("float32", np.inf, f"{KEY} holds infinite or undefined numbers"),
    ("float16", np.inf, f"{KEY} holds infinite or undefined numbers"),
    ("int8", 3, f"{KEY} holds int8, not floating point numbers"),
])  # fmt: skip
def test_numbers_that_no_weight_can_be(arrays, tmp_path, dtype, value, message):
    arrays[KEY] = arrays[KEY].astype(dtype)
    arrays[KEY][0, 0, 0, 0] = value
    checkpoints.write_torch(tmp_path / "g.pth", arrays)
    with pytest.raises(CheckpointError, match=f"g\\.pth: {message}"):
        convert(tmp_path / "g.pth", tmp_path / "preset")
    assert not (tmp_path / "preset").exists()


@pytest.mark.parametrize("container", ["zip", "legacy"])
def test_the_upper_half_of_float32(arrays, tmp_path, container):
    tensors, storages = {}, {}
    for key, array in arrays.items():
        number = str(len(storages))
        strides = [int(np.prod(array.shape[axis + 1 :])) for axis in range(array.ndim)]
        row = files.storage(number, "BFloat16Storage", array.size)
        tensors[key] = files.tensor(row, shape=array.shape, strides=strides)
        arrays[key] = (array.view("uint32") >> 16 << 16).view("float32")
        storages[number] = (array.view("uint32") >> 16).astype("uint16").tobytes()
    content = files.dictionary(**tensors)
    if container == "zip":
        data = files.torch_zip(content, storages)
    else:
        data = files.torch_legacy(content, storages, itemsize=2)
    (tmp_path / "g.pth").write_bytes(data)
    checkpoint = checkpoints.read(tmp_path / "g.pth")
    match = recognise(checkpoint.arrays.shapes, ARCHITECTURES)
    weights = weights_of(load(match, checkpoint.arrays, checkpoint.release))
    for entry in match.entries:
        expected = entry.to_keras(arrays[entry.key])
        np.testing.assert_array_equal(np.asarray(weights[entry.path]), expected)


HOLES = """
import contextlib, sys
import numpy as np
from tfstyle.allocator import freed_memory_returned

def resident():
    lines = dict(line.split(":") for line in open("/proc/self/status"))
    return int(lines["RssAnon"].split()[0]) / 1024

with freed_memory_returned() if sys.argv[1] == "returned" else contextlib.nullcontext():
    del (first := [np.ones(3 * 2**20)])[0]  # 24 MiB: glibc keeps smaller blocks from now on.
    before, blocks, above = resident(), [], []
    for _ in range(32):
        blocks.append(np.ones(2**18))  # 2 MiB
        above.append(np.ones(2**13))  # 64 KiB, on top
    blocks.clear()
    print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="about the C library of GNU")
def test_freed_arrays_leave_no_holes():
    left = {}
    for how in ("kept", "returned"):
        command = [sys.executable, "-c", HOLES, how]
        left[how] = float(subprocess.run(command, capture_output=True, check=True).stdout)
    assert left["returned"] < 8 and left["kept"] > 48, left  # MiB of 64
