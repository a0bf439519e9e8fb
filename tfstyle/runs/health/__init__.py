"""Is it converging? What is looked at while a run trains, and what it means when it is wrong.

A check is one file: a `Check` that says what is measured, from where on it is wrong, what that
means and what usually helps. To add one, write its file and name it in `checks.CHECKS`.
"""

from tfstyle.runs.health.checks import CHECKS, fitting, get_check
from tfstyle.runs.health.events import Events
from tfstyle.runs.health.memory import Memory
from tfstyle.runs.health.not_finite import Halt
from tfstyle.runs.health.observing import observer

__all__ = ["CHECKS", "Events", "Halt", "Memory", "fitting", "get_check", "observer"]
