"""Any pictures on disk, measured by any metrics that fit them."""

from collections.abc import Callable, Iterable, Sequence

from tfstyle.errors import DataError
from tfstyle.evaluation import partners
from tfstyle.evaluation.asked import chosen
from tfstyle.evaluation.beside import Beside
from tfstyle.evaluation.looked_through import encoders_for, fingerprints
from tfstyle.evaluation.measuring import measure, readings, ticker
from tfstyle.evaluation.picture_set import PictureSet
from tfstyle.evaluation.record import Evaluation
from tfstyle.evaluation.stylized import evaluate_stylized
from tfstyle.metrics import get_metric, list_metrics
from tfstyle.metrics.registry import OF_SETS

_OTHERWISE = "compare them as sets (fid, kid)"


def evaluate(
    generated, reference=None, *, metrics: Iterable[str] | None = None, style=None, content=None,
    size: int | None = None, seed: int = 0, progress: Callable[[int, int], None] | None = None,
) -> Evaluation:  # fmt: skip
    """Measure pictures on disk.

    Sets are compared with the reference as sets; pictures with those of the same name; those that
    stand alone by metrics that need nothing else. Pictures are read one by one, as RGB over white:
    the memory does not grow with their number.

    Args:
        generated: a folder of the pictures to judge, or one picture. With `style` a list of
            folders, too.
        reference: a folder of real pictures, or of what each should be, or one picture.
        metrics: their names; `None` for those that fit, without those whose network is not to be
            had.
        style: the painting, or a folder of paintings by the names of the pictures; then the result
            says for each picture how much of the photograph is kept and how much of the painting
            is reached.
        content: a folder of the photographs that the pictures were made of, or one.
        size: with `style`: pixels of the shorter side at which all is measured.
        seed: of what is drawn at random: subsets, and intervals.
        progress: called with how many pictures were read, and of how many.

    Returns:
        The figures, with all that is needed to have them again.

    Raises:
        UnknownMetricError: there is no metric of a name.
        DataError: what was given does not fit, or cannot be measured; with what to do.
        ImageError: a picture is damaged.
        OfflineError: the weights of a network are not to be had.

    Example:
        >>> import tempfile
        >>> import numpy as np
        >>> from tfstyle import images
        >>> place = tempfile.mkdtemp()
        >>> for name, level in (("made", 51), ("real", 0)):
        ...     images.write_image(f"{place}/{name}.png", np.full((16, 16, 3), level, "uint8"))
        >>> found = evaluate(f"{place}/made.png", f"{place}/real.png", metrics=["l1"])
        >>> found.metrics["l1"].value
        0.4
    """
    sets = generated if isinstance(generated, list | tuple) else [generated]
    names = None if metrics is None else list(metrics)
    if style is not None:
        if content is None:
            raise DataError("A style needs the photographs, too: name their folder by --content.")
        if reference is not None:
            raise DataError("Stylized pictures have no REFERENCE: leave it out, or leave --style.")
        return evaluate_stylized(sets, style, content, names, size, seed, progress)
    if len(sets) != 1:
        raise DataError(f"Several sets need a style to be compared by. Received: {len(sets)} sets")
    if size is not None:
        raise DataError("A size is for stylized pictures; without --style they keep theirs.")
    return _evaluate(sets[0], reference, names, content, seed, progress)


def _evaluate(generated, reference, metrics, content, seed, progress):
    paths = {"reference": reference, "content": content}
    given = [word for word, path in paths.items() if path is not None]
    if metrics is not None:
        chosen(metrics, given)  # before a folder of 50,000 is looked at
    made = PictureSet(generated, "GENERATED")
    real = None if reference is None else PictureSet(reference, "REFERENCE")
    photographs = None if content is None else PictureSet(content, "--content")
    notes = [note for one in (made, real, photographs) if one for note in one.notices]
    if real is not None and (both := partners.check_different(made, real)):
        notes.append(both)
    alike = metrics is None and real is not None and _alike(made, real)
    names = _enough(chosen(metrics, given, alike), made, real, optional=metrics is None)
    beside = Beside()
    if _of(names, "pair"):
        beside.targets = partners.pair_up(made, real, _OTHERWISE)
        partners.check_sizes(beside.targets, _of(names, "pair"))
        notes += beside.targets.notes
    if _of(names, "change"):
        beside.photographs = partners.pair_up(made, photographs, "leave out --content")
        partners.check_proportions(beside.photographs)
        notes += beside.photographs.notes
    if _of(names, "sets"):
        notes += _of_two_sizes(made, real)
    encoders, names, missing = encoders_for(names, optional=metrics is None)
    figures, _ = measure(
        made, names, encoders, beside.functions(), real, seed=seed,
        tick=ticker(progress, readings(made, names, real)),
    )  # fmt: skip
    kind = "sets" if _of(names, "sets") else "pairs" if _of(names, "pair") else "pictures"
    return Evaluation(
        kind, figures, made.record(), real.record() if real else None,
        content=photographs.record() if photographs else None, notes=(*notes, *missing),
        seed=seed, weights=fingerprints(encoders),
    )  # fmt: skip


def _of(names, *kinds):
    return [name for name in names if name in list_metrics(*kinds)]


def _alike(made, real):
    """Tell whether each picture of both sets has a partner of its size."""
    try:
        found = partners.pair_up(made, real, _OTHERWISE)
    except DataError:
        return False
    return not (found.alone or partners.differing(found))


def _enough(names: Sequence[str], made, real, optional):
    """Return the metrics for which there are enough pictures.

    Raises:
        DataError: nothing is left, or one was asked for.
    """
    small = [one for one in (made, real) if one is not None and len(one) < 2]
    of_sets = [name for name in names if get_metric(name).compares in OF_SETS]
    if real is not None and len(real) < 2 and not _of(of_sets, "sets"):
        small = [one for one in small if one is not real]
    left = [name for name in names if name not in of_sets]
    if not of_sets or not small:
        return list(names)
    if optional and left:
        return left
    raise DataError(
        f"{', '.join(of_sets)} compare sets of pictures, 2 or more on each side, and tell "
        f"something from some 50 on. {small[0].word} {small[0].path} holds 1. Name folders, or "
        "metrics of pairs (lpips, ssim, psnr)."
    )


def _of_two_sizes(made, real):
    """Return what to tell of sets whose pictures have different sizes."""
    sizes = [len(set(one.sizes.values())) for one in (made, real)]
    shown = ["{1}x{0}".format(*one.common_size()) for one in (made, real)]
    if shown[0] == shown[1] and sizes == [1, 1]:
        return []
    words = [
        f"{one.word} is {'mostly ' if count > 1 else ''}{size}"
        for one, count, size in zip((made, real), sizes, shown, strict=True)
    ]
    return [
        f"{' and '.join(words)}: a network sees all at one size, so a part of the distance is the "
        "resizing. Bring both sets to one size for a fair figure."
    ]


