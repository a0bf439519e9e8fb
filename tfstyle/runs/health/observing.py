"""A few fixed pictures, made and judged by the model as it is now; nothing of it changes."""

from collections.abc import Callable, Iterator, Sequence

import keras
import numpy as np

from tfstyle.runs.health.memory import Memory
from tfstyle.runs.health.observation import Gradient, Judgement, Observation, Way
from tfstyle.runs.translating import translator_function
from tfstyle.training import compiled, no_gradients

# Of the noise; those of the samples and of the figures are others.
_SEED = 577
# Styles that are looked at, of a model that learned many.
_STYLES = 4


def observer(
    model: keras.Model, columns: Sequence[np.ndarray], together: int, memory: Memory
) -> Callable[[], Observation]:
    """Return what looks at a model.

    Args:
        model: compiled.
        columns: the parts of a batch, a few fixed rows each: pictures float32 (N, H, W, C) in
            [-1, 1], and labels (N,) for a model of classes.
        together: rows that go through the networks at once, as many as a step has room for.
        memory: knows earlier gradients.
    """
    ways = list(_ways(model, columns, together))
    judge = None if model.decision_threshold is None else model.judging()

    def observe() -> Observation:
        return Observation(
            ways={name: make() for name, make in ways},
            judgements=_judgements(judge, model.decision_threshold, columns, together),
            gradients={
                player: Gradient(norm, weights, memory.earlier(player))
                for player, (norm, weights) in model.gradient_norms().items()
            },
        )

    return observe


def _ways(model, columns, together) -> Iterator[tuple[str, Callable[[], Way]]]:
    """Return each way by name, with a function that goes it."""
    can, sources = model.capabilities, columns[0]
    if can.generates:
        latents = model.latents(len(sources), seed=_SEED)
        yield "generated", lambda: Way(_made(_plain(model), latents, together), reals=sources)
    elif can.style == "picture":
        yield model.directions[0], lambda: Way(
            np.stack([model.sample_row(*row)[-1] for row in zip(*columns, strict=True)]),
            sources, columns[1],
        )  # fmt: skip
    elif can.style:
        for name in model.styles[:_STYLES]:
            paint = translator_function(model, style=name)
            yield name, _translated(paint, sources, None, together)
    elif can.imitates:
        paint = translator_function(model)
        shown = _made(model.shown, sources, together)
        yield model.directions[0], _translated(paint, sources, shown, together)
    else:
        for index, name in enumerate(model.directions):
            paint = translator_function(model, name)
            yield name, _translated(paint, columns[index], columns[1 - index], together)


def _translated(paint, sources, reals, together):
    return lambda: Way(_made(paint, sources, together), sources, reals)


def _plain(model):
    """Return a model's `call` as a function of arrays."""

    def paint(batch):
        with no_gradients():
            return model(batch)

    graph = compiled(paint)
    return lambda batch: keras.ops.convert_to_numpy(graph(keras.ops.convert_to_tensor(batch)))


def _made(paint, inputs, together) -> np.ndarray:
    made = [paint(inputs[start : start + together]) for start in range(0, len(inputs), together)]
    return np.concatenate(made)


def _judgements(judge, threshold, columns, together) -> dict[str, Judgement]:
    if judge is None:
        return {}
    found: dict[str, list] = {}
    for start in range(0, len(columns[0]), together):
        batch = (keras.ops.convert_to_tensor(one[start : start + together]) for one in columns)
        judged = judge(*batch)
        for name, sides in judged.items():
            arrays = [[keras.ops.convert_to_numpy(one).ravel() for one in side] for side in sides]
            found.setdefault(name, []).append(arrays)
    return {name: _judgement(parts, threshold) for name, parts in found.items()}


def _judgement(parts, threshold: float) -> Judgement:
    """Return how often `[(on real, on results), ...]`, a list of scales each, are right.

    All scales count alike.
    """
    sides = zip(*parts, strict=True)
    real, fake = ([np.concatenate(one) for one in zip(*side, strict=True)] for side in sides)
    return Judgement(
        real=float(np.mean([np.mean(one > threshold) for one in real])),
        fake=float(np.mean([np.mean(one <= threshold) for one in fake])),
        order=float(np.mean([_in_order(*pair) for pair in zip(real, fake, strict=True)])),
    )


def _in_order(real, fake) -> float:
    """Return the share of pairs in which the first is larger, ties by half."""
    fake = np.sort(fake)
    below, upto = (np.searchsorted(fake, real, side).mean() for side in ("left", "right"))
    return float(below + upto) / (2 * len(fake))
