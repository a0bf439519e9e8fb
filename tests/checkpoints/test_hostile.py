"""Pickles that run something, in every way pickles can: here none of them does.

Each of the first list is alive: another test gives it to Python's own `pickle`, where it does its
deed, so that the corpus cannot go stale unnoticed.
"""

import contextlib
import pickle
import re

import pytest

from tfstyle.errors import CheckpointError

from . import files


def call(name, *arguments):
    """The opcodes that call a function of a module."""
    module, function = name.rsplit(".", 1)
    return f"c{module}\n{function}\n(".encode() + b"".join(arguments) + b"tR"


def line(value):
    return b"V" + value.replace("\n", "\\u000a").encode() + b"\n"


TOUCH, MARKER = line("touch 'MARKER'"), line("MARKER")
OPEN = line("open('MARKER', 'w').close()")
OS = call("importlib.import_module", line("os"))
NESTED = call("_codecs.encode", line("cos\nmkdir\n(VMARKER\ntR."), line("latin1"))

LIVE = {
    "posix.system": call("posix.system", TOUCH),
    "os.mkdir": call("os.mkdir", MARKER),
    "io.open": call("io.open", MARKER, line("w")),
    "subprocess.call": call("subprocess.call", b"(l" + line("touch") + b"a" + MARKER + b"a"),
    "builtins.eval": call("builtins.eval", OPEN),
    "builtins.exec": call("builtins.exec", OPEN),
    "__builtin__.eval": call("__builtin__.eval", OPEN),
    "builtins.getattr": call("builtins.getattr", OS, line("mkdir")) + b"(" + MARKER + b"tR",
    "operator.methodcaller": call("operator.methodcaller", line("mkdir"), MARKER)
    + b"(" + OS + b"tR",
    "functools.partial": call("functools.partial", b"cos\nmkdir\n", MARKER) + b")R",
    "runpy._run_code": call("runpy._run_code", OPEN, b"}"),
    "_pickle.loads": call("_pickle.loads", NESTED),
    # The name comes off the stack.
    "os.system": line("os") + line("system") + b"\x93(" + TOUCH + b"tR",
    # A path of attributes, from a module that is on the list to one that is not.
    "collections._sys.modules.__class__.__call__": line("collections")
    + line("_sys.modules.__class__.__call__") + b"\x93" + b"(tR0" + call("os.mkdir", MARKER),
    # Instances of old classes.
    "INST of os.mkdir": b"(" + MARKER + b"ios\nmkdir\n",
    "os.mkdir in OBJ": b"(cos\nmkdir\n" + MARKER + b"o",
    # A state that brings the function that takes the next state.
    "os.mkdir in BUILD": files.ORDERED_DICT + b"(dV__setstate__\ncos\nmkdir\nsb" + MARKER + b"b",
    "os.mkdir in the memo": b"cos\nmkdir\np1\n0g1\n(" + MARKER + b"tR",
    "os.mkdir in a default": b"ccollections\ndefaultdict\n(cos\nmkdir\ntR(V1\n"
    + call("os.mkdir", MARKER) + b"u",
    "os.mkdir in an argument": call("collections.OrderedDict", call("os.mkdir", MARKER) + b"0)"),
}  # fmt: skip

NET = files.dictionary(**{"conv.weight": files.tensor()})
CARRIERS = {
    "bare": lambda evil: b"\x80\x02" + evil + b".",
    "zip": files.torch_zip,
    "legacy": files.torch_legacy,
    "beside": lambda evil: files.torch_zip(files.dictionary(state_dict=NET, options=evil)),
    "attribute": lambda evil: files.torch_legacy(NET + evil + b"b"),
    "hook": lambda evil: files.torch_zip(
        files.dictionary(w=files.tensor().replace(files.ORDERED_DICT, evil))
    ),
    "device": lambda evil: files.torch_zip(
        files.dictionary(w=files.tensor(files.storage().replace(files.text("cpu"), evil)))
    ),
    "magic": lambda evil: files.torch_legacy(NET).replace(files.MAGIC, b"\x80\x02" + evil + b"."),
    "keys": lambda evil: files.torch_legacy(NET).replace(b"](X", b"](" + evil + b"X"),
    "unpacked": lambda evil: files.zip_of({"a/data.pkl": b"\x80\x02" + evil + b"."}, packing=8),
}


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "it_ran"


