"""`tfstyle translate --best-of N`: several results of each picture, and the judge's choice."""

import dataclasses
from collections.abc import Callable, Sequence

import typer

from tfstyle.cli import work
from tfstyle.cli.terminal import say
from tfstyle.inference.options import TranslateOptions

# The weakest of the strengths that are tried, as a share of the one asked for.
_LEAST = 0.5


def variants(model, options: TranslateOptions, count: int) -> list[tuple[str, TranslateOptions]]:
    """Return what is tried, each with its name: seeds of a model that draws noise, else strengths.

    Args:
        model: the last of a chain.
        options: as they were asked for; the first of the strengths, or of the seeds.
        count: how many, 2 or more.

    Example:
        >>> from types import SimpleNamespace
        >>> model = SimpleNamespace(inference_mode="eval")
        >>> [name for name, _ in variants(model, TranslateOptions(strength=0.8), 3)]
        ['--strength 0.8', '--strength 0.6', '--strength 0.4']
    """
    if model.inference_mode == "train":
        first = options.seed or 0
        seeds = range(first, first + count)
        return [(f"--seed {seed}", dataclasses.replace(options, seed=seed)) for seed in seeds]
    shares = [1 - (1 - _LEAST) * index / (count - 1) for index in range(count)]
    strengths = [round(options.strength * share, 3) for share in shares]
    return [
        (f"--strength {strength:g}", dataclasses.replace(options, strength=strength))
        for strength in strengths
    ]


def chooser(
    models: Sequence, options: TranslateOptions, count: int, judge: str, style: str | None,
    record: Callable,
) -> Callable:  # fmt: skip
    """Return a function that translates in several ways and keeps what the judge likes best.

    It returns the picture and its record.

    Args:
        models: the chain.
        options: of the whole.
        count: of the ways.
        judge: name of a judge.
        style: the painting to be like, if it is one picture: then what is left of the photograph
            and what came of the painting count, too.
        record: returns the record of a picture for its options.

    Raises:
        UnsupportedOptionError: the judge is none, or what is asked of a model is not in its power.
    """
    from tfstyle import zoo
    from tfstyle.cli.quiet import start_tensorflow
    from tfstyle.judging import best_of
    from tfstyle.judging.verdict import check_judge

    start_tensorflow()
    model = zoo.from_preset(judge)
    check_judge(model)
    asked_for = dict(variants(models[-1], options, count))
    ways = [(name, work.chain(models, asked)) for name, asked in asked_for.items()]

    def function(picture):
        beside = {"content": picture, "style": style} if style else {}
        made = ((name, translate(picture)) for name, translate in ways)
        name, result, verdict = best_of(model, made, **beside)
        say(f"{_named(picture)}: {name}, {verdict.overall:.0f} of 100", error=True)
        return result, record(asked_for[name])

    return function


def check_count(count: int | None, videos) -> None:
    """Check `--best-of` before anything is loaded."""
    if count is None:
        return
    if count < 2:
        raise typer.BadParameter(f"--best-of chooses among 2 or more, not {count}")
    if videos:
        raise typer.BadParameter("--best-of chooses among pictures; a video's frames would flicker")


def painting_of(styles) -> str | None:
    """Return the file of a style that is one picture, `None` for names and blends."""
    from pathlib import Path

    return str(styles) if isinstance(styles, str | Path) and Path(styles).is_file() else None


def _named(picture) -> str:
    return "picture" if hasattr(picture, "shape") else str(picture)
