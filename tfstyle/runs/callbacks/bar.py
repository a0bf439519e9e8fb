"""The progress bar of a run: step, bar, rate and time left on one line, the losses below it."""

from rich.columns import Columns
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

# What stands beside the bar at most: "step 200000/200000", "1234.5 imgs/s" and "1:23:45".
_BESIDE = 44
_BAR = 24


class LossesBelow(Progress):
    """A progress bar with the losses under it, in as many lines as they need.

    Beside it they would push out what matters more: a terminal is 80 columns wide, CycleGAN has
    nine losses.

    Attributes:
        losses: texts such as `"cycle/a 1.23"`.
    """

    losses = ()

    def get_renderables(self):
        """Return the bar's line, and those of the losses."""
        yield self.make_tasks_table(self.tasks)
        if self.losses:
            yield Columns([Text(text) for text in self.losses], padding=(0, 2))


def make_bar(console) -> LossesBelow:
    """Return the bar for a console, whose width decides how long it is."""

    def whole():
        return Column(no_wrap=True)

    return LossesBelow(
        TextColumn("step", table_column=whole()),
        MofNCompleteColumn(table_column=whole()),
        BarColumn(bar_width=max(4, min(_BAR, console.width - _BESIDE)), table_column=whole()),
        TextColumn("{task.fields[rate]}", table_column=whole()),
        TimeRemainingColumn(table_column=whole()),
        console=console,
        refresh_per_second=4,
    )
