"""What converting the largest published U-Net costs: 54 M parameters, in every container.

    python -m tests.benchmarks.conversion [--output benchmark.json]

Measured is the whole command `tfstyle convert`, from its start to its end, TensorFlow's start of
some seconds and 600 MiB included. The first row is TensorFlow's start alone. The files hold random
numbers; another process writes them, so that its memory is not counted.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASES = [
    (container, dtype)
    for container in ("zip", "legacy")
    for dtype in ("float32", "bfloat16", "float64")
]
START = "from tfstyle.cli.quiet import start_tensorflow as start; start(); import tfstyle.models"


def write(path, container, dtype):
    """Write a checkpoint of the full-size pix2pix generator, as `torch.save` does."""
    from tfstyle.cli.quiet import start_tensorflow

    start_tensorflow()
    import numpy as np

    from tests.checkpoints import files
    from tfstyle.convert.architectures import GANUNet
    from tfstyle.convert.transfer import dump
    from tfstyle.networks import UNetGenerator

    kinds = {"float32": "FloatStorage", "bfloat16": "BFloat16Storage", "float64": "DoubleStorage"}
    network = UNetGenerator()
    tensors, storages = {}, {}
    for key, array in dump(network, GANUNet().entries(network.get_config())).items():
        number = str(len(storages))
        row = files.storage(number, kinds[dtype], array.size)
        strides = [int(np.prod(array.shape[axis + 1 :])) for axis in range(array.ndim)]
        tensors[key] = files.tensor(row, shape=array.shape, strides=strides)
        if dtype == "bfloat16":  # the upper half of float32
            array = (array.view(np.uint32) >> 16).astype(np.uint16)
        else:
            array = array.astype(dtype)
        storages[number] = array.tobytes()
    itemsize = array.itemsize
    content = files.dictionary(files.ORDERED_DICT, **tensors)
    if container == "zip":
        Path(path).write_bytes(files.torch_zip(content, storages))
    else:
        Path(path).write_bytes(files.torch_legacy(content, storages, itemsize))


def measure(arguments):
    """Run Python and return seconds, seconds of processor and the most MiB it held."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} ended with {process.returncode}.")
    return {
        "seconds": seconds,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "resident_mib": usage.ru_maxrss / 1024,
    }


def rows(folder):
    """Yield the figures of TensorFlow's start and of every case."""
    yield {"what": "start alone", "file_mib": 0, **measure(["-c", START])}
    for container, dtype in CASES:
        path = folder / "latest_net_G.pth"
        measure(["-m", "tests.benchmarks.conversion", "--write", path, container, dtype])
        figures = measure(["-m", "tfstyle", "convert", path, "-o", folder / "preset"])
        size = path.stat().st_size / 2**20
        yield {"what": f"{container}, {dtype}", "file_mib": size, **figures}


def main():
    """Parse the command line, measure, print the table and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=None)
    parser.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        return write(*options.write)
    print("| file | size | seconds | of processor | most memory |")
    print("|---|---|---|---|---|")
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder)):
            measured.append(row)
            print(
                f"| {row['what']} | {row['file_mib']:.0f} MiB | {row['seconds']:.1f} | "
                f"{row['processor_seconds']:.1f} | {row['resident_mib']:.0f} MiB |", flush=True,
            )  # fmt: skip
    if options.output:
        report = {"cores": os.cpu_count(), "rows": measured}
        options.output.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
