"""PyTorch's own files, read as PyTorch reads them; and ours, read by PyTorch."""

import argparse
import collections

import numpy as np
import pytest

from tests.optional import need
from tfstyle.checkpoints import read, write_torch
from tfstyle.errors import CheckpointError

torch = need("torch")
pytestmark = pytest.mark.reference

def tensors():
    base = torch.arange(24, dtype=torch.float32)
    state = collections.OrderedDict(
        plain=base.reshape(2, 3, 4),
        turned=base.reshape(2, 3, 4).permute(2, 0, 1),
        part=base[5:11].reshape(2, 3),
        strided=base[1::5],
        channels_last=torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        parameter=torch.nn.Parameter(torch.randn(3)),
        half=torch.randn(4).half(),
        brain=torch.randn(4, 3).bfloat16().t(),
        double=torch.randn(2).double(),
        long=torch.tensor([-(2**40), 2**40]),
        int=torch.tensor([-7], dtype=torch.int32),
        short=torch.tensor([-7], dtype=torch.int16),
        char=torch.tensor([-7], dtype=torch.int8),
        byte=torch.tensor([200], dtype=torch.uint8),
        mask=torch.tensor([True, False]),
        num_batches_tracked=torch.tensor(5),
        empty=torch.zeros(0, 3),
    )
    state["odd"] = torch.tensor([1, 2], dtype=torch.uint16)
    return state


def assert_same(arrays, state):
    assert list(arrays) == list(state)
    for key, tensor in state.items():
        expected = tensor.detach()
        expected = (expected.float() if expected.dtype == torch.bfloat16 else expected).numpy()
        np.testing.assert_array_equal(arrays[key], expected)
        assert arrays[key].dtype == expected.dtype and arrays[key].shape == expected.shape
        assert not arrays[key].flags.writeable, key


@pytest.mark.parametrize("zipped, kind", [(True, "torch_zip"), (False, "torch_legacy")])
@pytest.mark.parametrize("protocol", [2, 4])
def test_tensors_of_all_kinds(tmp_path, zipped, kind, protocol):
    state = tensors()
    options = {"_use_new_zipfile_serialization": zipped, "pickle_protocol": protocol}
    if not zipped:
        del state["odd"]  # Types that came later are not saved so.
    torch.save(state, tmp_path / "a.pth", **options)
    checkpoint = read(tmp_path / "a.pth")
    assert checkpoint.format == kind and checkpoint.nesting == ""
    assert_same(checkpoint.arrays, state)


@pytest.mark.parametrize("zipped", [True, False])
def test_what_lies_beside_a_state_dict(tmp_path, zipped):
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    # What Adam and MultiStepLR say of themselves; to make them takes PyTorch seconds of imports.
    moments = {"step": torch.tensor(1.0), "exp_avg": torch.zeros(4, 3, 3, 3)}
    adam = {"state": {0: moments, 1: moments}, "param_groups": [{"lr": 2e-4, "params": [0, 1]}]}
    everything = {
        "epoch": 7, "state_dict": torch.nn.DataParallel(network).state_dict(),
        "optimizer": adam, "best": np.float64(0.5), "curve": np.arange(3),
        "options": argparse.Namespace(netG="resnet_9blocks"), "loss": torch.tensor(0.5),
        "schedule": {"milestones": collections.Counter([2, 3]), "last_epoch": 0},
        "device": torch.device("cpu"), "type": torch.float32, "size": torch.Size([2, 3]),
        "random": torch.get_rng_state(), "history": collections.defaultdict(list, a=[1.0]),
    }  # fmt: skip
    torch.save(everything, tmp_path / "a.pth", _use_new_zipfile_serialization=zipped)
    checkpoint = read(tmp_path / "a.pth")
    assert checkpoint.nesting == "state_dict"
    assert_same(checkpoint.arrays, network.state_dict())


@pytest.mark.parametrize("zipped", [True, False])
def test_a_whole_model_is_refused(tmp_path, zipped):
    torch.save(torch.nn.Conv2d(3, 4, 3), tmp_path / "a.pth", _use_new_zipfile_serialization=zipped)
    with pytest.raises(CheckpointError, match=r"torch\.nn\.modules\.conv\.Conv2d.*a whole model"):
        read(tmp_path / "a.pth")


def test_torchscript_is_refused(tmp_path):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch calls TorchScript deprecated; files remain.
        torch.jit.script(torch.nn.Conv2d(3, 4, 3)).save(str(tmp_path / "a.pt"))
    with pytest.raises(CheckpointError, match="TorchScript archive: a program"):
        read(tmp_path / "a.pt")


@pytest.mark.parametrize("tensor, message", [
    (torch.ones(1).expand(5), "contiguous"),
    (torch.ones(3, dtype=torch.complex64), r"torch\.ComplexFloatStorage"),
    (torch.eye(2).to_sparse(), "_rebuild_sparse_tensor"),
])  # fmt: skip
def test_tensors_that_are_not_read(tmp_path, tensor, message):
    torch.save({"w": tensor}, tmp_path / "a.pth")
    with pytest.raises(CheckpointError, match=message):
        read(tmp_path / "a.pth")


def test_files_that_pytorch_wrote_without_checksums(tmp_path):
    state = {"w": torch.arange(6.0), "n": torch.tensor(3)}
    torch.serialization.set_crc32_options(False)
    try:
        torch.save(state, tmp_path / "a.pth")
    finally:
        torch.serialization.set_crc32_options(True)
    assert_same(read(tmp_path / "a.pth").arrays, state)
    torch.save(state, tmp_path / "b.pth")
    data = (tmp_path / "b.pth").read_bytes()
    weight = state["w"].numpy().tobytes()
    assert data.count(weight) == 1
    (tmp_path / "b.pth").write_bytes(data.replace(weight, weight[:-1] + b"\x7e"))
    assert torch.load(tmp_path / "b.pth", weights_only=True)["w"][-1] > 1e37  # It looks at none.
    with pytest.raises(CheckpointError, match="checksum differs"):
        read(tmp_path / "b.pth")


@pytest.mark.parametrize("mmap", [False, True])
def test_pytorch_reads_what_is_written(tmp_path, mmap):
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    arrays = {key: value.numpy() for key, value in network.state_dict().items()}
    arrays["turned"] = np.arange(6.0).reshape(2, 3).T
    arrays["big"] = np.arange(3, dtype=">f4")
    arrays["empty"] = np.zeros((2, 0, 3), "float16")
    arrays["mask"] = np.array([[True], [False]])
    write_torch(tmp_path / "g.pth", arrays)
    state = torch.load(tmp_path / "g.pth", weights_only=True, mmap=mmap)
    assert type(state) is collections.OrderedDict and list(state) == list(arrays)
    for key, array in arrays.items():
        np.testing.assert_array_equal(state[key].numpy(), array)
    assert state["1.num_batches_tracked"].dtype == torch.int64
    assert state["1.num_batches_tracked"].shape == ()
    other = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    other.load_state_dict({key: state[key] for key in network.state_dict()})
    assert torch.equal(other[0].weight, network[0].weight)
