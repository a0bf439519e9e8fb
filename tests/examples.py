"""Runs the examples in the docstrings of a package's modules."""

import doctest
import importlib
import pkgutil


def modules(package) -> list[str]:
    """Return the whole names of a package's modules."""
    return [f"{package.__name__}.{one.name}" for one in pkgutil.iter_modules(package.__path__)]


def examples(name: str) -> list[doctest.DocTest]:
    """Return the examples of a module."""
    found = doctest.DocTestFinder().find(importlib.import_module(name))
    return [one for one in found if one.examples]


def run(name: str) -> None:
    """Fail with what an example of a module says instead of what it should."""
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    for one in examples(name):
        runner.run(one, out=told.append)
    assert not told, "".join(told)
