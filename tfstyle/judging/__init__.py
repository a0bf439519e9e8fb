"""How good one picture is: a judge's findings, content and style kept, as scores and sentences."""

from tfstyle.judging.calibrate import calibrate, calibration_error
from tfstyle.judging.choosing import best_of
from tfstyle.judging.heat_map import heat_map
from tfstyle.judging.refit import Refit, refit
from tfstyle.judging.verdict import Verdict, deliver

__all__ = [
    "Refit",
    "Verdict",
    "best_of",
    "calibrate",
    "calibration_error",
    "deliver",
    "heat_map",
    "refit",
]
