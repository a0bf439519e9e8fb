"""The one place where a model asks for what stands above it: an engine that runs its export.

Engines need exports and exports need models, so no model can import an engine. It is named here
and loaded when somebody asks for one.
"""

import importlib

# Has `painter(model, engine, direction, **how)`.
_PROVIDER = "tfstyle.engines.of_model"


def engine_painter(model, engine: str, direction: str, **how):
    """Return a model's function of pictures as `model.painter` does, run by another engine.

    Args:
        model: a Keras model of tfstyle.
        engine: one of `engine_names.ENGINES`, or `"auto"`.
        direction: one of its `directions`.
        **how: `style` and `alpha`, for models that take them.

    Raises:
        ExportError: the engine is not installed, or does not paint Keras' picture.
    """
    return importlib.import_module(_PROVIDER).painter(model, engine, direction, **how)
