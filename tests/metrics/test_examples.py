"""The examples in the docstrings say what comes out."""

import pytest

from tests.examples import examples, modules, run
from tfstyle import metrics


@pytest.mark.parametrize("name", modules(metrics))
def test_the_examples_run(name):
    run(name)


def test_there_are_examples():
    assert len([one for name in modules(metrics) for one in examples(name)]) > 10
