"""What a picture goes through: a model's own function, once for each style that is asked for."""

import numpy as np


def painters(model, direction: str, options) -> list:
    """Return a function for each of `options.styles`.

    Args:
        model: one that translates.
        direction: one of its `directions`.
        options: `TranslateOptions`, of which `style`, `alpha` and `seed` decide here.

    Returns:
        Functions of float32 arrays in [-1, 1], (B, H, W, C) to (B, H, W, D), H and W multiples of
        the model's `size_multiple`.
    """
    chosen = [{"style": style} for style in options.styles] if model.capabilities.style else [{}]
    if model.capabilities.alpha:
        chosen = [{**how, "alpha": options.alpha} for how in chosen]
    functions = [_numpy_function(model.translator(direction, **how)) for how in chosen]
    if model.inference_mode == "train":
        _draw_noise(model.network_of(direction), options.seed)
    return functions


def _numpy_function(translator):
    """Return `translator`, from and to tensors, as a function of float32 arrays."""
    from keras import ops

    from tfstyle.layers.tensorflow_kernels import plain_operations

    def function(pictures):
        # The kernels that are quick in training are less exact, and not what is exported.
        with plain_operations():
            out = translator(ops.convert_to_tensor(pictures, "float32"))
        return np.asarray(ops.convert_to_numpy(out), "float32")

    return function


def _draw_noise(network, seed):
    """Set the random state of the dropout layers, freshly or from `seed`."""
    seed = np.random.SeedSequence(seed)
    weights = {id(weight) for weight in network.weights}
    states = [variable for variable in network.variables if id(variable) not in weights]
    for state in states:
        state.assign(seed.generate_state(int(np.prod(state.shape))).reshape(state.shape))
        (seed,) = seed.spawn(1)
