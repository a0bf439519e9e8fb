# Two commands for a newcomer: `make demo` and `make test`. Both install into .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo

.PHONY: install demo test lint benchmark clean

install: $(VENV)/installed

# A virtual environment is made once, and again when the dependencies change.
$(VENV)/installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("tfstyle needs Python 3.11 or newer; name one: make PYTHON=python3.12") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install -qq --editable '.[test]'
	@touch $@

demo: install
	$(BIN)/python notebooks/demo.py $(DEMO)

test: install
	$(BIN)/python -m ruff check .
	$(BIN)/python -m pytest -m 'not slow and not network and not gpu'

lint: install
	$(BIN)/python -m ruff check .

benchmark: install
	$(BIN)/python -m tests.benchmarks.training_step

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info
