"""Cut, flipped and random files: an error of ours or arrays, never anything else, and soon."""

import io
import time

import numpy as np
import pytest

from tests.optional import need
from tfstyle.checkpoints import read
from tfstyle.checkpoints.opcodes import OPCODES, REFUSED
from tfstyle.errors import CheckpointError

from . import files

hypothesis, st = need("hypothesis"), need("hypothesis.strategies")

NET = files.dictionary(
    state_dict=files.dictionary(
        files.ORDERED_DICT,
        **{"module.w": files.tensor(), "module.n": files.tensor(shape=[], strides=[])},
    ),
    epoch=b"K\x05",
)


def npz(save):
    target = io.BytesIO()
    save(target, w=np.arange(6.0, dtype="f4").reshape(2, 3), n=np.array(3))
    return target.getvalue()


SMALL = {
    "torch_zip": files.torch_zip(NET, byteorder=b"little"),
    "torch_legacy": files.torch_legacy(NET),
    "deflated": files.zip_of(
        {"a/data.pkl": files.pickle_of(NET), "a/data/0": files.raw()}, packing=8
    ),
    "npz": npz(np.savez),
    "npz_compressed": npz(np.savez_compressed),
    "safetensors": files.safetensors(
        {"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
         "b": {"dtype": "BF16", "shape": [2], "data_offsets": [24, 28]}}, bytes(28)
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def survive(tmp_path_factory):
    """Return a function that reads bytes and looks at every number that comes out."""
    path = tmp_path_factory.mktemp("fuzz") / "checkpoint"

    def survive(data):
        path.unlink(missing_ok=True)  # Arrays may still look at the last one.
        path.write_bytes(data)
        start = time.process_time()
        try:
            arrays = read(path).arrays
            for array in arrays.values():
                assert array.nbytes <= 4 * len(data) + 2**20 and not array.flags.writeable
                array.tobytes()
        except CheckpointError as error:
            assert str(error).isprintable()
            arrays = None
        assert time.process_time() - start < 5
        return arrays

    return survive


@pytest.mark.parametrize("name", SMALL)
def test_whole_files_are_read(survive, name):
    assert len(survive(SMALL[name])) == 2


@pytest.mark.parametrize("name", SMALL)
def test_files_cut_short_anywhere_are_refused(survive, name):
    for size in range(len(SMALL[name])):
        assert survive(SMALL[name][:size]) is None, size


@pytest.mark.parametrize("name", SMALL)
@hypothesis.given(data=st.data())
@hypothesis.settings(max_examples=60, deadline=None)
def test_files_with_bytes_changed(survive, name, data):
    content = bytearray(SMALL[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    survive(bytes(content))


@pytest.mark.parametrize("name", ["torch_zip", "deflated", "npz", "npz_compressed"])
def test_a_flipped_bit_never_changes_a_number(survive, name):
    """Zip archives have checksums. In the list of entries, an unused one's name may change."""
    good = {key: array.tobytes() for key, array in survive(SMALL[name]).items()}
    for place in range(len(SMALL[name])):
        bad = bytearray(SMALL[name])
        bad[place] ^= 1 << place % 8
        arrays = survive(bytes(bad))
        if arrays is not None:
            found = {key: array.tobytes() for key, array in arrays.items()}
            assert set(found.values()) <= set(good.values()), place


PIECES = [bytes([code]) for code in (*OPCODES, *REFUSED)] + [
    b"K\x01", b"K\x06", b"J\xff\xff\xff\xff", files.text("w"), files.text("state_dict"), b"h\x00",
    b"q\x00", files.storage(), files.tensor(), files.ORDERED_DICT, files.numbers([2, 3]),
    b"ctorch._utils\n_rebuild_tensor_v2\n", b"ctorch\nFloatStorage\n", b"ccollections\nCounter\n",
    b"I1\n", b"ctorch\nSize\n", b"}(" + files.text("w") + files.tensor() + b"u",
]  # fmt: skip


@hypothesis.given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join), st.booleans())
@hypothesis.settings(max_examples=150, deadline=None)
def test_any_order_of_instructions(survive, content, zipped):
    survive((files.torch_zip if zipped else files.torch_legacy)(content))


@hypothesis.given(st.binary(max_size=200), st.sampled_from([
    b"", b"\x80\x02", b"PK\x03\x04", files.MAGIC, files.MAGIC + files.PROTOCOL,
    b"\x10" + bytes(7) + b"{",
]))  # fmt: skip
@hypothesis.settings(max_examples=60, deadline=None)
def test_any_bytes(survive, content, start):
    survive(start + content)
