# With Python 3.11 or newer and make, these targets do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test nightly check benchmarks docs fuzz clean

run: $(VENV)/.installed
	$(BIN)/python -m supplychain_sim run scenarios/gear_unit_housings.yaml

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile tests supplychain_sim
	$(BIN)/python -m pytest benchmarks

# What takes minutes: each mechanism disabled in turn, a sweep killed twenty times, one of 400,000 runs.
nightly: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m nightly tests benchmarks

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

# Renews what is generated: the references of measures and language, and what the benchmarks expect.
docs: $(VENV)/.installed-dev
	$(BIN)/python -m supplychain_sim measures > docs/measures.md
	$(BIN)/python -m supplychain_sim.report.language > docs/language.md
	$(BIN)/python -m supplychain_sim.report.sweep_language > docs/sweep_language.md

benchmarks: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.renew

# A minute of bytes that try to break the reader of scenarios.
fuzz: $(VENV)/.installed-fuzz
	$(BIN)/python fuzz/reader.py -max_total_time=60

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, found $$($(PYTHON) --version); try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.installed-fuzz: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
