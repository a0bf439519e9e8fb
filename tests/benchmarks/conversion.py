"""What converting the largest published U-Net costs: 54 M parameters.

    python -m tests.benchmarks.conversion

Two processes: one writes the checkpoint, one converts it, so that the second's memory is its own.
Memory is that of the whole process, TensorFlow included, which alone takes some 600 MiB.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def write(path):
    """Write a checkpoint of the full-size pix2pix generator."""
    from tfstyle import checkpoints
    from tfstyle.convert.architectures import GANUNet
    from tfstyle.convert.transfer import dump
    from tfstyle.networks import UNetGenerator

    network = UNetGenerator()
    checkpoints.write_torch(path, dump(network, GANUNet().entries(network.get_config())))


def measure(path, out):
    """Convert, and print seconds and MiB."""
    import tfstyle.models  # noqa: F401  (not part of what is measured)
    from tfstyle.convert import convert

    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    (source,) = convert(path, out)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{source.parameters:,} parameters: {seconds:.1f} s, {cpu:.1f} s of processor; peak "
        f"{after.ru_maxrss // 1024} MiB, {before.ru_maxrss // 1024} MiB of it before"
    )


def main():
    """Run both halves."""
    if len(sys.argv) == 2:
        return write(sys.argv[1])
    if len(sys.argv) == 3:
        return measure(*sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "latest_net_G.pth"
        quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        for arguments in ([path], [path, Path(folder) / "out"]):
            command = [sys.executable, "-m", "tests.benchmarks.conversion", *map(str, arguments)]
            subprocess.run(command, check=True, env=quiet)


if __name__ == "__main__":
    main()
