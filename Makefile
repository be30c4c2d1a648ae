# The tasks of this repository. `make demo` and `make test` need nothing but Python >= 3.11, git and make.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
HAS_UV := $(shell uv --version >/dev/null 2>&1 && echo yes)
EXAMPLE := examples/telco-churn/mlsystem.yaml
PROJECT := build/telco-churn

ifeq ($(HAS_UV),yes)
  CREATE_VENV = uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
  INSTALL = uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt
else
  CREATE_VENV = $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
  INSTALL = $(BIN)/python -m pip install --quiet --constraint constraints.txt
endif

.PHONY: help demo install dev test test-all test-slow bench bench-project quality lint types check schemas reference gallery constraints clean

help:  ## Show the targets.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: install  ## Compile the churn example, train it, evaluate it, print where the report is.
	@echo "==> compiling $(EXAMPLE) into $(PROJECT)"
	@$(BIN)/mlsys compile $(EXAMPLE) -o $(PROJECT)
	@echo "==> setting up, training and evaluating the generated project"
	@$(MAKE) --no-print-directory -C $(PROJECT) setup train evaluate
	@echo
	@echo "The evaluation report: $(PROJECT)/reports/evaluation.html"
	@echo "The same as data:      $(PROJECT)/reports/evaluation.json"

install: $(VENV)/.installed  ## Install the compiler into .venv.

dev: $(VENV)/.installed-dev  ## Install the compiler and the tools of its tests into .venv.

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "==> installing mlsys into $(VENV) ($(if $(HAS_UV),uv,pip), $(PYTHON))"
	@test -n "$(PYTHON)" || { echo "error: no Python >= 3.11 found; set PYTHON=/path/to/python3.11" >&2; exit 4; }
	@$(CREATE_VENV)
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "==> installing the tools of the tests into $(VENV)"
	@$(INSTALL) --editable . --group dev
	@touch $@

$(VENV)/.installed-verify: $(VENV)/.installed-dev
	@echo "==> installing the verifiers of generated files into $(VENV)"
	@$(INSTALL) --group verify || echo "not all could be installed; the tests that need them are skipped"
	@touch $@

test: dev  ## Run the fast tests.
	@$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

test-all: dev $(VENV)/.installed-verify  ## Run every test: also those that install, train, serve and measure.
	@$(BIN)/python -m pytest -m "" --durations=15

test-slow: dev $(VENV)/.installed-verify  ## Run the slow tests that CI runs: first those that share the machine, then those that measure.
	@status=0; \
	$(BIN)/python -m pytest -m "slow and not long and not alone" -n auto --dist worksteal --durations=15 || status=$$?; \
	$(BIN)/python -m pytest -m "slow and not long and alone" --durations=15 || status=$$?; \
	exit $$status

bench: dev  ## Print the table of ratios beside cookiecutter, copier and check-jsonschema.
	@$(BIN)/python -m benchmarks

bench-project: dev  ## Measure the service and batch job of `make demo` beside their peers.
	@$(BIN)/python -m benchmarks.serving $(PROJECT)
	@$(BIN)/python -m benchmarks.batch $(PROJECT)

quality: dev  ## Measure models of compiled projects beside their peers, and write docs/explanation/quality.md anew.
	@$(BIN)/python -m benchmarks.quality $(CASES)

lint: dev  ## Check style.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: dev  ## Check types.
	@$(BIN)/mypy

check: lint types test  ## Everything that a change must pass, short of the slow tests.

schemas: dev  ## Write schemas/ anew from the models.
	@$(BIN)/python -c 'from pathlib import Path; from mlsys.spec.schema import write_schemas; write_schemas(Path("schemas"))'

reference: dev  ## Write docs/reference/ anew from the code.
	@$(BIN)/python -m mlsys.reference docs/reference

clean:  ## Remove what was built; keeps .venv.
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

gallery: dev  ## Measure the examples that changed, and write docs/gallery/ anew.
	@$(BIN)/python -m benchmarks.gallery $(EXAMPLES)

constraints: dev  ## Write constraints.txt anew from the newest versions.
	@uv pip install --quiet --python $(BIN)/python --upgrade --editable . --group dev
	@{ echo "# The versions that tests and CI use; \`make\` installs within them. Renew: make constraints"; \
	  uv pip freeze --python $(BIN)/python --exclude-editable | grep -v -E '^(pip|setuptools|wheel)=='; } > constraints.txt
