# make run    the comparison "Homs holds" against "Homs falls", on the screen and as a figure
# make test   everything a change must pass
# make docs   the documentation site, in build/site
# make reference   remakes the figures and tables in results/reference and the tables of docs/, but those that take long
# make reference-all   remakes those too
# They make their own .venv; the only thing needed beforehand is Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest
RUNS ?= 1000
# Among all processors, file by file: what a file's tests share is made once. Long files first (tests/conftest.py).
SHARED := -n auto --dist loadfile --no-loadscope-reorder
# Among all processors, test by test: each takes long.
EVENLY := -n auto --maxschedchunk 1
INSTALL := -m pip install --quiet --no-compile # what is imported is compiled then
PYTEST_FLAGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Many container images set it; then every process here would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check compiled docs format nightly oldest mutation reference reference-all clean
.DELETE_ON_ERROR:

run: $(VENV)/.run-installed
	$(BIN)/rout run homs-hold homs-fall -n $(RUNS)
	$(BIN)/rout run homs-learned -n $(RUNS) --branch hold --name learned-hold
	$(BIN)/rout run homs-learned -n $(RUNS) --branch fall --name learned-fall
	@echo "With all that three wars leave open of the numbers, instead of the article's hypothesis:"
	$(BIN)/rout compare learned-hold learned-fall
	@echo "Under the article's hypothesis. What separates the two is how long soldiers expected a garrison to last:"
	$(BIN)/rout compare homs-hold homs-fall --figure results/homs-hold-or-fall.png

# Two of the three longest things need one processor each: the types are checked while the engine is compiled.
test: $(VENV)/.dev-installed
	$(MAKE) --jobs 2 check compiled
	$(BIN)/python -m pytest $(SHARED) $(PYTEST_FLAGS)

compiled: $(VENV)/.dev-installed
	$(BIN)/python tests/compiled_once.py

check: $(VENV)/.dev-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

docs: $(VENV)/.dev-installed
	$(BIN)/python docs/site.py

format: $(VENV)/.dev-installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

nightly: $(VENV)/.dev-installed
	$(BIN)/python -m pytest -m "slow or nightly" $(EVENLY) $(PYTEST_FLAGS)
	$(BIN)/python -m benchmarks.inlining

mutation: $(VENV)/.dev-installed
	$(BIN)/python -m benchmarks.mutation $(ONLY) $(if $(SAMPLE),--sample $(SAMPLE))

# PARTS="studies forecasts" makes some parts (`python -m benchmarks.reference --list` names them); RESUME=1 leaves out
# those that were made from the same sources, and uses stored runs.
RESUMED := $(if $(RESUME),--resume)
reference: $(VENV)/.run-installed
	$(BIN)/python $(INSTALL) --editable ".[calibrate]"
	$(BIN)/python -m benchmarks.reference $(PARTS) $(RESUMED)

reference-all: reference
	$(BIN)/python -m benchmarks.reference --long $(RESUMED)

oldest:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "The oldest versions are tested on Python 3.11. Try: make oldest PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(OLDEST)
	$(PYTHON) tests/oldest.py > $(OLDEST)/constraints.txt
	$(OLDEST)/bin/python -m pip install --quiet --constraint $(OLDEST)/constraints.txt \
	  --editable ".[dask,calibrate]" pytest hypothesis jsonschema
	$(OLDEST)/bin/python -m pytest -W default $(PYTEST_FLAGS)  # they warn of what came later

clean:
	rm -rf $(VENV) $(OLDEST) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Rout needs Python 3.11 or later; $(PYTHON) is `$(PYTHON) -V 2>&1`. Try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing Rout and what it needs into $(VENV) (once, about a minute)"
	$(BIN)/python $(INSTALL) --editable .
	@touch $@

$(VENV)/.dev-installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing Rout and the tools its tests need into $(VENV) (once, about a minute)"
	$(BIN)/python $(INSTALL) --editable ".[dev]"
	@touch $@ $(VENV)/.run-installed
