"""Weights files that are not what they seem: no memory, no other files, no foreign errors."""

import os
import random
import tracemalloc

import h5py
import numpy as np
import pytest

from tests.files.limits import most_bytes
from tfstyle import presets
from tfstyle.errors import ArchitectureError, IntegrityError, StorageError, TfstyleError
from tfstyle.weights import WeightsFile

WHERE = "generator/block0_0_conv/kernel"


def bomb_string(file, value):
    data = file.create_dataset(WHERE, value.shape, "S2000000", chunks=(1,) * 4, compression="gzip")
    data[0, 0, 0, 0] = b"1"


def bomb_chunk(file, value):
    chunks = (*value.shape[:3], 2 * 10**5)
    data = file.create_dataset(
        WHERE, value.shape, "f4", maxshape=[None] * 4, chunks=chunks, compression="gzip"
    )
    data[...] = value


def virtual(file, value):
    layout = h5py.VirtualLayout(value.shape, "f4")
    layout[...] = h5py.VirtualSource("/dev/zero", "x", value.shape)
    file.create_virtual_dataset(WHERE, layout)


def external(file, value):
    file.create_dataset(WHERE, value.shape, "f4", external=[("/dev/zero", 0, h5py.h5f.UNLIMITED)])


def with_type(kind):
    return lambda file, value: file.create_dataset(WHERE, value.shape, kind)


def filtered(**options):
    return lambda file, value: file.create_dataset(WHERE, data=value, **options)


def linked(link):
    def write(file, _):
        file[WHERE] = link

    return write


def cycle(file, _):
    file["generator/inner"] = file["generator"]


CRAFTED = {
    "string": bomb_string, "chunk": bomb_chunk, "virtual": virtual, "external": external,
    "compound": with_type(np.dtype([("a", "f4"), ("b", "f8")])), "complex": with_type("c8"),
    "reference": with_type(h5py.ref_dtype), "text": with_type(h5py.string_dtype()),
    "integers": with_type("i4"), "opaque": with_type("V8"), "empty": with_type("f4"),
    "arrays": with_type(np.dtype(("f4", (1000, 1000)))),
    "enum": with_type(h5py.enum_dtype({"a": 1})),
    "gzip": filtered(compression="gzip"), "lzf": filtered(compression="lzf"),
    "fletcher": filtered(fletcher32=True), "shuffled": filtered(shuffle=True),
    "nothing": lambda file, _: file.create_dataset(WHERE, data=h5py.Empty("f4")),
    "link to a FIFO": linked(h5py.ExternalLink("fifo", "x")),
    "link to a device": linked(h5py.ExternalLink("/dev/zero", "x")),
    "soft link": linked(h5py.SoftLink("/generator/stem_conv/kernel")),
    "groups in a circle": cycle, "type": lambda file, _: file.__setitem__(WHERE, np.dtype("f4")),
}  # fmt: skip


@pytest.mark.parametrize("kind", CRAFTED)
def test_only_plain_floats_that_lie_in_the_file_are_read(preset, kind):
    os.mkfifo(preset / "fifo")
    with h5py.File(preset / "model.weights.h5", "r+") as file:
        value = file[WHERE][()]
        del file[WHERE]
        CRAFTED[kind](file, value)
    presets.write_checksums(preset)
    tracemalloc.start()
    try:
        with pytest.raises(IntegrityError, match=r"model\.weights\.h5") as raised:
            presets.load(preset)
        assert tracemalloc.get_traced_memory()[1] < 2e8
    finally:
        tracemalloc.stop()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", ["f2", "f4", "f8", ">f4", ">f8"])
def test_every_float_is_a_weight(preset, kind):
    with h5py.File(preset / "model.weights.h5", "r+") as file:
        value = file[WHERE][()]
        del file[WHERE]
        file.create_dataset(WHERE, data=value.astype(kind))
    presets.write_checksums(preset)
    layer = presets.load(preset).generator.get_layer("block0_0_conv")
    np.testing.assert_array_equal(layer.kernel, value.astype(kind).astype("float32"))


def test_names_for_one_array_do_not_add_up_to_more_than_the_file(preset):
    with h5py.File(preset / "model.weights.h5", "r+") as file:
        file["generator/large"] = np.zeros(100_000, "float32")
        for index in range(50):
            file[f"generator/again{index}"] = file["generator/large"]
    presets.write_checksums(preset)
    with pytest.raises(IntegrityError, match=r"claims weights of"):
        presets.load(preset)


@pytest.mark.parametrize("name", ["generator", "generator/stem_conv", "generator/more/kernel"])
def test_what_is_missing_or_left_over_is_told(preset, name):
    with h5py.File(preset / "model.weights.h5", "r+") as file:
        if name in file:
            del file[name]
        else:
            file[name] = np.zeros(3, "float32")
    presets.write_checksums(preset)
    with pytest.raises(ArchitectureError, match=r"no weight generator|no place for"):
        presets.load(preset)


def test_damaged_bytes_end_in_the_projects_own_errors(preset, tmp_path):
    network = presets.load(preset).generator
    content, draw = (preset / "model.weights.h5").read_bytes(), random.Random(0)
    path, refused = tmp_path / "weights.h5", 0
    for _ in range(100):
        damaged = bytearray(content)
        for _ in range(draw.choice([1, 2, 4, 16])):
            damaged[draw.randrange(len(damaged) if draw.random() < 0.2 else 4000)] = draw.choice(
                [0, 1, 128, 255, draw.randrange(256)]
            )
        if draw.random() < 0.1:
            damaged = damaged[: draw.randrange(len(damaged))]
        path.write_bytes(damaged)
        try:
            with open(path, "rb") as file, WeightsFile(file, path, ["generator"]) as weights:
                weights.compare("generator", network)
                weights.fill("generator", network)
        except TfstyleError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 15


def test_a_full_disk_does_not_end_the_process(preset, tmp_path):
    model = presets.load(preset)
    for most in (100, 5_000, 20_000):
        with most_bytes(most), pytest.raises(StorageError):
            model.save_to_preset(tmp_path / "saved")
        assert sorted(os.listdir(tmp_path)) == ["p"]
    model.save_to_preset(tmp_path / "saved")
    assert presets.load(tmp_path / "saved").styles == ("a", "b")
