"""What people like, and what is learned of it.

| module | what it offers |
|---|---|
| `ratings` | `Ratings(db)`: stars and choices, kept |
| `liking` | `Liking(ratings)`: the order of the library, strengths, which pair to ask of next |
| `exporting` | `export_votes`: votes and their pictures for `tfstyle train --ratings` |
| `judge_refit` | `refit_judge`: what a judge's score is made of, as users would have it |

The mathematics is `tfstyle.preferences`', which knows no database.
"""

from tfstyle.studio.ratings.exporting import export_votes
from tfstyle.studio.ratings.judge_refit import refit_judge
from tfstyle.studio.ratings.liking import Liking
from tfstyle.studio.ratings.ratings import Ratings, Voted

__all__ = ["Liking", "Ratings", "Voted", "export_votes", "refit_judge"]
