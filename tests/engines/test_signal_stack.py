"""OpenVINO leaves a thread the stack that its signals are handled on: Ctrl-C stays Ctrl-C."""

import ctypes
import gc
import subprocess
import sys

import numpy as np
import pytest

from tests.optional import need
from tfstyle.engines.runners.openvino import import_openvino, load

need("openvino")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux' sigaltstack")


class Stack(ctypes.Structure):
    """`stack_t` of <signal.h>."""

    _fields_ = (("start", ctypes.c_void_p), ("flags", ctypes.c_int), ("size", ctypes.c_size_t))


def signal_stack():
    told = Stack()
    assert ctypes.CDLL(None).sigaltstack(None, ctypes.byref(told)) == 0
    return told.start, told.size


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    openvino = import_openvino()
    opset13 = openvino.opset13
    given = opset13.parameter([1, 4, 4, 3], np.float32)
    path = tmp_path_factory.mktemp("openvino") / "twice.xml"
    openvino.save_model(openvino.Model([opset13.add(given, given)], [given]), path)
    return str(path)


def test_painting_leaves_it_as_it_was(file):
    before = signal_stack()
    for _ in range(2):
        paint = load(file, 1, "fp32")
        assert signal_stack() == before
        np.testing.assert_array_equal(paint(np.ones((1, 4, 4, 3), "float32")), 2)
        assert signal_stack() == before
        del paint
        gc.collect()
        assert signal_stack() == before


def test_a_signal_after_two_models_is_handled(file):
    program = (
        "import faulthandler, gc, signal\n"
        "faulthandler.enable()\n"
        "from tfstyle.engines.runners.openvino import load\n"
        f"one, two = load({file!r}, 1, 'fp32'), load({file!r}, 1, 'fp32')\n"
        "del one; gc.collect(); del two; gc.collect()\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('handled'))\n"
        "signal.raise_signal(signal.SIGTERM)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "handled"), done.stderr
