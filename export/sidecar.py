"""What is known of an exported model beside its weights: in `model.json` and inside each file."""

from tfstyle import __version__
from tfstyle.errors import ArchitectureError
from tfstyle.models.shared.style_input import painter, style_facts, style_input
from tfstyle.tflite_facts import FORMAT, PREDICT, VECTOR

# Of the file that makes a style's vector, in the place of a direction.
_STYLE = "style"


def facts_of_model(model, direction: str, *, name: str, preset=None, license=None) -> dict:
    """Return what holds for every TFLite file of one direction, see `tflite_facts.read_facts`.

    Args:
        model: the model.
        direction: a name in `model.directions`.
        name: the model's name.
        preset: its preset's name, `None` if it is of none.
        license: of the preset's weights, `None` if it is not known.
    """
    channels, painted = model.channels(direction)
    tensor = {"dtype": "float32", "layout": "NHWC", "range": [0, 1]}
    style = style_facts(model)
    return {
        "format": FORMAT if style else 1,
        "name": name,
        "preset": preset,
        "tfstyle": __version__,
        "kind": model.kind,
        "license": license or None,
        "direction": direction,
        "signature": "serving_default",
        "input": {
            "name": "images", **tensor, "channels": channels,
            "label_map": bool(model.takes_label_maps),
        },
        "output": {"name": "stylized", **tensor, "channels": painted},
        "size_multiple": int(model.size_multiple),
        "min_size": int(model.min_size),
        "receptive_margin": receptive_margin(model, direction),
        "whole_picture_statistics": whole_picture_statistics(model, direction),
        **style,
    }  # fmt: skip


def facts_of_predictor(facts: dict) -> dict:
    """Return what holds for the files that make the vectors of styles.

    Args:
        facts: of `facts_of_model`, on the files that take them.
    """
    style_images = {**facts["input"], "name": "style_images", "channels": 3, "label_map": False}
    vector = {
        "name": VECTOR, "dtype": "float32", "layout": "NC", "range": [None, None],
        "channels": facts["style"]["length"],
    }  # fmt: skip
    return {
        **facts, "direction": _STYLE, "signature": PREDICT, "input": style_images, "output": vector,
        "size_multiple": 1, "receptive_margin": None, "whole_picture_statistics": True,
    }  # fmt: skip


def receptive_margin(model, direction: str) -> int | None:
    """Return how many pixels around a tile its result depends on.

    `None` for more than tiles can overlap by, and where a layer does not say.
    """
    from tfstyle.inference.tiling import FarSighted

    if not model.capabilities.tiles:
        return None
    try:
        margin = model.tile_margin(direction)
    except ArchitectureError:
        return None
    return None if isinstance(margin, FarSighted) else int(margin)


def whole_picture_statistics(model, direction: str) -> bool:
    """Return whether the network normalizes by statistics of the whole picture it is given.

    The layers that do ask `instance_statistics` for them; a small picture shows whether one does.
    """
    import numpy as np

    from tfstyle.inference.padding import padded_size
    from tfstyle.layers import instance_statistics

    side = padded_size(1, model.size_multiple, model.min_size)
    channels, _ = model.channels(direction)
    picture, style = np.zeros((1, side, side, channels), "float32"), style_input(model)
    with instance_statistics.collect() as statistics:
        if style is None:
            model.translator(direction)(picture)
        else:
            painter(model, style)(picture, np.zeros((1, style.length), "float32"))
    return bool(statistics)


def of_file(facts: dict, size, precision: str) -> dict:
    """Return the facts of one file of a model.

    Args:
        facts: of `facts_of_model`.
        size: (height, width), or `None` for a file that takes any.
        precision: of the file.
    """
    return {**facts, "size": list(size) if size else None, "precision": precision}
