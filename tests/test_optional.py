"""Without an optional package the rest of the suite runs, and what skips says how to get it."""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.optional import PACKAGES, how_to_get

ROOT = Path(__file__).parent.parent
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", "utf-8")
# Collects the whole suite without any of the packages, then without one of them what names it. What
# is costly to import is imported once and shared by forks; nothing has been computed before them,
# so no thread is lost.
COLLECT = """
import os, sys
import keras, numpy, pytest, tensorflow

class Without:
    def __init__(self, packages):
        self.packages = packages

    def pytest_sessionstart(self):
        for name in [name for name in sys.modules if name.partition(".")[0] in self.packages]:
            del sys.modules[name]
        for package in self.packages:
            sys.modules[package] = None  # an import fails, `find_spec` finds nothing

for line in sys.stdin:
    packages, files = (part.split() for part in line.split(":"))
    child = os.fork()
    if not child:
        # Hypothesis comes with a plugin that would miss it.
        options = ["--collect-only", "-qq", "-p", "no:hypothesispytest", *files]
        os._exit(pytest.main(options, [Without(packages)]))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # A file that is skipped as a whole has no test to collect.
    if code not in (0, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(f"without {packages}")
"""


def requirements(extra):
    """The distributions an extra brings, those of the extras it includes, too."""
    lines = [line for line in SETUP["options.extras_require"][extra].splitlines() if line]
    for line in lines:
        if include := re.fullmatch(r"%\((\w+)\)s", line):
            yield from requirements(include[1])
        else:
            yield re.match(r"[\w-]+", line)[0]


def roots(node):
    """First names of what an import statement imports."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return {node.module.partition(".")[0]}
    return set()


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_skipped_test_says_brings_the_package(package):
    extra, name = PACKAGES[package]
    assert name in how_to_get(package)
    assert extra is None or name in set(requirements(extra))


def test_every_extra_is_either_needed_by_tests_or_a_tool():
    """A package that joins an extra joins the table, so that its absence is tested, too."""
    tools = {"pytest", "pytest-timeout", "pytest-xdist", "ruff", "setuptools"}
    known = {name for _, name in PACKAGES.values()} | tools
    brought = {name for extra in SETUP["options.extras_require"] for name in requirements(extra)}
    assert brought <= known


def test_no_test_imports_an_optional_package_but_through_need():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} imports {', '.join(sorted(found))}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if "benchmarks" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (found := roots(node) & set(PACKAGES))
    ]
    assert not wrong, "use tests.optional.need"


def test_what_needs_pytorch_is_marked_and_so_runs_in_the_parity_tests():
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        if re.search(r'need\("torch"\)|torch_\w*reference import', text) and path != Path(__file__):
            assert "pytest.mark.reference" in text, path


def test_no_conftest_needs_a_package_before_a_fixture_is_used():
    """Skipping at the top of a conftest would end the whole session."""
    for path in (ROOT / "tests").rglob("conftest.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert "need(" not in ast.unparse(node), path


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="forks; run it on Linux or macOS")
def test_without_optional_packages_the_suite_is_collected_without_error():
    files = {path: path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py"))}
    plans = [f"{' '.join(PACKAGES)}:tests"]
    for package in PACKAGES:
        names = [str(path.relative_to(ROOT)) for path, text in files.items() if package in text]
        plans.append(f"{package}:{' '.join(names)}")
    result = subprocess.run(
        [sys.executable, "-c", COLLECT], input="\n".join(plans), cwd=ROOT, capture_output=True,
        text=True, encoding="utf-8",
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
