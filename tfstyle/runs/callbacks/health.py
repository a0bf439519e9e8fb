"""A look at the run's health between its steps, and a word where something is wrong."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from tfstyle.runs.callbacks.step import StepCallback
from tfstyle.runs.health.check import Check
from tfstyle.runs.health.events import Events
from tfstyle.runs.health.memory import Memory
from tfstyle.runs.health.observation import Observation


class Health(StepCallback):
    """Measures what the checks ask for, shows it, and says once what is beyond a threshold.

    Args:
        start: updates done before this `fit`.
        every: steps between two looks.
        observe: looks at the model.
        checks: those that fit it.
        memory: of what was seen and said before.
        listeners: functions of `(step, {"health/NAME": value})`.
        events: where what is said is kept.
        say: tells a person.
        recipe: its values by the keys' full names, which some remedies name.
    """

    def __init__(
        self,
        start: int,
        every: int,
        observe: Callable[[], Observation],
        checks: Sequence[Check],
        memory: Memory,
        listeners: Iterable[Callable[[int, dict], None]],
        events: Events,
        say: Callable[[str], None],
        recipe: Mapping,
    ):
        super().__init__(start)
        self.every = every
        self.observe = observe
        self.checks = list(checks)
        self.memory = memory
        self.listeners = list(listeners)
        self.events = events
        self.say = say
        self.recipe = recipe
        self._began = time.monotonic()
        self._spent = 0.0

    def on_train_begin(self, logs=None):
        """Begin to count the time."""
        self._began = time.monotonic()

    def on_step(self, step, losses):
        """Look when it is time."""
        if step % self.every == 0:
            self.look(step)

    def look(self, step: int) -> None:
        """Look now."""
        began = time.monotonic()
        seen = self.observe()
        measured = {check: check.measure(seen) for check in self.checks}
        for player, gradient in seen.gradients.items():
            self.memory.remember(player, gradient.norm)
        values = seen.figures()
        for check, parts in measured.items():
            worst = check.worst(parts)
            if worst is None:
                continue
            values[check.name] = parts[worst]
            if len(parts) > 1:
                values |= {f"{check.name}/{part}": value for part, value in parts.items()}
            if step > check.after and self.memory.to_say(check, parts[worst]):
                self._tell(step, check, parts[worst], worst if len(parts) > 1 else "")
        now = time.monotonic()
        self._spent += now - began
        values["share"] = self._spent / max(now - self._began, 1e-9)
        values = {f"health/{name}": value for name, value in values.items()}
        for listener in self.listeners:
            listener(step, values)

    def _tell(self, step, check, value, part):
        sentence = check.told(value, part, self.recipe)
        self.events(step, check, value, sentence)
        self.say(f"Step {step}: {sentence}")
