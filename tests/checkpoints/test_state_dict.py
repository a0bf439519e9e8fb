"""The state dict is found wherever projects put it."""

import re

import numpy as np
import pytest

from tfstyle.errors import CheckpointError

from . import files

NET = files.dictionary(files.ORDERED_DICT, **{"conv.weight": files.tensor()})
SCALAR = files.tensor(shape=(), strides=())
# Read over: a NumPy number, options, an optimizer whose state has tensors under numbers.
SCORE = (
    b"cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(" + files.text("f8") + b"\x89\x88tR("
    + files.number(3) + files.text("<") + b"NNN" + files.numbers([-1, -1, 0])[1:] + b"b"
    + b"c_codecs\nencode\n(" + files.text("\0" * 8) + files.text("latin1") + b"tRtR"
)  # fmt: skip
OPTIONS = b"cargparse\nNamespace\n)\x81" + files.dictionary(lr=b"G?\xe0\0\0\0\0\0\0") + b"b"
ADAM = files.dictionary(
    state=b"}K\x00" + files.dictionary(exp_avg=files.tensor()) + b"s",
    param_groups=b"](" + files.dictionary(params=b"](K\x00e") + b"e",
)


@pytest.mark.parametrize("content, nesting", [
    (NET, ""),
    (files.dictionary(state_dict=NET, epoch=b"K\x05", loss=SCALAR), "state_dict"),
    (files.dictionary(model=NET, optimizer=ADAM, best=SCORE, options=OPTIONS), "model"),
    (files.dictionary(opt=ADAM, net=NET), "net"),
    (files.dictionary(ema=files.dictionary(params=NET)), "ema.params"),
    (b"(K\x05" + NET + b"N" + b"t", "1"),
    (files.dictionary(history=b"](" + b"G?\xe0\0\0\0\0\0\0" * 5000 + b"e", net_G=NET), "net_G"),
])  # fmt: skip
def test_it_is_found(read_bytes, content, nesting):
    for pack in (files.torch_zip, files.torch_legacy):
        checkpoint = read_bytes(pack(content))
        assert checkpoint.nesting == nesting and list(checkpoint.arrays) == ["conv.weight"]
        assert read_bytes(pack(content), nesting=nesting).nesting == nesting


def test_several_are_named_and_one_can_be_chosen(read_bytes):
    other = files.dictionary(**{"conv.bias": files.tensor(shape=[6], strides=[1])})
    data = files.torch_zip(files.dictionary(params=NET, params_ema=other))
    with pytest.raises(
        CheckpointError, match=r"2 state dicts: 'params' \(1 arrays\), 'params_ema'"
    ):
        read_bytes(data)
    chosen = read_bytes(data, nesting="params_ema")
    assert list(chosen.arrays) == ["conv.bias"] and chosen.nesting == "params_ema"
    with pytest.raises(CheckpointError, match=r"under 'param_ema'.*Did you mean 'params_ema'"):
        read_bytes(data, nesting="param_ema")


def test_no_candidate_is_advised(read_bytes):
    content = files.dictionary(**{f"net{i}": NET for i in range(23)}, netG=NET, netD=NET)
    with pytest.raises(CheckpointError) as caught:
        read_bytes(files.torch_zip(content))
    message = str(caught.value)
    assert "25 state dicts: 'net0' (1 arrays), 'net1'" in message and "and 5 more" in message
    assert "--nesting" in message and "nesting=" not in message  # Of which it knows nothing.


def test_the_same_dict_twice_is_one(read_bytes):
    content = files.dictionary(model=NET + b"q\x01", same=b"h\x01")
    assert read_bytes(files.torch_zip(content)).nesting == "model"


def test_a_flat_format_has_no_nesting(read_bytes, tmp_path):
    np.savez(tmp_path / "a.npz", a=np.ones(2))
    with pytest.raises(CheckpointError, match="npz file is flat: nesting 'params'"):
        read_bytes((tmp_path / "a.npz").read_bytes(), nesting="params")


@pytest.mark.parametrize("content, message", [
    (files.tensor(), "holds a single tensor, not a state dict"),
    (b"](" + files.tensor() + b"e", "no dict of tensors"),
    (b"}", "no dict of tensors"),
    (files.dictionary(a=b"K\x01"), "no dict of tensors"),
    (ADAM, "no dict of tensors"),
])  # fmt: skip
def test_there_is_none(read_bytes, content, message):
    with pytest.raises(CheckpointError, match=message):
        read_bytes(files.torch_zip(content))


@pytest.mark.parametrize("given, expected", [
    (["module.a", "module.b"], ["a", "b"]),
    (["module.a", "b"], ["module.a", "b"]),
    (["module._orig_mod.a", "module._orig_mod.b"], ["a", "b"]),
    (["module.", "module.a"], ["module.", "module.a"]),
])  # fmt: skip
def test_the_prefix_of_a_wrapper_is_taken_off(read_bytes, given, expected):
    content = files.dictionary(**dict.fromkeys(given, files.tensor()))
    assert list(read_bytes(files.torch_zip(content)).arrays) == expected


def test_of_a_key_that_comes_twice_the_last_counts_as_in_python(read_bytes):
    last = files.tensor(shape=[6], strides=[1])
    content = b"}(" + files.text("w") + files.tensor() + files.text("w") + last + b"u"
    assert read_bytes(files.torch_zip(content)).arrays["w"].shape == (6,)


def test_attributes_of_a_dict_are_left_aside(read_bytes):
    metadata = files.dictionary(_metadata=files.ORDERED_DICT)
    assert read_bytes(files.torch_zip(NET + metadata + b"b")).arrays


@pytest.mark.parametrize("key", ["", "x" * 501, "a\x1b]0;title\x07", "a\nb"])
def test_keys_that_are_no_names(read_bytes, key):
    with pytest.raises(CheckpointError) as caught:
        read_bytes(files.torch_zip(files.dictionary(**{key: files.tensor()})))
    assert "no name" in str(caught.value) and not re.search(r"[\x00-\x1f]", str(caught.value))
