"""Models of plain functions, for tests of everything around them."""

import threading

import numpy as np

from tfstyle.serving.signature import Signature, TensorInfo


class Half:
    """Halves pictures: `serving_default` float32, `serving_uint8`, `serving_bytes` reversed bytes.

    `serving_default` cannot take values above 1, as a real model.

    Args:
        factor: what pictures are multiplied by; tells versions apart.

    Attributes:
        calls: how many pictures each call had.
        gate: a call waits until it is set.
    """

    def __init__(self, factor=0.5):
        self.factor, self.calls, self.closed = factor, [], False
        self.gate = threading.Event()
        self.gate.set()
        floats = (None, None, None, 3)
        self.signatures = {
            "serving_default": self._signature("serving_default", "float32", floats, "images",
                                               "stylized", self._floats),
            "serving_uint8": self._signature("serving_uint8", "uint8", floats, "images",
                                             "stylized", self._levels),
            "serving_bytes": self._signature("serving_bytes", "string", (None,), "image_bytes",
                                             "stylized_bytes", self._bytes),
        }  # fmt: skip

    def _signature(self, name, dtype, shape, taken, given, function):
        def run(arrays):
            self.gate.wait(10)
            self.calls.append(len(arrays[taken]))
            return {given: function(arrays[taken])}

        inputs, outputs = ({key: TensorInfo(key, dtype, shape)} for key in (taken, given))
        return Signature(name, inputs, outputs, run)

    def _floats(self, images):
        from tfstyle.serving.problems import ServingError

        if (images > 1).any():
            raise ServingError("INVALID_ARGUMENT", "Pictures are float in [0, 1].")
        return images * np.float32(self.factor)

    def _levels(self, images):
        return (images * self.factor).astype("uint8")

    def _bytes(self, files):
        return np.array([file[::-1] for file in files], dtype=object)

    def close(self):
        self.closed = True
