"""The instructions of Python's pickles that PyTorch's files are made of, each in a few lines.

What they mean is said in the standard library's `pickletools`. `machine` is an `Unpickler`. The
instructions that only programs need are in `REFUSED`.
"""

import struct
from collections.abc import Callable

from tfstyle.checkpoints.admitted import Function, Inert, Pairs, call
from tfstyle.checkpoints.names import shown, text_of
from tfstyle.errors import CheckpointError

STOP = ord(".")
REFUSED = {
    ord("P"): "PERSID", ord("i"): "INST", ord("o"): "OBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4",
    0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
}  # fmt: skip
OPCODES: dict[int, Callable] = {}

_KEYS = (str, bytes, int, float, bool, type(None))


def _opcode(code):
    def register(action):
        OPCODES[ord(code)] = action
        return action

    return register


def _number(machine, form):
    return struct.unpack(form, machine.take(struct.calcsize(form)))[0]


# Constants and numbers.
for _code, _value in (("N", None), ("\x88", True), ("\x89", False), (")", ())):
    OPCODES[ord(_code)] = lambda machine, value=_value: machine.push(value)
for _code, _form in (("J", "<i"), ("K", "<B"), ("M", "<H"), ("G", ">d")):
    OPCODES[ord(_code)] = lambda machine, form=_form: machine.push(_number(machine, form))
for _code, _form in (("\x8a", "<B"), ("\x8b", "<i")):
    OPCODES[ord(_code)] = lambda machine, form=_form: machine.push(
        int.from_bytes(machine.take(_number(machine, form)), "little", signed=True)
    )


@_opcode("I")
def _int(machine):
    line = machine.line()
    machine.push(line == b"01" if line in (b"00", b"01") else int(line))  # Protocol 0's bools.


@_opcode("L")
def _long(machine):
    machine.push(int(machine.line().removesuffix(b"L")))


@_opcode("F")
def _float(machine):
    machine.push(float(machine.line()))


# Texts and bytes. Python 2 wrote its keys as bytes.
for _code, _form in (
    ("X", "<I"), ("\x8c", "<B"), ("\x8d", "<Q"), ("T", "<i"), ("U", "<B")
):  # fmt: skip
    OPCODES[ord(_code)] = lambda machine, form=_form: machine.push(
        text_of(machine.take(_number(machine, form)))
    )
for _code, _form in (("B", "<I"), ("C", "<B"), ("\x8e", "<Q")):
    OPCODES[ord(_code)] = lambda machine, form=_form: machine.push(
        machine.take(_number(machine, form))
    )


@_opcode("S")
def _string(machine):
    line = machine.line()
    if len(line) < 2 or line[:1] not in b"'\"" or line[:1] != line[-1:] or b"\\" in line:
        raise machine.damaged("a text has no quotes, or escapes that are not read")
    machine.push(text_of(line[1:-1]))


@_opcode("V")
def _unicode(machine):
    machine.push(machine.line().decode("raw-unicode-escape"))


# Containers.
OPCODES[ord("}")] = lambda machine: machine.push(Pairs())
OPCODES[ord("]")] = lambda machine: machine.push([])
OPCODES[ord("l")] = lambda machine: machine.push(machine.pop_to_mark())
OPCODES[ord("t")] = lambda machine: machine.push(tuple(machine.pop_to_mark()))
# Sets hash what they hold, and hold no weights.
OPCODES[0x8F] = lambda machine: machine.push(Inert("builtins.set"))


@_opcode("\x85")
def _tuple1(machine):
    machine.push((machine.pop(),))


@_opcode("\x86")
def _tuple2(machine):
    second, first = machine.pop(), machine.pop()
    machine.push((first, second))


@_opcode("\x87")
def _tuple3(machine):
    third, second, first = machine.pop(), machine.pop(), machine.pop()
    machine.push((first, second, third))


