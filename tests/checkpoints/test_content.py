"""What people have instead of a checkpoint gets a sentence that helps them on."""

import io
import os
import pickle
import tarfile

import pytest

from tfstyle.checkpoints import read
from tfstyle.errors import CheckpointError

from . import files


def tar():
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", encoding="utf-8") as archive:
        for name in ("storages", "tensors", "pickle"):
            archive.addfile(tarfile.TarInfo(name))
    return target.getvalue()


@pytest.mark.parametrize("data, message", [
    (b"", "empty: the download failed"),
    (b"<!DOCTYPE html><html>Sign in", "web page.*Fetch it again"),
    (b"\xef\xbb\xbf\n <html>", "web page"),
    (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n", "git lfs pull"),
    (b'{"error": "rate limit exceeded"}', "JSON"),
    (b"\x1f\x8b\x08\x00rest", "gzip. Unpack"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"\x93NUMPY\x01\x00", "single array"),
    (tar(), "tar archive. Unpack.*PyTorch 0.1"),
    (b"\x00\x01\x02\x03", "no known format.*begins with"),
    (b"P", "no known format"),
    (pickle.dumps({"a": [1.0]}), "Python pickle, but not one of torch.save"),
    (files.zip_of({"model/readme.txt": b"hello"}), "other files .model/readme.txt."),
    (files.zip_of({}), "other files .nothing."),
    (files.zip_of({"a/data.pkl": b"", "a/code/__torch__/net.py": b"", "a/version": b"3"}),
     "TorchScript archive: a program.*state_dict"),
    (files.zip_of({"a/data.pkl": b"", "a/constants.pkl": b""}), "TorchScript"),
    (files.zip_of({"a/data.pkl": b"", "b/data.pkl": b""}), "several data.pkl"),
])  # fmt: skip
def test_other_files_are_named(read_bytes, data, message):
    with pytest.raises(CheckpointError, match=message) as caught:
        read_bytes(data)
    assert "checkpoint: " in str(caught.value)  # The path comes first.


def test_places_that_are_no_files(tmp_path):
    with pytest.raises(CheckpointError, match=r"gone\.pth: there is no such file"):
        read(tmp_path / "gone.pth")
    with pytest.raises(CheckpointError) as caught:
        read(tmp_path)
    assert str(caught.value) == f"{tmp_path}: it is a folder. Name the checkpoint file in it."
    os.mkfifo(tmp_path / "pipe")  # Opening it would wait for ever.
    with pytest.raises(CheckpointError, match=r"pipe: it is no file\.$"):
        read(tmp_path / "pipe")
    with pytest.raises(CheckpointError, match="cannot be read"):
        read("a\0b")
    with pytest.raises(CheckpointError, match=r"a{300}: it cannot be read \(File name too long\)"):
        read("a" * 300)


def test_a_whole_model_is_called_a_program(read_bytes):
    content = b"cmodels.networks\nResnetGenerator\n)\x81}X\x08\x00\x00\x00_modules"
    content += b"ctorch.nn.modules.conv\nConv2d\n)\x81sb"
    with pytest.raises(CheckpointError) as caught:
        read_bytes(files.torch_zip(content))
    for words in ("models.networks.ResnetGenerator", "nothing was run", "a whole model",
                  "a program", "torch.save(model.state_dict()"):  # fmt: skip
        assert words in str(caught.value)
