"""The examples in the docstrings say what comes out."""

import doctest
import importlib
import pkgutil

import pytest

from tests.optional import need
from tfstyle import serving

for package in ("fastapi", "grpc", "orjson", "prometheus_client"):
    need(package)
MODULES = [one.name for one in pkgutil.iter_modules(serving.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    told = []
    module = importlib.import_module(f"tfstyle.serving.{name}")
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder().find(module, name):
        runner.run(test, out=told.append)
    assert not told, "".join(told)


def test_there_are_examples():
    found = [
        test for name in MODULES
        for test in doctest.DocTestFinder().find(importlib.import_module(f"tfstyle.serving.{name}"))
        if test.examples
    ]  # fmt: skip
    assert len(found) > 10
