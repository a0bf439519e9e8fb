"""What a picture goes through: a model's function, once for each style that is asked for."""

import numpy as np

from tfstyle.inference.engine_seam import engine_painter


def painters(model, direction: str, options, *, tiled: bool = False) -> list:
    """Return a function for each of `options.styles`.

    Args:
        model: one that translates.
        direction: one of its `directions`.
        options: `TranslateOptions`, of which `style`, `alpha`, `engine` and `seed` decide here.
        tiled: for parts of a picture, of which the model's own layers share the statistics.

    Returns:
        Functions of float32 arrays in [-1, 1], (B, H, W, C) to (B, H, W, D), H and W multiples of
        the model's `size_multiple`.
    """
    chosen = [{"style": style} for style in options.styles] if model.capabilities.style else [{}]
    if model.capabilities.alpha:
        chosen = [{**how, "alpha": options.alpha} for how in chosen]
    if options.engine is None or tiled:
        functions = [model.painter(direction, tiled=tiled, **how) for how in chosen]
    else:
        functions = [engine_painter(model, options.engine, direction, **how) for how in chosen]
    if model.inference_mode == "train":
        _draw_noise(model.network_of(direction), options.seed)
    return functions


def _draw_noise(network, seed):
    """Set the random state of the dropout layers, freshly or from `seed`."""
    seed = np.random.SeedSequence(seed)
    weights = {id(weight) for weight in network.weights}
    states = [variable for variable in network.variables if id(variable) not in weights]
    for state in states:
        state.assign(seed.generate_state(int(np.prod(state.shape))).reshape(state.shape))
        (seed,) = seed.spawn(1)
