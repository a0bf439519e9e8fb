"""The networks that metrics look through, whatever else goes on in the process."""

import keras
import pytest

from tfstyle.errors import OfflineError
from tfstyle.evaluation import encoders
from tfstyle.evaluation.encoders import load_encoders
from tfstyle.networks import VGG19


def test_they_compute_in_float32_in_a_run_of_mixed_precision(monkeypatch):
    monkeypatch.setitem(encoders._LOADERS, "vgg19", lambda layers: VGG19(layers, filters=4))
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        encoder = load_encoders(["content"])["vgg19"]
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
    assert {layer.compute_dtype for layer in encoder.layers} == {"float32"}


def test_weights_that_are_missing_leave_the_precision_as_it_was(monkeypatch, tmp_path):
    monkeypatch.setenv("TFSTYLE_LPIPS", str(tmp_path))
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        with pytest.raises(OfflineError, match=r"A metric looks through lpips_squeeze\. .*no sque"):
            load_encoders(["psnr", "lpips_squeeze"])
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
