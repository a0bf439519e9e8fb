"""Who is told of a run beside TensorBoard, see `train.tracking`."""

import importlib.util
from pathlib import Path

from tfstyle.errors import RunError
from tfstyle.recipes import Recipe
from tfstyle.runs.callbacks.mlflow import MLflow
from tfstyle.runs.callbacks.tensorboard import TensorBoard


class Both:
    """Looks like the board, and tells MLflow the same.

    Args:
        board: of the run.
        other: told after it.
    """

    def __init__(self, board: TensorBoard, other: MLflow):
        self.board = board
        self.other = other

    def __call__(self, step: int, values: dict) -> None:
        """Write losses."""
        self.board(step, values)
        self.other(step, values)

    def scalars(self, step: int, values: dict) -> None:
        """Write figures."""
        self.board.scalars(step, values)
        self.other(step, values)

    def pictures(self, step: int, pictures: dict, about: str = "") -> None:
        """Show samples."""
        self.board.pictures(step, pictures, about)
        self.other.pictures(step, pictures, about)

    def event(self, step: int, check: str, sentence: str) -> None:
        """Write what a check of the run's health says."""
        self.board.event(step, check, sentence)
        self.other.event(step, check, sentence)

    def close(self) -> None:
        """End both."""
        self.board.close()
        self.other.close()


def check_tracking(recipe: Recipe) -> None:
    """See, before anything is read, that what is to be told of a run is installed.

    Raises:
        RunError: it is not.
    """
    if recipe.train.tracking == "mlflow" and importlib.util.find_spec("mlflow") is None:
        raise RunError(
            "train.tracking = 'mlflow' needs the package mlflow-skinny. pip install "
            "'tfstyle[mlflow]', or --set train.tracking=none."
        )


def tracked(board: TensorBoard, recipe: Recipe, directory: Path, console) -> TensorBoard | Both:
    """Return the board, or what tells it and another, as the recipe says.

    Args:
        board: of the run.
        recipe: of the run.
        directory: of the run.
        console: where it is said that the other does not listen any more.

    Raises:
        RunError: the other cannot be told anything.
    """
    if recipe.train.tracking == "none":
        return board
    from tfstyle.recipes import flatten

    def say(text):
        console.print(text, soft_wrap=True, highlight=False, markup=False)

    return Both(board, MLflow(directory, flatten(recipe), say))
