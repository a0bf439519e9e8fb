"""A bounded queue before a model, and one call for requests that fit together.

Pictures of one size share a call; padding others to their size would spoil instance norm, so they
wait for one of their own. Nobody waits for company: a batch is what stands in the queue when the
model is free. Where a batch fails each of its requests is run alone, so that one broken picture
costs nobody else an answer.
"""

import collections
import dataclasses
import threading
import time
from concurrent.futures import Future

import numpy as np

from tfstyle.errors import one_line
from tfstyle.serving.problems import ServingError
from tfstyle.serving.signature import Arrays, Signature


@dataclasses.dataclass(frozen=True)
class Limits:
    """How much a version takes on.

    Attributes:
        batch: pictures of one call, and of one request.
        queue: requests that may wait.
        seconds: after which a request has waited too long, also while it is computed.
        workers: calls of the model at a time; one uses all cores already.
    """

    batch: int = 32
    queue: int = 64
    seconds: float = 60.0
    workers: int = 1


@dataclasses.dataclass
class _Task:
    signature: Signature
    inputs: Arrays
    count: int
    queued: float
    end: float
    future: Future

    @property
    def kind(self):
        """What has to be equal for tasks to share a call."""
        shapes = tuple((name, array.shape[1:]) for name, array in sorted(self.inputs.items()))
        return self.signature.name, shapes


