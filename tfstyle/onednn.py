"""Whether TensorFlow computes through oneDNN on the processor, which it reads when it is loaded.

It is TensorFlow's own choice on x86 processors with AVX-512 VNNI, AVX-512 BF16 or AMX; on all
others it is off. docs/speed.md measures what it is worth there: something for losses that look
through VGG19, less than nothing for games against a discriminator. The last bits of all numbers
depend on it.
"""

import os
import platform
import sys

VARIABLE = "TF_ENABLE_ONEDNN_OPTS"
RECORD = "onednn"  # its name among the versions in a run's recipe
_ON, _OFF = "on", "off"


def choose(faster: bool, began: str | None = None) -> str | None:
    """Choose before TensorFlow is loaded; what the environment says stays.

    Args:
        faster: whether what is to be trained is faster through it wherever it can be.
        began: what `state` was when the run began that goes on, if it is known.

    Returns:
        A sentence where the environment makes a run go on otherwise than it began.
    """
    if "tensorflow" in sys.modules:  # too late: it has been read
        return None
    given = os.environ.get(VARIABLE)
    if given is None:
        if began in (_ON, _OFF):
            os.environ[VARIABLE] = "1" if began == _ON else "0"
        elif faster and platform.machine().lower() in ("x86_64", "amd64"):
            os.environ[VARIABLE] = "1"
        return None
    now = _ON if given.lower() in ("1", "true") else _OFF
    if began in (_ON, _OFF) and now != began:
        return (
            f"{VARIABLE}={given}, but the run began with oneDNN {began}: it goes on with other "
            "last bits. Unset it to go on as before."
        )
    return None


def state() -> str | None:
    """Return `"on"` or `"off"`, or `None` where TensorFlow does not tell; loads TensorFlow."""
    try:
        # TensorFlow's public interface does not tell.
        from tensorflow.python.util import _pywrap_util_port
    except ImportError:
        return None
    return _ON if _pywrap_util_port.IsMklEnabled() else _OFF
