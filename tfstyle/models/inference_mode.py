"""How a trained generator runs: a choice that changes the picture, so it is stored with it.

- `"eval"`: moving averages in batch norm, no dropout.
- `"batch_statistics"`: batch norm takes each picture's own statistics, no dropout. What pix2pix
  learned with a batch of one, without its noise: the same picture every time, and exportable.
- `"train"`: the reference pix2pix's habit, own statistics **and** dropout as the source of noise.

Networks without batch norm and dropout give the same picture in all three.
"""

import keras

from tfstyle.training import no_gradients

INFERENCE_MODES = ("eval", "batch_statistics", "train")


def check_inference_mode(mode: str) -> str:
    """Return `mode` if it is one.

    Raises:
        ValueError: it is not.
    """
    if mode not in INFERENCE_MODES:
        raise ValueError(f"inference_mode must be one of {INFERENCE_MODES}. Received: {mode!r}")
    return mode


def inference_function(network: keras.Model, mode: str):
    """Return a function from pictures to pictures that never changes the network.

    Args:
        network: a generator with a `dropout` argument.
        mode: one of `INFERENCE_MODES`.

    Returns:
        A function of (B, H, W, C) in [-1, 1] to the same. With `"batch_statistics"` and
        `"train"` each batch norm takes its statistics over the whole batch: pass one picture at
        a time.
    """
    if check_inference_mode(mode) == "eval":

        def translate(pictures):
            with no_gradients():
                return network(pictures, training=False)

        return translate

    runner = network
    if mode == "batch_statistics" and getattr(network, "dropout", 0):
        # The same network without its dropout layers; it borrows the weights at every call.
        runner = type(network).from_config({**network.get_config(), "dropout": 0.0})

    def translate(pictures):
        state = runner.non_trainable_variables if runner is network else network.non_trainable_weights
        with no_gradients():
            # Stateless: the moving statistics that training mode would write are thrown away.
            return runner.stateless_call(
                [weight.value for weight in network.trainable_weights],
                [variable.value for variable in state],
                pictures,
                training=True,
            )[0]

    return translate
