"""What a restorer must not fall below: a picture that it had better left alone is none mended.

Of each kind of damage alone the mean result is nearer to its original than the input is, in pixels
and to the eye; of mixtures by 4 dB; and a photograph that nothing happened to comes back above
40 dB, as a copy that nobody tells from it.
"""

from collections.abc import Mapping

from tfstyle.zoo.evaluating.derived import MIXTURE, TRANSLATION, UNDAMAGED

MIXTURE_GAIN, COPY = 4.0, 40.0  # dB


def shortfalls(scores: Mapping[str, Mapping[str, Mapping]]) -> dict[str, str]:
    """Return what falls short, a sentence for each kind of damage.

    Args:
        scores: of `Evaluation`; of other models than restorers nothing falls short.

    Example:
        >>> row = lambda psnr: {"psnr": {"mean": psnr}}
        >>> shortfalls({"holes, input": row(26.0), "holes, output": row(25.0)})
        {'holes': 'holes: PSNR 25 after 26'}
    """
    found = {}
    for row, after in scores.items():
        kind, _, which = row.partition(", ")
        if which != "output" or kind == TRANSLATION:
            continue
        before = scores.get(f"{kind}, input", {})
        told = [
            f"{title} {now:.4g} after {then:.4g}"
            for metric, title, enough in (("psnr", "PSNR", _nearer(kind)), _TO_THE_EYE)
            if None not in (now := _mean(after, metric), then := _mean(before, metric))
            and not enough(now, then)
        ]
        if kind == UNDAMAGED and not _mean(after, "psnr", COPY + 1) > COPY:
            told.append(f"PSNR {_mean(after, 'psnr'):.4g} of what should stay as it is")
        if told:
            found[kind] = f"{kind}: {', '.join(told)}"
    return found


def _nearer(kind):
    gain = MIXTURE_GAIN if kind == MIXTURE else 0.0
    return lambda now, then: now > then + gain


_TO_THE_EYE = ("lpips_squeeze", "LPIPS", lambda now, then: now < then)


def _mean(row, metric, otherwise=None):
    return row.get(metric, {}).get("mean", otherwise)
