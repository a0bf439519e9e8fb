"""What people prefer in recipes: a taste, how much it counts, and which votes it came of."""

import re
from collections.abc import Mapping

from tfstyle.errors import RecipeError
from tfstyle.preferences.taste import NONE, Taste
from tfstyle.recipes.schema import Follows, Key

# What `--ratings` gives the term: a logit of worth for about what content costs.
WEIGHT = 1.0
_RECORD = re.compile(r"sha256:[0-9a-f]{64} [^\r\n]{1,200}")

# Of the algorithms whose models can follow a taste.
KEYS = {
    "loss.preference": Key(
        float,
        "Weight of what people liked in their votes, in logits.",
        Follows(
            f"{WEIGHT} with a taste, 0 without", lambda of: WEIGHT * (of["loss.taste"] != NONE)
        ),
        least=0.0, most=10.0,
    ),
    "loss.taste": Key(
        str,
        "What that is: looks of a painting, with center, scale, slope and bend each.",
        NONE, flag="--ratings studio.db",
    ),
    "train.ratings": Key(
        str,
        "Which votes the taste came of: their checksum and how many. Only a record: a run needs no "
        "database to go on.",
        NONE,
    ),
}  # fmt: skip


def check(values: Mapping) -> None:
    """Check that a taste can be read, and is there where it counts.

    Raises:
        RecipeError: it is not.
    """
    weight, taste, record = (values[name] for name in KEYS)
    if taste == NONE and weight:
        raise RecipeError(
            f"loss.preference = {weight} needs a taste to follow: train with --ratings studio.db, "
            "or leave loss.preference out."
        )
    if taste != NONE:
        try:
            Taste.parse(taste)
        except ValueError as error:
            raise RecipeError(f"loss.taste: {error}") from None
    if record != NONE and not _RECORD.fullmatch(record):
        raise RecipeError(
            "train.ratings is written by --ratings: 'sha256:...' of the votes, and how many. "
            f"Received: {record[:100]!r}"
        )
