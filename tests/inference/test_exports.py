"""What other packages take from `tfstyle.inference`, and what taking it costs."""

import subprocess
import sys

import pytest

from tfstyle import inference


def test_exported_names_lead_somewhere():
    for name in inference.__all__:
        assert getattr(inference, name).__module__.startswith("tfstyle.inference.")
    assert set(inference.__all__) <= set(dir(inference))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = inference.nothing


def test_options_are_read_without_loading_keras():
    code = (
        "import sys; from tfstyle.inference import TranslateOptions; TranslateOptions(tile=64)\n"
        "print({'keras', 'numpy', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout == "set()\n"
