"""What a step of FastStyle is made of, in seconds of the processor, with oneDNN and without.

    TFSTYLE_VGG19=weights/ python -m tests.benchmarks.style_step --output style.json
    TFSTYLE_VGG19=weights/ python -m tests.benchmarks.style_step --bfloat16  # beside float32

Seconds of the processor, not of the clock: they hold on a machine that others use, too. Each side
runs in a process of its own, as oneDNN is chosen when TensorFlow is loaded.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

PARTS = ("step", "content", "content alone", "losses and slopes", "network and slopes")


def measure(crop: int, batch: int, rounds: int) -> dict[str, float]:
    """Return the median of each part's seconds of the processor."""
    functions = _functions(crop, batch)
    for function in functions.values():
        function()
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            begun = time.process_time()
            function()
            seconds[name].append(time.process_time() - begun)
    return {name: statistics.median(values) for name, values in seconds.items()}


def _functions(crop, batch):
    import numpy as np
    import tensorflow as tf

    from tfstyle.models import FastStyle
    from tfstyle.models.shared.loss_encoder import loss_encoder
    from tfstyle.networks import StyleNetwork

    random = np.random.default_rng(0)
    network = StyleNetwork(16, 5)
    model = FastStyle(network, style=10.0, tv=0.5)
    model.compile(style_pictures=[random.integers(0, 256, (256, 256, 3), "uint8")])
    alone = loss_encoder(None, [model.content_layer])
    photos = tf.constant(random.uniform(-1, 1, (batch, crop, crop, 3)).astype("float32"))
    _, targets = model._see(photos, tf.ones((batch, 1)))

    def losses_and_slopes():
        with tf.GradientTape() as tape:
            tape.watch(photos)
            loss = model._style_loss(model._features(photos), targets)
        return tape.gradient(loss, photos)

    def network_and_slopes():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(network(photos, training=True)))
        return tape.gradient(loss, network.trainable_weights)

    parts = (
        lambda: model.train_step((photos,))["generator/loss"],
        lambda: tf.reduce_sum(model._features(photos)[model.content_layer]),
        lambda: tf.reduce_sum(alone(photos)[0]),
        losses_and_slopes,
        network_and_slopes,
    )
    return {name: tf.function(part) for name, part in zip(PARTS, parts, strict=True)}


def main(arguments=None) -> None:
    """Measure both sides in one run, print their ratios and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crop", type=int, default=160)
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output")
    parser.add_argument("--bfloat16", action="store_true", help="float32 beside mixed_bfloat16")
    parser.add_argument("--side", choices=("float32", "mixed_bfloat16"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    sizes = [f"--{name}={getattr(options, name)}" for name in ("crop", "batch", "rounds")]
    if options.side:
        import keras

        keras.config.set_dtype_policy(options.side)
        print(json.dumps(measure(options.crop, options.batch, options.rounds)))
        return
    ways = (
        {"float32": ("1", "float32"), "bfloat16": ("1", "mixed_bfloat16")} if options.bfloat16
        else {"oneDNN off": ("0", "float32"), "oneDNN on": ("1", "float32")}
    )  # fmt: skip
    sides = {}
    for name, (switch, policy) in ways.items():
        command = [sys.executable, "-m", "tests.benchmarks.style_step", "--side", policy, *sizes]
        environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": switch, "TF_CPP_MIN_LOG_LEVEL": "3"}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        sides[name] = json.loads(done.stdout.decode("utf-8").splitlines()[-1])
    before, after = sides.values()
    print(f"{'part':20} " + " ".join(f"{name:>10}" for name in ways) + f" {'ratio':>6}")
    for part in PARTS:
        ratio = before[part] / after[part]
        print(f"{part:20} {before[part]:8.3f} s {after[part]:8.3f} s {ratio:6.2f}")
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            json.dump({"crop": options.crop, "batch": options.batch, **sides}, file, indent=2)


if __name__ == "__main__":
    main()
