"""Training in phases that follow from the number of updates done, so that a resumed run agrees."""

from keras import ops


class Phases:
    """Mixin for a `keras.Model` whose `train_step` differs between the phases of a training.

    The model offers `phases`, pairs of a name and the steps it takes, and a last name that goes on
    for ever, e.g. `(("coarse", 1000), ("joint", None))`, and `generator_optimizer`.

    `fit` gets one traced function a phase and a Python choice between them. A branch inside one
    graph would hold both, and the updates of `tf.distribute` are not allowed in it.
    """

    _tracing = None

    def phase_at(self, step: int) -> str:
        """Return the phase of a step, counted from 0."""
        for name, steps in self.phases:
            if steps is None or step < steps:
                return name
            step -= steps
        raise ValueError(f"The last of the phases {self.phases} must take None steps.")

    def current_phase(self) -> str:
        """Return the phase of the next update.

        In a `tf.function` of your own the number of updates is not known while it is traced, and
        only a model of a single phase can be traced so.
        """
        if self._tracing is not None:
            return self._tracing
        active = [name for name, steps in self.phases if steps != 0]
        if len(active) == 1:
            return active[0]
        return self.phase_at(int(ops.convert_to_numpy(self.generator_optimizer.iterations)))

    def make_train_function(self, force=False):
        """Make the function `fit` calls: it chooses the phase, and that phase's graph."""
        if self.train_function is not None and not force:
            return self.train_function
        functions = {}

        def train_function(iterator):
            name = self.current_phase()
            if name not in functions:
                functions[name] = self._make(name)
            self._tracing = name
            try:
                return functions[name](iterator)
            finally:
                self._tracing = None

        self.train_function = train_function
        return train_function

    def _make(self, name):
        chooser = self.train_function
        super().make_train_function(force=True)
        made, self.train_function = self.train_function, chooser
        return made
