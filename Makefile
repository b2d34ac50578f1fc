# With Python 3.11 or newer and make, these targets do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

COMPILED := .venv-compiled

.PHONY: run test nightly check benchmarks docs cluster compiled fuzz clean FORCE

run: $(VENV)/.installed
	$(BIN)/python -m supplychain_sim run scenarios/gear_unit_housings.yaml

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile tests supplychain_sim
	$(BIN)/python -m pytest benchmarks

# What takes minutes: each mechanism disabled in turn, a sweep killed twenty times, one of 400,000 runs.
nightly: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile -m nightly tests benchmarks

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
	$(BIN)/python -m supplychain_sim.report.cluster_language > docs/cluster_language.md

benchmarks: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.renew

# For sweeps on dask and on Slurm.
cluster: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[cluster]'

# What happens in a run, compiled to C, in an environment of its own: needs a C compiler, and minutes.
compiled: $(COMPILED)/.installed
	$(COMPILED)/bin/supplychain_sim --version

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

# What is compiled, and by what: moves when that does.
build/compiled.sources: FORCE
	@mkdir -p build
	@{ $(PYTHON) -VV; find Makefile pyproject.toml supplychain_sim -type f -not -path '*/__pycache__/*' \
	  -exec cksum {} +; } | sort > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

FORCE:

# By way of a source distribution, so that nothing compiled stays among the sources.
$(COMPILED)/.installed: build/compiled.sources
	@$(PYTHON) -c 'import os, shutil, sys, sysconfig as s; sys.exit(not shutil.which((os.environ.get("CC") or s.get_config_var("CC") or "cc").split()[0]))' || \
	  { echo "No C compiler is found; install one, such as gcc or clang"; exit 1; }
	@$(PYTHON) -c 'import os, sys, sysconfig as s; sys.exit(not os.path.exists(s.get_path("include") + "/Python.h"))' || \
	  { echo "The headers of $$($(PYTHON) --version) are not found; install them, such as by the package python3-dev"; exit 1; }
	@echo "Compiling what happens in a run takes some three minutes"
	rm -rf build/compiled
	$(PYTHON) -m venv build/compiled/env
	build/compiled/env/bin/python -m pip install --quiet --disable-pip-version-check 'hatchling>=1.27'
	build/compiled/env/bin/python -m hatchling build --target sdist --directory build/compiled
	CFLAGS="$$CFLAGS -ffp-contract=off" HATCH_BUILD_HOOKS_ENABLE=1 build/compiled/env/bin/python -m pip wheel --quiet --disable-pip-version-check \
	  --no-deps --wheel-dir build/compiled build/compiled/*.tar.gz
	$(PYTHON) -m venv --clear $(COMPILED)
	$(COMPILED)/bin/python -m pip install --quiet --disable-pip-version-check build/compiled/*.whl
	@touch $@

$(VENV)/.installed-fuzz: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@touch $@

clean:
	rm -rf $(VENV) $(COMPILED) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
