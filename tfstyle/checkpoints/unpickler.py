"""A pickle read by an interpreter of our own: it has no means to run anything.

Python's unpickler imports what a file names and calls it. This one knows the opcodes that
PyTorch's files are made of; where a file names a function, it looks the name up in the closed list
of `admitted.py` and does what that says. Everything a file may repeat is bounded.
"""

from tfstyle.checkpoints.admitted import ADMITTED, StorageType
from tfstyle.checkpoints.names import shown, text_of
from tfstyle.checkpoints.opcodes import OPCODES, REFUSED, STOP
from tfstyle.checkpoints.tensors import Storage, is_size
from tfstyle.errors import CheckpointError

# A state dict of 2,000 tensors takes 60,000 opcodes and 200 kB.
MOST_STEPS = 1_000_000
MOST_BYTES = 2**24

_STATE_DICT = (
    "Its owner, who has the code, can save the weights alone: "
    "`torch.save(model.state_dict(), 'weights.pth')`."
)


class Unpickler:
    """One pickle, from `position` of `data` to its STOP.

    Args:
        data: bytes that hold the pickle, maybe more after it.
        position: where it begins.

    Attributes:
        position: after `load`, where the pickle ended.
        storages: dict from key to every whole `Storage` the pickle named.
    """

    def __init__(self, data: bytes, position: int = 0):
        self.data = data
        self.position = position
        self.storages = {}
        self.memo = {}
        self._stack = []
        self._marks = []
        self._left = MOST_STEPS

    def load(self):
        """Return what the pickle describes.

        Lists and tuples are themselves, dicts are `Pairs`, tensors `Tensor`.

        Raises:
            CheckpointError: it asks for what is not on the list, is damaged or endless.
        """
        while True:
            self._left -= 1
            if self._left < 0 or self.position >= len(self.data):
                self.spend(0)
                self.take(1)
            code = self.data[self.position]
            self.position += 1
            if code == STOP:
                return self.pop()
            action = OPCODES.get(code)
            if action is None:
                self._refuse_opcode(code)
            try:
                action(self)
            except ValueError as error:
                if isinstance(error, CheckpointError):
                    raise
                message = shown(str(error))  # It quotes the file, all of it.
                raise self.damaged(f"it has a number or text that is none ({message})") from error

    def spend(self, steps: int) -> None:
        """Count work that an instruction takes."""
        self._left -= steps
        if self._left < 0:
            raise CheckpointError(
                f"its pickle takes more than {MOST_STEPS} steps: far more than weights need."
            )

    def damaged(self, what: str) -> CheckpointError:
        """Return the error that says where the pickle cannot be right."""
        return CheckpointError(
            f"its pickle is damaged at byte {self.position}: {what}. Fetch the file again."
        )

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        end = self.position + size
        if size < 0 or end > len(self.data):
            if len(self.data) >= MOST_BYTES:
                raise CheckpointError(f"it has no end of its pickle within {MOST_BYTES} bytes.")
            raise CheckpointError(
                f"its pickle ends in the middle, at byte {len(self.data)}: the file is cut short "
                "or damaged. Fetch it again."
            )
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def line(self) -> bytes:
        """Return the bytes up to the next line feed, which is left out."""
        end = self.data.find(b"\n", self.position)
        line = self.take((len(self.data) if end < 0 else end) + 1 - self.position)
        return line[:-1]

    def push(self, value) -> None:
        """Put a value on the stack."""
        self._stack.append(value)

    def pop(self):
        """Take the last value off the stack."""
        self.top()
        return self._stack.pop()

    def top(self):
        """Return the last value on the stack, which stays."""
        if len(self._stack) <= (self._marks[-1] if self._marks else 0):
            raise self.damaged("it takes a value where there is none")
        return self._stack[-1]

    def mark(self) -> None:
        """Remember the height of the stack."""
        self._marks.append(len(self._stack))

    def pop_to_mark(self) -> list:
        """Take everything above the last mark off the stack, and the mark."""
        if not self._marks:
            raise self.damaged("it goes back to a mark that it never set")
        start = self._marks.pop()
        values = self._stack[start:]
        del self._stack[start:]
        return values

    def remember(self, index: int) -> None:
        """Keep the last value on the stack under a number."""
        if not 0 <= index < MOST_STEPS:
            raise self.damaged(f"it remembers a value as number {shown(str(index))}")
        self.memo[index] = self.top()

    def recall(self, index: int) -> None:
        """Put what was kept under a number on the stack."""
        if index not in self.memo:
            raise self.damaged("it recalls a value that it never remembered")
        self.push(self.memo[index])

    def name(self, module, attribute) -> None:
        """Put what stands for `module.attribute` on the stack."""
        if not isinstance(module, str) or not isinstance(attribute, str):
            raise self.damaged("a name is no text")
        known = ADMITTED.get(f"{module}.{attribute}")
        # "a.b" and "c" is another name than "a" and "b.c", and only one of them is admitted.
        if known is None or "." in attribute:
            raise self.refused(f"{module}.{attribute}")
        self.push(known)

    def refused(self, name: str) -> CheckpointError:
        """Return the error for a name that is not on the list."""
        if b"torch.nn.modules" in self.data:
            what = "The file holds a whole model, which is a program, not only weights."
        else:
            what = "The file holds Python objects, not only weights."
        return CheckpointError(f"it asks for {shown(name)}; nothing was run. {what} {_STATE_DICT}")

    def persistent(self, identity) -> None:
        """Put the storage that a persistent id names on the stack.

        The id is `("storage", type, key, device, count, view)`; old files give the view, a part of
        a storage, as `(key, first, count)` or `None`, new ones leave it out.
        """
        if not isinstance(identity, tuple) or not identity or identity[0] != "storage":
            kind = identity[0] if isinstance(identity, tuple) and identity else identity
            if kind == "module":
                raise self.refused("a module's source code")
            raise CheckpointError(
                f"it asks for a persistent object {shown(kind)}, where only storages are known; "
                "nothing was run."
            )
        kind, key, size = identity[1:2], identity[2:3], identity[4:5]
        view = identity[5] if len(identity) == 6 else None
        if (
            not 5 <= len(identity) <= 6
            or not isinstance(kind[0], StorageType)
            or not isinstance(key[0], str)
            or not is_size(size[0])
        ):
            raise self.damaged("a storage has no type, key or size")
        whole = Storage(key[0], kind[0].dtype, size[0], 0, size[0])
        known = self.storages.setdefault(whole.key, whole)
        if (known.dtype, known.size) != (whole.dtype, whole.size):
            raise self.damaged(f"storage {shown(whole.key)} has two types or sizes")
        self.push(whole if view is None else self._part(whole, view))

    def _part(self, whole, view):
        if not isinstance(view, tuple) or len(view) != 3 or not all(map(is_size, view[1:])):
            raise self.damaged("a part of a storage has no place")
        first, count = view[1:]
        if first + count > whole.size:
            raise self.damaged(f"a part of storage {shown(whole.key)} lies outside of it")
        return Storage(whole.key, whole.dtype, whole.size, first, count)

    def _refuse_opcode(self, code):
        name = REFUSED.get(code)
        if name is None:
            raise self.damaged(f"there is no instruction {code:#04x}")
        detail = ""
        if name == "INST":
            module, attribute = self.line(), self.line()
            detail = f" of {shown(text_of(module + b'.' + attribute))}"
        raise CheckpointError(
            f"its pickle has the instruction {name}{detail}, which no checkpoint needs; nothing "
            f"was run. {_STATE_DICT}"
        )
