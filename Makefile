# Everything that a person or CI does with this repository.  Each target sets up what it
# needs; files that stand for what is already done make later runs fast.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV ?= .venv
PYTHON ?=
PORT ?=
OPEN ?= 1
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

# A person's pip settings for their own use must not move packages out of the environment.
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_VIRTUALENV PYTHONPATH PYTHONHOME

FRONTEND := $(shell find labextension \
	\( -name node_modules -o -name lib -o -name .yarn \) -prune -o -type f -print)
PACKAGING := pyproject.toml README.md LICENSE install.json \
	$(wildcard jupyter-config/*/*.json) scripts/frontend.py notebooks/00_tour.ipynb

.PHONY: help demo demo-stop test check bench fuzz lock clean

help: ## What there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(BIN)/.package-installed ## JupyterLab with two people, real data and a tour [PORT=8888] [OPEN=0]
	@exec $(BIN)/datawisp demo --directory .demo $(if $(PORT),--port $(PORT)) \
		$(if $(filter 0 no false,$(OPEN)),--no-open)

demo-stop: ## End the demo
	@if [ -x $(BIN)/datawisp ]; then $(BIN)/datawisp demo --directory .demo --stop; fi

test: $(BIN)/.development-installed ## All tests [ARGS="-k name"]
	@scripts/system-packages
	$(BIN)/python scripts/frontend.py run test
	$(BIN)/python -m pytest $(ARGS)

check: $(BIN)/.development-installed ## Linters, types, layers, house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/frontend.py run lint:check
	$(BIN)/python scripts/frontend.py run types:check
	$(BIN)/python -m pytest -q tests/test_house.py

bench: $(BIN)/.development-installed ## Speed and memory, in figures
	@scripts/system-packages
	$(BIN)/python -m benchmarks $(ARGS)

fuzz: $(BIN)/.development-installed ## Statements by chance, on every engine [ARGS="--statements 100000"]
	@scripts/system-packages
	$(BIN)/python -m tests.fuzz $(ARGS)

lock: $(BIN)/.development-installed ## Pin the newest versions that pyproject.toml allows
	$(UV) --upgrade --extra demo --extra polars --group build \
		--output-file requirements/demo.txt pyproject.toml
	$(UV) --upgrade --extra demo --extra polars --group dev \
		--constraint requirements/demo.txt --output-file requirements/dev.txt pyproject.toml
	$(UV) --upgrade --group pyproject.toml:elsewhere --constraint requirements/dev.txt \
		$$(sed -nE 's/^([a-z0-9._-]+)==.*/--no-emit-package \1/p' requirements/dev.txt) \
		--output-file requirements/elsewhere.txt
	$(BIN)/python scripts/frontend.py lock

clean: ## Remove what the other targets made
	rm -rf $(VENV) .demo dist build labextension/node_modules labextension/lib \
		datawisp_jupyter/labextension

$(BIN)/.created: scripts/create-venv
	@PYTHON='$(PYTHON)' scripts/create-venv $(VENV) >&2
	@touch $@

$(BIN)/.demo-requirements: requirements/demo.txt $(BIN)/.created
	@echo 'Installing Python packages ...' >&2
	@$(PIP) --use-pep517 --require-hashes -r $< >&2
	@touch $@

$(BIN)/.package-installed: $(BIN)/.demo-requirements $(FRONTEND) $(PACKAGING)
	@echo 'Building the JupyterLab extension ...' >&2
	@$(PIP) --no-build-isolation --editable . >&2
	@touch $@

$(BIN)/.development-installed: requirements/dev.txt $(BIN)/.package-installed
	@echo 'Installing development tools ...' >&2
	@$(PIP) --use-pep517 --require-hashes -r $< >&2
	@touch $@
