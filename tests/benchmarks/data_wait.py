"""How long a training step waits for its pictures, as a share of the step.

    python -m tests.benchmarks.data_wait FACADES_FOLDER [--filters 64] [--steps 40]

A pix2pix step at 256x256 is timed together with the `next()` that fetches its batch. The first
steps, in which the pipeline fills and TensorFlow traces, do not count.
"""

import argparse
import json
import time

from tfstyle.allocator import keep_freed_memory


def measure(folder, filters, steps, warm_up=5):
    """Return seconds a step and the share of it spent waiting for data."""
    keep_freed_memory()
    import tensorflow as tf

    from tfstyle import PatchDiscriminator, Pix2Pix, UNetGenerator, data

    spec = data.DataSpec("paired", folder, load=286, crop=256)
    batches = iter(data.load_dataset(spec, batch_size=1))
    model = Pix2Pix(
        UNetGenerator(filters=filters),
        PatchDiscriminator(filters=filters, in_channels=6, normalization="batch"),
    )
    model.compile()
    train = tf.function(lambda a, b: model.train_step((a, b)), autograph=False)
    waited = worked = 0.0
    for step in range(steps + warm_up):
        start = time.perf_counter()
        batch = next(batches)
        fetched = time.perf_counter()
        train(*batch)["generator/loss"].numpy()
        done = time.perf_counter()
        if step >= warm_up:
            waited += fetched - start
            worked += done - start
    return {"step_s": worked / steps, "waiting_share": waited / worked}


def main():
    """Parse the command line, measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--filters", type=int, default=64)
    parser.add_argument("--steps", type=int, default=40)
    options = parser.parse_args()
    print(json.dumps(measure(options.folder, options.filters, options.steps)))


if __name__ == "__main__":
    main()
