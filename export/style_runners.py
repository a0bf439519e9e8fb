"""TFLite files whose style is an input, as functions of a look: each behind its predictor."""

import functools

import numpy as np

from tfstyle.export.looks import SCALED, SQUARE
from tfstyle.export.runners import signature_runner, tflite_runner, to_unit
from tfstyle.export.signatures import predict_function, stylize_function
from tfstyle.tflite_facts import PREDICT, VECTOR


def style_tflite_runners(directory, entries, looks):
    """Yield `(function of a look, facts)` for every file of a model whose style is an input.

    A file that takes vectors has them of the predictor of its precision, as a user would, so that
    both are proven together. What a predictor of its own is worth shows when Keras paints by its
    vectors.

    Args:
        directory: of the files.
        entries: of `model.json`.
        looks: `Looks` of the model.
    """
    predictors = {
        (entry["precision"], entry["size"] is None): entry
        for entry in entries if entry.get("signature") == PREDICT
    }  # fmt: skip

    @functools.cache
    def by(precision, free):
        entry = predictors.get((precision, free))
        if entry is None:
            return _by_keras(looks.model)
        return _by_file(directory / entry["file"])

    paint = stylize_function(looks.model, looks.direction)
    for entry in entries:
        free = entry["size"] is None
        about = {**facts_of_entry(entry), "styles": SCALED if free else SQUARE}
        if entry.get("signature") == PREDICT:
            about["static"] = None  # of its own pictures, not of those that Keras paints here
            yield functools.partial(_painted, paint, by(entry["precision"], free)), about
        elif entry["direction"] == looks.direction:
            run = tflite_runner(directory / entry["file"])
            if looks.style.names:
                yield functools.partial(_weighted, run, looks.style.name), about
            else:
                yield functools.partial(_predicted, run, by(entry["precision"], free)), about


def facts_of_entry(entry) -> dict:
    """Return what a report's row says of a file, and its size."""
    return {
        "artefact": entry["file"], "precision": entry["precision"], "bytes": entry["bytes"],
        "static": entry["size"], "gpu": entry.get("gpu"),
    }  # fmt: skip


def vector_of(style, predict):
    """Return the vector of a blend, float32 (1, n): the weighted mean of those of its pictures.

    Args:
        style: list of (picture, weight), uint8 (H, W, 3); weights sum to 1.
        predict: function of one picture to its vector (1, n).
    """
    total = sum(np.float32(weight) * predict(picture) for picture, weight in style)
    return np.asarray(total, "float32")


def _by_file(path):
    run = signature_runner(path, PREDICT)
    return lambda picture: run(style_images=to_unit(picture))[VECTOR]


def _by_keras(model):
    predict = predict_function(model)
    return lambda picture: np.asarray(predict(to_unit(picture)))


def _painted(paint, predict, look):
    return np.asarray(paint(to_unit(look.picture), vector_of(look.style, predict)))[0]


def _predicted(run, predict, look):
    return run(look.picture, **{VECTOR: vector_of(look.style, predict)})


def _weighted(run, name, look):
    return run(look.picture, **{name: look.style[None]})
