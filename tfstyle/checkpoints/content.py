"""What a file is, by its first bytes and by what its zip archive lists; names may lie."""

import struct
from collections.abc import Collection

from tfstyle import foreign
from tfstyle.checkpoints.names import shown
from tfstyle.errors import CheckpointError

_AGAIN = "Fetch it again, with the address of the file itself."
# First bytes of what people have instead of a checkpoint, and what helps them on.
_OTHERS = (
    (b"version https://git-lfs", "it is a Git LFS pointer, not the file. Run `git lfs pull`."),
    (b"<", f"it is a web page, not a checkpoint. {_AGAIN}"),
    (b"\x1f\x8b", "it is compressed with gzip. Unpack it first."),
    (b"\x89HDF", foreign.HDF5),
    (b"\x93NUMPY", "it is a single array; an .npz with named arrays is needed."),
    (b"{", "it is JSON text (an index or an error message?), not a checkpoint."),
)


def tell_bytes(data: memoryview) -> str:
    """Return `"zip"`, `"torch_legacy"` or `"safetensors"`.

    Raises:
        CheckpointError: something else; the message says what, where that is known.
    """
    start = bytes(data[:512])
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if len(start) > 1 and start[0] == 0x80 and start[1] <= 5:
        return "torch_legacy"
    if len(start) > 8 and start[8:9] == b"{" and struct.unpack("<Q", start[:8])[0] < 2**32:
        return "safetensors"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, message in _OTHERS:
        if text.startswith(beginning):
            raise CheckpointError(message)
    if start[257:262] == b"ustar":
        raise CheckpointError(
            "it is a tar archive. Unpack it and name the checkpoint in it. If it is a checkpoint "
            "of PyTorch 0.1 (it holds `storages`, `tensors` and `pickle`), load it with a "
            "PyTorch you trust it to, and save it again."
        )
    raise CheckpointError(
        "it is of no known format: torch.save's, .safetensors and .npz are read. It begins with "
        f"{start[:16]!r}."
    )


def tell_zip(names: Collection[str]) -> str:
    """Return `"torch_zip"` or `"npz"`.

    Args:
        names: of the archive's entries.

    Raises:
        CheckpointError: a TorchScript program, or an archive of something else.
    """
    if any("/code/" in f"/{name}" and name.endswith(".py") for name in names) or any(
        name.count("/") == 1 and name.endswith("/constants.pkl") for name in names
    ):
        raise CheckpointError(
            "it is a TorchScript archive: a program, not only weights; nothing was run. With "
            "PyTorch its weights are saved alone by `torch.save(torch.jit.load(path)"
            ".state_dict(), 'weights.pth')`."
        )
    if any(name.count("/") == 1 and name.endswith("/data.pkl") for name in names):
        return "torch_zip"
    if names and all(name.endswith(".npy") for name in names):
        return "npz"
    if set(names) >= foreign.KERAS_ENTRIES:
        raise CheckpointError(foreign.KERAS)
    inside = ", ".join(shown(name) for name in list(names)[:3]) or "nothing"
    raise CheckpointError(
        f"it is a zip archive of other files ({inside}). Unpack it and name the checkpoint in it."
    )
