"""What a client asks for a picture, whatever the protocol: a signature and its inputs.

The bytes of a file go as they are to `serving_bytes`, and those of a PNG come back. An array goes
to `serving_uint8` or, of floats in [0, 1], to `serving_default`, and comes back as one.
"""

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

Protocol = Literal["v1", "v2"]
PROTOCOLS = ("v1", "v2")


@dataclasses.dataclass(frozen=True)
class Question:
    """One picture's.

    Attributes:
        signature: its name.
        input: what the picture is called in it.
        output: what the result is called in it.
        picture: bytes of a file, or an array (H, W, C) of uint8 or float32.
        direction: of a model with two.
    """

    signature: str
    input: str
    output: str
    picture: Any
    direction: str | None

    @property
    def encoded(self) -> bool:
        """Return whether the picture is the bytes of a file."""
        return isinstance(self.picture, bytes)

    def of(self, outputs: Mapping[str, Any]) -> Any:
        """Return the result among outputs by name: the one of its name, or the only one.

        Raises:
            ValueError: there are others only.
        """
        if self.output in outputs:
            return outputs[self.output]
        if len(outputs) == 1:
            return next(iter(outputs.values()))
        raise ValueError(f"outputs {', '.join(outputs) or 'none'}, and no {self.output}")


def question(
    picture: Any, signature: str | None, direction: str | None, protocol: str
) -> Question:
    """Return what is asked.

    Args:
        picture: bytes of a file, its path, or an array (H, W, C), uint8 or float in [0, 1].
        signature: another one than the picture's kind means.
        direction: of a model with two.
        protocol: of `PROTOCOLS`.

    Raises:
        OSError: the file cannot be read.
        ValueError: the array is no picture, or there is no such protocol.
    """
    if protocol not in PROTOCOLS:
        raise ValueError(f"protocol is 'v1' or 'v2'. Received: {protocol!r}")
    if isinstance(picture, str | os.PathLike):
        picture = Path(picture).read_bytes()
    if isinstance(picture, bytes | bytearray | memoryview):
        return Question(
            signature or "serving_bytes", "image_bytes", "stylized_bytes", bytes(picture), direction
        )
    import numpy as np

    array = np.asarray(picture)
    if array.dtype != "uint8" and array.dtype.kind != "f":
        raise ValueError(f"a picture is uint8, or float in [0, 1]. Received: {array.dtype}")
    if array.ndim != 3 or not array.size:
        raise ValueError(f"a picture has shape (H, W, C). Received: {array.shape}")
    plain = "serving_uint8" if array.dtype == "uint8" else "serving_default"
    array = array if array.dtype == "uint8" else array.astype("float32", copy=False)
    return Question(signature or plain, "images", "stylized", array, direction)
