"""What `scores.json` holds: which pictures were measured, how, and the scores.

A report is `{"protocol": ..., "pictures": ..., "scores": {row: {column: {"mean", "std"}}}}`; a
column is a metric of `tfstyle.metrics`. A card shows the rows as they are, see `card.py`.
"""

import numpy as np


def summary(rows) -> dict:
    """Return mean and standard deviation of each column of a list of `{column: number}`."""
    return {
        name: {
            "mean": round(float(np.mean([row[name] for row in rows])), 4),
            "std": round(float(np.std([row[name] for row in rows])), 4),
        }
        for name in rows[0]
    }
