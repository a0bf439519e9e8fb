"""What runs and evaluations left on disk, as one page that a browser shows: nothing is fetched.

A page is read off files alone, without TensorFlow: of a run that goes on, was cut short or is from
an older version it shows what is there and says what is not.
"""

from tfstyle.report.compare_page import compare_page
from tfstyle.report.evaluation_page import evaluation_page
from tfstyle.report.run_page import run_page

__all__ = ["compare_page", "evaluation_page", "run_page"]
