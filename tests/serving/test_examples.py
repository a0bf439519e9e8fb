"""The examples in the docstrings say what comes out."""

import pytest

from tests.examples import examples, modules, run
from tests.optional import need
from tfstyle import serving

for package in ("fastapi", "grpc", "orjson", "prometheus_client"):
    need(package)


@pytest.mark.parametrize("name", modules(serving))
def test_the_examples_run(name):
    run(name)


def test_there_are_examples():
    assert len([one for name in modules(serving) for one in examples(name)]) > 10
