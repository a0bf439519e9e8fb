"""OpenVINO's own files, TFLite and ONNX, by OpenVINO, without its telemetry."""

import contextlib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tfstyle.errors import ExportError

# Compiled for these sizes at a time, beside the one for any.
_SIZES = 2
# Where what was compiled is kept, beside an OpenVINO file of the cache.
_COMPILED = "compiled"
_CORES: list = []
_LOCK = threading.Lock()


def load(path: str, threads: int, precision: str):
    """Return a file as a function of one picture, see `runners.load`.

    A graph compiled for one size runs up to twice as fast as that for any (CycleGAN at 256x256: 89
    ms against 165), and takes a second to compile: from the second picture of a size in a row on
    there is one for it.

    Args:
        path: of the file, of one input and one output.
        threads: to compute with.
        precision: `"fp32"` or `"bf16"`.

    Raises:
        ExportError: the processor has no bfloat16.
    """
    core = the_core()
    if precision == "bf16" and "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        raise ExportError(
            "This processor has no arithmetic in bfloat16, which would be emulated slowly. Use the "
            "engine openvino."
        )
    how = {
        "INFERENCE_PRECISION_HINT": {"fp32": "f32", "bf16": "bf16"}[precision],
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
    }
    if path.endswith(".xml"):
        how["CACHE_DIR"] = str(Path(path).parent / _COMPILED)
    graph = core.read_model(path)
    ranks = [given.partial_shape.rank.get_length() for given in graph.inputs]
    order = sorted(range(len(ranks)), key=lambda index: -ranks[index])  # the picture first
    fixed = graph.input(order[0]).partial_shape.is_static
    # The file for any size stays as it is: reshaping changes the graph itself.
    of_any = core.compile_model(graph, "CPU", how)
    compiled: dict[tuple, object] = {}
    last = None

    def paint(picture, *others):
        nonlocal last
        shape, run = picture.shape, of_any
        if not fixed and (shape == last or shape in compiled):
            if shape not in compiled:
                if len(compiled) == _SIZES:
                    del compiled[next(iter(compiled))]
                graph.reshape({order[0]: list(shape)})
                compiled[shape] = core.compile_model(graph, "CPU", how)
            run = compiled[shape]
        last = shape
        given = dict(zip(order, (picture, *others), strict=True))
        return run(given)[0].copy()  # the next call writes to the same memory

    return paint


def the_core():
    """Return OpenVINO's one `Core` of this process, which is made by a thread that then ends.

    With its part for processors, a `Core` gives the thread that loads it a small stack for signals,
    and takes it away when it goes: after two of them the stack named to the system is one that is
    no longer there, and the next Ctrl-C ends Python with a segmentation fault. On processors with
    AMX the small one can be too small, too. Nobody sends signals to a thread that has ended.
    """
    openvino = import_openvino()

    def make():
        core = openvino.Core()
        with contextlib.suppress(RuntimeError):  # no part for processors: compiling will say so
            core.get_property("CPU", "FULL_DEVICE_NAME")  # which loads it
        return core

    with _LOCK:
        if not _CORES:
            with ThreadPoolExecutor(1) as thread:
                _CORES.append(thread.submit(make).result())
        return _CORES[0]


def import_openvino():
    """Import OpenVINO so that it reports nothing to anybody.

    Its converter, which comes along with the import, sends that it was imported where the package
    `openvino-telemetry` is there; without it, OpenVINO has a stand-in that does nothing.
    """
    with _absent("openvino_telemetry"):
        import openvino

    return openvino


@contextlib.contextmanager
def _absent(package: str):
    """Let a package not be found inside the block; one that was imported before stays."""
    before = sys.modules.get(package)
    if before is not None:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[package]
