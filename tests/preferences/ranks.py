"""Kendall's rank correlation, without what scipy.stats loads."""

import itertools

import numpy as np


def kendall(a, b) -> float:
    """Return tau of two orders without ties: pairs in order less pairs out of order, as a share."""
    signs = [
        np.sign(a[i] - a[j]) * np.sign(b[i] - b[j])
        for i, j in itertools.combinations(range(len(a)), 2)
    ]
    return float(np.mean(signs))
