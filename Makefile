# Each target sets up what it needs in .venv. PYTHON names another interpreter, PORT another port.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
AS_OF ?= 2025-12-29
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

unexport PYTHONDONTWRITEBYTECODE  # else each process that tests start compiles everything anew

.PHONY: run test lint fix bench docs wheel clean

run: $(VENV)/.installed  ## load the Miami dataset, print why no order of steps satisfies all, serve
	$(BIN)/posgraph orders --as-of $(AS_OF)
	$(BIN)/posgraph serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev  ## all tests, on every core
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.installed-dev  ## format, style, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/.installed-dev  ## format, and repair what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.installed-dev  ## speeds, each beside a competitor in the same run
	$(BIN)/python -m benchmarks

docs: $(VENV)/.installed-dev  ## write the generated pages and the shown outputs anew
	$(BIN)/python -m docs

wheel: $(VENV)/.installed-dev  ## dist/posgraph-….whl
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) dist build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "posgraph needs Python 3.11 or later; '$(PYTHON)' is older. Name another: make PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable ".[dev,scale]"
	@touch $@
