"""What a person sees while a run goes on."""

import time

from tfstyle.runs.callbacks.step import StepCallback

_LINE_EVERY_SECONDS = 10


class Progress(StepCallback):
    """A bar with pictures a second, time left and losses; plain lines where there is no terminal.

    Also a listener of `Losses`: call it with `(step, means)`.

    Args:
        start: updates done before this `fit`.
        steps: updates of the whole run.
        batch_size: pictures of one update.
        console: a `rich.console.Console`.
    """

    def __init__(self, start: int, steps: int, batch_size: int, console):
        super().__init__(start)
        self.steps = steps
        self.batch_size = batch_size
        self.console = console
        self._bar = self._task = None
        self._began: int | None = None
        self._began_at = 0.0
        self._last_line: float | None = None

    def on_train_begin(self, logs=None):
        """Show the bar."""
        if not self.console.is_terminal:
            return
        from tfstyle.runs.callbacks.bar import make_bar

        self._bar = make_bar(self.console)
        self._task = self._bar.add_task("", total=self.steps, completed=self.start, rate="")
        self._bar.start()

    def on_step(self, step, losses):
        """Advance the bar."""
        if self._began is None:
            # The first step traces the graph; it says nothing about the rate.
            self._began, self._began_at = step, time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, completed=step, rate=self._rate(step))

    def __call__(self, step: int, losses: dict) -> None:
        """Show the losses."""
        short = [f"{name} {value:.3g}" for name, value in losses.items()]
        if self._bar is not None:
            chosen = [text for text in short if "/loss" in text or "cycle" in text or "l1" in text]
            self._bar.losses = chosen
            return
        now = time.monotonic()
        due = self._last_line is None or now - self._last_line >= _LINE_EVERY_SECONDS
        if due or step == self.steps:
            self._last_line = now
            self.console.print(
                f"step {step}/{self.steps}  {self._rate(step)}  {self._left(step)}  "
                + "  ".join(short),
                soft_wrap=True, highlight=False,
            )

    def close(self) -> None:
        """Take the bar away; safe to call more than once."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _per_second(self, step):
        if self._began is None or step <= self._began:
            return None
        return (step - self._began) / max(time.monotonic() - self._began_at, 1e-6)

    def _rate(self, step):
        rate = self._per_second(step)
        return f"{rate * self.batch_size:.1f} imgs/s" if rate else ""

    def _left(self, step):
        rate = self._per_second(step)
        if not rate:
            return ""
        minutes, seconds = divmod(round((self.steps - step) / rate), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02} left"
