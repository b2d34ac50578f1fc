# With Python 3.11 or newer and make, these targets do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check benchmarks docs clean

run: $(VENV)/.installed
	$(BIN)/python -m supplychain_sim run scenarios/gear_unit_housings.yaml

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto tests supplychain_sim
	$(BIN)/python -m pytest benchmarks

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

# Renews what is generated: the reference of measures, and what the benchmarks expect.
docs: $(VENV)/.installed-dev
	$(BIN)/python -m supplychain_sim measures > docs/measures.md

benchmarks: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.renew

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, found $$($(PYTHON) --version); try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
