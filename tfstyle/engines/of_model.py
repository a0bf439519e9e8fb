"""An engine for a model in memory, behind `model.translate(engine=...)`."""

from tfstyle.engines.artefacts import Artefacts
from tfstyle.engines.kept_source import KeptSource
from tfstyle.engines.keys import model_key


def painter(model, engine: str, direction: str, **how):
    """Return a model's function of pictures, run by an engine.

    The export belongs to the weights as they are now; a model that trains on gets another.

    Args:
        model: a Keras model of tfstyle.
        engine: one of `engine_names.CHOICES` but Keras.
        direction: one of its `directions`.
        **how: `style` and `alpha`, for models that take them.

    Raises:
        ExportError: the engine is not installed, the model cannot be exported, or its export does
            not paint Keras' picture.
    """
    if engine == "auto" and (model.capabilities.optimizes or model.inference_mode == "train"):
        return model.painter(direction, **how)
    artefacts = Artefacts(model_key(model), lambda: model)
    return KeptSource(artefacts, engine, running=True).painter(direction, **how)
