"""`read`: whatever holds a state dict, told by its content, given as NumPy arrays."""

import dataclasses
import os

from tfstyle.checkpoints import npz, safetensors, torch_legacy, torch_zip
from tfstyle.checkpoints.arrays import Arrays
from tfstyle.checkpoints.content import tell_bytes, tell_zip
from tfstyle.checkpoints.mapped import map_file, release
from tfstyle.checkpoints.names import check_names, strip_prefixes
from tfstyle.checkpoints.state_dict import choose
from tfstyle.checkpoints.tensors import to_stored
from tfstyle.checkpoints.zip_directory import ZipDirectory
from tfstyle.errors import CheckpointError


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """The arrays of one state dict.

    Attributes:
        arrays: from key to array, in the file's order, read-only. Most are views of the mapped
            file; the others are made when they are asked for. Nothing is in memory before it is
            used.
        format: `"torch_zip"`, `"torch_legacy"`, `"safetensors"` or `"npz"`.
        nesting: the keys under which the file holds the state dict, joined by dots, `""` where it
            is the file's own content.
        file: the mapped file, for `release`.
    """

    arrays: Arrays
    format: str
    nesting: str = ""
    file: memoryview | None = dataclasses.field(default=None, repr=False, compare=False)

    def release(self) -> None:
        """Give back the memory of what was read so far; the file is read again where it is used.

        Call it now and then while going through a large checkpoint.
        """
        if self.file is not None:
            release(self.file)


def read(path: str | os.PathLike, nesting: str | None = None) -> Checkpoint:
    """Read the state dict of a file, as data: nothing in the file is run, whatever it holds.

    The format is told by the content, never by the name. Data types stay as they are but
    bfloat16, which NumPy does not know and which becomes float32 (exactly). Prefixes that all
    keys share because a wrapper was saved (`module.`, `_orig_mod.`) are taken off.

    Args:
        path: a file of `torch.save` (zip or the older pickle), `.safetensors` or `.npz`.
        nesting: which state dict to take, where a file holds several, e.g. `"params_ema"`. By
            default the only one.

    Returns:
        The arrays. They are views of the file while they live: replace it by renaming (as
        `write_torch` does), do not write into it.

    Raises:
        CheckpointError: no such file, of no known format, damaged or cut short; it asks for
            anything but tensors (the message names it; it was not run); it claims more than it
            holds; there is no state dict in it, or there are several.

    Example:
        >>> import tempfile
        >>> import numpy as np
        >>> from tfstyle.checkpoints import write_torch
        >>> path = tempfile.mkdtemp() + "/latest_net_G.pth"
        >>> write_torch(path, {"conv.weight": np.ones((8, 3, 7, 7), "float32")})
        >>> checkpoint = read(path)
        >>> checkpoint.format, checkpoint.arrays["conv.weight"].shape
        ('torch_zip', (8, 3, 7, 7))
    """
    try:
        return _read(map_file(path), nesting)
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error


def _read(data: memoryview, nesting: str | None) -> Checkpoint:
    kind, where = tell_bytes(data), ""
    if kind == "zip":
        directory = ZipDirectory(data)
        kind = tell_zip(directory.entries)
    if kind in ("torch_zip", "torch_legacy"):
        pickled = torch_zip.load(directory) if kind == "torch_zip" else torch_legacy.load(data)
        where, tensors = choose(pickled.content, nesting)
        check_names(tensors)
        held = directory.size if kind == "torch_zip" else len(data)
        stored = to_stored(tensors, pickled.storage, pickled.order, most=4 * held + 2**20)
    else:
        if nesting:
            raise CheckpointError(f"a {kind} file is flat: nesting {nesting!r} does not apply.")
        stored = npz.load(directory) if kind == "npz" else safetensors.load(data)
        check_names(stored)
    if not stored:
        raise CheckpointError("it holds no arrays.")
    release(data)
    return Checkpoint(Arrays(strip_prefixes(stored)), kind, where, data)