@_opcode("\x91")
def _frozenset(machine):
    machine.pop_to_mark()
    machine.push(Inert("builtins.frozenset"))


@_opcode("d")
def _dict(machine):
    values = machine.pop_to_mark()
    machine.push(Pairs())
    _set(machine, values)


@_opcode("s")
def _setitem(machine):
    value, key = machine.pop(), machine.pop()
    _set(machine, [key, value])


@_opcode("u")
def _setitems(machine):
    _set(machine, machine.pop_to_mark())


@_opcode("a")
def _append(machine):
    _extend(machine, [machine.pop()])


@_opcode("e")
def _appends(machine):
    _extend(machine, machine.pop_to_mark())


@_opcode("\x90")
def _additems(machine):
    _extend(machine, machine.pop_to_mark())


def _set(machine, values):
    target = machine.top()
    if isinstance(target, Inert):
        return
    if not isinstance(target, Pairs) or len(values) % 2:
        raise machine.damaged("it fills what is no dict")
    for key in values[::2]:
        if not isinstance(key, _KEYS):
            raise CheckpointError(f"a dict has {shown(key)} as a key, not a text or number.")
    target.extend(zip(values[::2], values[1::2], strict=True))


def _extend(machine, values):
    target = machine.top()
    if isinstance(target, Inert):
        return
    if not isinstance(target, list) or isinstance(target, Pairs):
        raise machine.damaged("it extends what is no list")
    target.extend(values)


# The stack and the memo.
OPCODES[ord("(")] = lambda machine: machine.mark()
OPCODES[ord("0")] = lambda machine: machine.pop()
OPCODES[ord("1")] = lambda machine: machine.pop_to_mark()
OPCODES[ord("2")] = lambda machine: machine.push(machine.top())
OPCODES[0x94] = lambda machine: machine.remember(len(machine.memo))
for _code, _form in (("q", "<B"), ("r", "<I")):
    OPCODES[ord(_code)] = lambda machine, form=_form: machine.remember(_number(machine, form))
for _code, _form in (("h", "<B"), ("j", "<I")):
    OPCODES[ord(_code)] = lambda machine, form=_form: machine.recall(_number(machine, form))
OPCODES[ord("p")] = lambda machine: machine.remember(int(machine.line()))
OPCODES[ord("g")] = lambda machine: machine.recall(int(machine.line()))


@_opcode("\x80")
def _proto(machine):
    protocol = _number(machine, "<B")
    if protocol > 5:
        raise machine.damaged(f"there is no pickle protocol {protocol}")


@_opcode("\x95")
def _frame(machine):
    # How much to read ahead; everything is at hand.
    _number(machine, "<Q")


# Names, and what is done with them.
@_opcode("c")
def _global(machine):
    module = machine.line()
    machine.name(text_of(module), text_of(machine.line()))


@_opcode("\x93")
def _stack_global(machine):
    attribute, module = machine.pop(), machine.pop()
    machine.name(module, attribute)


@_opcode("R")
def _reduce(machine):
    arguments, function = machine.pop(), machine.pop()
    if isinstance(arguments, tuple):
        # One long list, remembered, could be copied a million times.
        machine.spend(sum(len(a) for a in arguments[:9] if isinstance(a, list | tuple)))
    machine.push(call(function, arguments))


@_opcode("\x81")
def _newobj(machine):
    _reduce(machine)


@_opcode("\x92")
def _newobj_ex(machine):
    machine.pop()
    _reduce(machine)


@_opcode("b")
def _build(machine):
    machine.pop()
    # An OrderedDict's attributes are versions of its modules. Nothing else has any.
    target = machine.top()
    if not isinstance(target, Pairs | Inert):
        name = target.name if isinstance(target, Function) else target
        raise CheckpointError(f"it sets the state of {shown(name)}; nothing was run.")


@_opcode("Q")
def _binpersid(machine):
    machine.persistent(machine.pop())