def aim(evil, marker):
    return evil.replace(b"MARKER", str(marker).encode())


@pytest.mark.parametrize("name", LIVE)
def test_it_is_refused_by_name_and_never_runs(read_bytes, marker, name):
    for carrier, carry in CARRIERS.items():
        with pytest.raises(CheckpointError) as caught:
            read_bytes(carry(aim(LIVE[name], marker)))
        assert not marker.exists(), carrier
        assert name.split(" in ")[0] in str(caught.value), carrier
        assert "nothing was run" in str(caught.value)


@pytest.mark.parametrize("name", LIVE)
def test_the_corpus_is_alive(marker, name):
    evil = aim(LIVE[name], marker)
    with pytest.warns() if name == "io.open" else contextlib.nullcontext():
        pickle.loads((b"\x80\x04" if b"\x93" in evil else b"\x80\x02") + evil + b".")
    assert marker.exists()


@pytest.mark.parametrize("name", [
    "os.popen", "subprocess.Popen", "pty.spawn", "builtins.__import__", "builtins.compile",
    "importlib.import_module", "types.FunctionType", "types.CodeType", "copyreg._reconstructor",
    "operator.attrgetter", "webbrowser.open", "shutil.rmtree", "socket.socket", "ctypes.CDLL",
    "torch.load", "torch.hub.load", "torch.storage._load_from_bytes", "torch.jit.load",
    "torch.serialization.load", "torch._utils._rebuild_qtensor", "torch.nn.parameter.Parameter",
    "torch.nn.modules.conv.Conv2d", "numpy.load", "numpy.core.multiarray.fromfile",
    "collections.namedtuple", "argparse.FileType", "__main__.Net", "models.networks.UnetGenerator",
    "torch._utils.os.system", "collections.OrderedDict.fromkeys", "builtins.str.format",
    "tfstyle.checkpoints.read", ".", "OrderedDict.",
])  # fmt: skip
def test_names_that_are_not_on_the_list(read_bytes, name):
    module, _, attribute = name.rpartition(".")
    for opcodes in (
        f"c{module}\n{attribute}\n".encode(),
        line(module) + line(attribute) + b"\x93",
        files.text(module) + files.text(attribute) + b"\x93",
    ):
        with pytest.raises(CheckpointError, match=f"asks for {re.escape(name)}; nothing was run"):
            read_bytes(files.torch_zip(files.dictionary(state_dict=NET, other=opcodes)))


def test_a_name_divided_elsewhere_is_another_name(read_bytes):
    split = files.text("torch") + files.text("_utils._rebuild_tensor_v2") + b"\x93"
    with pytest.raises(CheckpointError, match=r"asks for torch\._utils\._rebuild_tensor_v2"):
        read_bytes(files.torch_zip(split))


def test_a_name_cannot_write_on_the_terminal(read_bytes):
    with pytest.raises(CheckpointError) as caught:
        read_bytes(files.torch_zip(b"cos\x1b[2J\rsystem" + b"x" * 1000 + b"\nrun\n"))
    assert str(caught.value).isprintable() and len(str(caught.value)) < 600


@pytest.mark.parametrize("opcodes", [
    b"F" + b"x\x1b[2J" * 200_000 + b"\n",
    b"I" + b"x" * 1_000_000 + b"\n",
    b"Np" + b"9" * 4000 + b"\n",
    b"V" + b"\\u12" * 100_000 + b"\n",
    b"(i" + b"A\xff" * 100_000 + b"\nB\n",
])  # fmt: skip
def test_what_is_quoted_is_cut(read_bytes, opcodes):
    for pack in (files.torch_zip, files.torch_legacy):
        with pytest.raises(CheckpointError) as caught:
            read_bytes(pack(opcodes))
        assert str(caught.value).isprintable() and len(str(caught.value)) < 600