class Batcher:
    """Runs requests through signatures, by threads of its own.

    Args:
        limits: see `Limits`.
        observe: called with `(signature's name, pictures, seconds waited, seconds computed)` after
            every call of the model.
    """

    def __init__(self, limits: Limits | None = None, observe=lambda *figures: None):
        self.limits = limits or Limits()
        self._observe = observe
        self._tasks: collections.deque[_Task] = collections.deque()
        self._change = threading.Condition()
        self._closed = False
        self._busy = 0
        self._threads = [
            threading.Thread(target=self._work, name="tfstyle-batcher", daemon=True)
            for _ in range(self.limits.workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """Return how many requests wait."""
        return len(self._tasks)

    def submit(self, signature: Signature, inputs: Arrays, seconds: float | None = None) -> Future:
        """Put a request into the queue; return the future of its outputs.

        A future that is cancelled before its turn is not computed.

        Args:
            signature: which.
            inputs: all of its inputs, checked by `Signature.check`.
            seconds: after which nobody waits for the answer any more, at most `limits.seconds`.

        Raises:
            ServingError: RESOURCE_EXHAUSTED where the queue is full, UNAVAILABLE while shutting
                down, INVALID_ARGUMENT for none, for more pictures than a batch takes or as many
                as fit not together. The future may also raise DEADLINE_EXCEEDED.
        """
        count = _count(signature, inputs)
        if count > self.limits.batch:
            raise too_many(count, self.limits.batch)
        seconds = min(self.limits.seconds if seconds is None else seconds, self.limits.seconds)
        now = time.monotonic()
        task = _Task(signature, inputs, count, now, now + seconds, Future())
        with self._change:
            if self._closed:
                raise ServingError("UNAVAILABLE", "The model is being unloaded.", retry_after=1)
            if len(self._tasks) >= self.limits.queue:
                raise ServingError(
                    "RESOURCE_EXHAUSTED",
                    f"{len(self._tasks)} requests are waiting, and no more may. Try again later.",
                    retry_after=1,
                )
            self._tasks.append(task)
            self._change.notify()
        return task.future

    def close(self, seconds: float = 0.0) -> None:
        """Take no more requests, finish those that wait, for so long at most.

        Args:
            seconds: how long; what is left afterwards is answered UNAVAILABLE.
        """
        end = time.monotonic() + seconds
        with self._change:
            self._closed = True
            self._change.notify_all()
            while (self._tasks or self._busy) and (left := end - time.monotonic()) > 0:
                self._change.wait(left)
            tasks, self._tasks = self._tasks, collections.deque()
            self._change.notify_all()
        for task in tasks:
            if task.future.set_running_or_notify_cancel():
                task.future.set_exception(
                    ServingError("UNAVAILABLE", "The server is shutting down.", retry_after=1)
                )

    def _work(self):
        while True:
            with self._change:
                while not self._tasks and not self._closed:
                    self._change.wait()
                if not self._tasks:
                    return
                batch = self._take()
                self._busy += 1
            try:
                self._answer(batch)
            finally:
                with self._change:
                    self._busy -= 1
                    self._change.notify_all()

    def _take(self) -> list[_Task]:
        """Return the oldest task and those behind it that can share its call; the lock is held."""
        first = self._tasks.popleft()
        batch, count, others = [first], first.count, []
        while self._tasks and first.signature.batches and count < self.limits.batch:
            task = self._tasks.popleft()
            fits = task.signature is first.signature and task.kind == first.kind
            if fits and count + task.count <= self.limits.batch:
                batch.append(task)
                count += task.count
            else:
                others.append(task)
        self._tasks.extendleft(reversed(others))
        return batch

    def _answer(self, batch):
        start = time.monotonic()
        live = []
        for task in batch:
            if not task.future.set_running_or_notify_cancel():
                continue  # nobody waits for it any more
            if task.end < start:
                task.future.set_exception(late())
            else:
                live.append(task)
        if live and not self._answered(live, start):
            for task in live:
                self._answered([task], time.monotonic())

    def _answered(self, tasks, start) -> bool:
        """Answer tasks by one call; return False if it failed and each has to be tried alone."""
        try:
            outputs = _run(tasks[0].signature, [task.inputs for task in tasks])
        except Exception as error:
            if len(tasks) > 1:
                return False
            tasks[0].future.set_exception(_problem(error))
            return True
        seconds = time.monotonic() - start
        for task, its_outputs in zip(tasks, outputs, strict=True):
            task.future.set_result(its_outputs)
        count = sum(task.count for task in tasks)
        waited = start - min(task.queued for task in tasks)
        self._observe(tasks[0].signature.name, count, waited, seconds)
        return True


def too_many(count: int, limit: int) -> ServingError:
    """Return the error of a request with more pictures than a batch takes."""
    return ServingError(
        "INVALID_ARGUMENT", f"Task size {count} is larger than maximum input batch size {limit}"
    )


def _count(signature, inputs) -> int:
    """Return how many pictures a request has."""
    for name, array in inputs.items():
        if array.size == 0:
            raise ServingError(
                "INVALID_ARGUMENT", f"{name} has nothing in it: its shape is {array.shape}."
            )
    if not signature.batches:
        return 1
    counts = {len(array) if array.ndim else -1 for array in inputs.values()}
    if len(counts - {1}) > 1 or -1 in counts:
        raise ServingError(
            "INVALID_ARGUMENT",
            "All inputs have as many items as there are pictures, or one. Received: "
            f"{', '.join(f'{name} {array.shape}' for name, array in inputs.items())}.",
        )
    return max(counts)


def _run(signature, requests) -> list[Arrays]:
    """Return the outputs of each request, of one call."""
    if len(requests) == 1:
        return [signature.run(requests[0])]
    counts = [max(len(array) for array in inputs.values()) for inputs in requests]
    together = {
        name: np.concatenate([
            np.broadcast_to(inputs[name], (count, *inputs[name].shape[1:]))
            for inputs, count in zip(requests, counts, strict=True)
        ])
        for name in requests[0]
    }
    outputs = signature.run(together)
    ends = np.cumsum(counts)[:-1]
    parts = {name: np.split(array, ends) for name, array in outputs.items()}
    return [{name: parts[name][i] for name in parts} for i in range(len(requests))]


def _problem(error) -> ServingError:
    if isinstance(error, ServingError):
        return error
    return ServingError("INTERNAL", f"The model failed: {one_line(error)}")


def late() -> ServingError:
    """Return the error of a request that took too long."""
    return ServingError("DEADLINE_EXCEEDED", "Timed out waiting for notification")
