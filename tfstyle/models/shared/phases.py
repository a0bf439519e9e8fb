"""Training in phases that follow from the number of updates done, so that a resumed run agrees."""

from typing import Any

from keras import ops


class Phases:
    """The phases of a model whose `train_step` differs between them.

    `fit` gets one traced function a phase and a Python choice between them, by `function`. A
    branch inside one graph would hold both, and the updates of `tf.distribute` are not allowed in
    it.

    Args:
        *phases: pairs of a name and the steps it takes, in order; the last takes `None` and goes
            on for ever.

    Raises:
        ValueError: the last phase ends, or an earlier one does not.

    Example:
        >>> phases = Phases(("coarse", 1000), ("joint", None))
        >>> phases.at(999), phases.at(1000)
        ('coarse', 'joint')
    """

    def __init__(self, *phases):
        *earlier, (_, last) = phases
        if last is not None or any(steps is None for _, steps in earlier):
            raise ValueError(f"The last phase alone takes None steps. Received: {phases}")
        self._phases = phases
        self._tracing = None

    def at(self, step: int) -> str:
        """Return the phase of a step, counted from 0."""
        *earlier, (last, _) = self._phases
        for name, steps in earlier:
            if step < steps:
                return name
            step -= steps
        return last

    def now(self, updates) -> str:
        """Return the phase of the next update.

        In a `tf.function` of your own the number of updates is not known while it is traced, and
        only a model of a single phase can be traced so.

        Args:
            updates: function that returns how many were done; asked only where that matters.
        """
        if self._tracing is not None:
            return self._tracing
        active = [name for name, steps in self._phases if steps != 0]
        return active[0] if len(active) == 1 else self.at(updates())

    def function(self, updates, make):
        """Return a function, such as `fit` calls, that chooses the phase, and that phase's graph.

        Args:
            updates: as of `now`.
            make: function that returns what is called, as Keras would have `fit` do; it is asked
                once a phase, at its first call.
        """
        functions = {}

        def of_phase(*arguments):
            name = self.now(updates)
            if name not in functions:
                functions[name] = make()
            self._tracing = name
            try:
                return functions[name](*arguments)
            finally:
                self._tracing = None

        return of_phase


class InPhases:
    """Mixin for a `keras.Model` whose `train_step` asks `self.phases.now(self._updates)`.

    It stands before the mixins of the players. The model sets `phases` in its constructor.
    """

    phases: Phases
    train_function: Any
    generator_optimizer: Any

    def phase_at(self, step: int) -> str:
        """Return the name of the phase of a step, counted from 0."""
        return self.phases.at(step)

    def make_train_function(self, force=False):
        """Make the function `fit` calls: it chooses the phase, and that phase's graph."""
        if self.train_function is None or force:
            self.train_function = self.phases.function(self._updates, self._make_of_phase)
        return self.train_function

    def judging(self):
        """Return `judgements` as one graph for each phase."""
        return self.phases.function(self._updates, super().judging)

    def _make_of_phase(self):
        chooser = self.train_function
        super().make_train_function(force=True)
        made, self.train_function = self.train_function, chooser
        return made

    def _updates(self) -> int:
        return int(ops.convert_to_numpy(self.generator_optimizer.iterations))