@pytest.mark.parametrize("opcodes, message", [
    (b"\x82\x01", "EXT1"),
    (b"\x83\x01\0", "EXT2"),
    (b"\x84\x01\0\0\0", "EXT4"),
    (b"Pid\n", "PERSID"),
    (b"\x96" + b"\xff" * 8, "BYTEARRAY8"),
    (b"\x97", "NEXT_BUFFER"),
    (b"\xff", "no instruction 0xff"),
    (b"\x80\x06", "no pickle protocol 6"),
    # Calls of what is no function.
    (files.text("abc") + b")R", "calls abc; nothing was run"),
    (b"](K\x01e)R", "calls list"),
    (b"ctorch\nFloatStorage\n)R", "calls torch.FloatStorage"),
    (b"ctorch\nFloatStorage\n)\x81", "calls torch.FloatStorage"),
    (b"ctorch\nfloat32\n)R", "calls float32"),
    (files.tensor() + b")R", "calls Tensor"),
    (b"ccollections\nOrderedDict\nNR", "calls collections.OrderedDict"),
    (b"ccollections\nOrderedDict\n(K\x01tR", "not made of pairs"),
    (b"ccollections\nOrderedDict\n(](K\x01etR", "not made of pairs"),
    (b"ccollections\nOrderedDict\n(NNNtR", "has 3 arguments"),
    (b"ctorch\nSize\n(](Netuple", "damaged"),
    (b"ctorch\nSize\n((NttR", "no sizes"),
    # States of what has none.
    (files.tensor() + b"}b", "sets the state of Tensor"),
    (b"ccollections\nOrderedDict\n}b", "sets the state of collections.OrderedDict"),
    (b"](K\x01e}b", "sets the state of list"),
    # Persistent ids of all kinds.
    (b"K\x01Q", "persistent object int"),
    (files.text("0") + b"Q", "persistent object 0"),
    (b")Q", "persistent object tuple"),
    (b"(" + files.text("module") + b"N" + files.text("import os") + b"tQ", "module's source code"),
    (b"(" + files.text("storage") + b"tQ", "no type, key or size"),
    (b"(" + files.text("storage") + b"NNNNNNNtQ", "no type, key or size"),
    (b"(" + files.text("storage") + b"ccollections\nOrderedDict\n" + files.text("0") * 2
     + b"K\x06tQ", "no type, key or size"),
    (files.storage(key="../../etc/passwd"), "no dict of tensors"),
    # The stack and the memo.
    (b"0", "takes a value where there is none"),
    (b"(0", "takes a value where there is none"),
    (b"NNt", "a mark that it never set"),
    (b"h\x05", "never remembered"),
    (b"g-1\n", "never remembered"),
    (b"Np-1\n", "as number -1"),
    (b"Nr\xff\xff\xff\xff", "as number 4294967295"),
    (b"q\x01", "takes a value where there is none"),
    (b"}(Nu", "no dict"),
    (b"](NNu", "no dict"),
    (b"}Na", "no list"),
    (b"}(NNeN", "no list"),
    (b")Na", "no list"),
    (b"}(K\x01K\x02tNs", "tuple as a key"),
    (b"}(]Nu", "list as a key"),
    (b"Iabc\n", "number or text that is none"),
    (b"L" + b"9" * 5000 + b"\n", "number or text that is none"),
    (b"Fx\n", "number or text that is none"),
    (b"V\\u12\n", "number or text that is none"),
    (b"Sabc\n", "no quotes"),
    (b"NN\x93", "a name is no text"),
    # Lengths beyond the end.
    (b"X\xff\xff\xff\xff", "ends in the middle"),
    (b"T\xff\xff\xff\xff", "ends in the middle"),
    (b"\x8d" + b"\xff" * 8, "ends in the middle"),
    (b"\x8e" + b"\xff" * 7 + b"\x7f", "ends in the middle"),
    (b"\x8b\xff\xff\xff\xff", "ends in the middle"),
    (b"cos", "ends in the middle"),
])  # fmt: skip
def test_everything_else_a_pickle_may_say(read_bytes, opcodes, message):
    for pack in (files.torch_zip, lambda opcodes: files.torch_legacy(opcodes, {})):
        with pytest.raises(CheckpointError) as caught:
            read_bytes(pack(opcodes))
        assert message in str(caught.value) or "ends in the middle" in message
