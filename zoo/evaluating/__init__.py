"""A preset's numbers, measured again: what a card says is what `evaluate_preset` returns.

How a preset is measured is data, its `Protocol`: recorded in `scores.json` where it ships, read
from the recipe where it does not. Each kind of model has a file that says which pictures are
compared with which (`pairs`, `derived`, `domains`, `styles`, `noise`); `rows.py` has metrics look.
"""

from tfstyle.zoo.evaluating.evaluate import evaluate_model, evaluate_preset
from tfstyle.zoo.evaluating.evaluation import Evaluation
from tfstyle.zoo.evaluating.judges import JudgeFigures
from tfstyle.zoo.evaluating.pictures import Pictures, open_pictures
from tfstyle.zoo.evaluating.protocol import Protocol, protocol_of

__all__ = [
    "Evaluation",
    "JudgeFigures",
    "Pictures",
    "Protocol",
    "evaluate_model",
    "evaluate_preset",
    "open_pictures",
    "protocol_of",
]
