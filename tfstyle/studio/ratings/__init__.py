"""What people like, and what is learned of it.

| module | what it offers |
|---|---|
| `ratings` | `Ratings(db)`: stars and choices, kept |
| `liking` | `Liking(ratings)`: the order of the library, strengths, which pair to ask of next |
| `exporting` | `export_votes`: votes and their pictures for `tfstyle train --ratings` |
| `teaching` | `Teaching`: when to learn again, and what was learned |
| `judge_refit` | `refit_judge`: what a judge's score is made of, as users would have it |

The mathematics is `tfstyle.preferences`', which knows no database.
"""

from tfstyle.studio.ratings.exporting import export_votes
from tfstyle.studio.ratings.judge_refit import refit_judge
from tfstyle.studio.ratings.liking import Liking
from tfstyle.studio.ratings.ratings import Ratings, Voted
from tfstyle.studio.ratings.teaching import JudgeLearned, Teaching

__all__ = [
    "JudgeLearned", "Liking", "Ratings", "Teaching", "Voted", "export_votes", "refit_judge",
]  # fmt: skip
