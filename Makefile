# Everything starts here: `make demo` to see it, `make test` to check it, `make help` for the list.
# Needs git, make and Python >= 3.11; all else comes from the package registries, pinned by hash.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PREPARED := classifier/prepared_lexicons/.ready
ARGS ?=

.PHONY: help setup demo test test-deep test-browsers lint bench mutation lock audit sbom clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: $(READY) $(PREPARED)  ## Make the environment (Python packages by hash, a browser for the JavaScript sites)

$(READY): requirements.lock requirements-setup.lock requirements-road-engine.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lygte needs Python 3.11 or newer; set PYTHON=python3.x."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@# Compiled here, as not every machine lets Python keep what it compiles: programs would start half as fast.
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	$(BIN)/python -m crawler.browser --install
	@# The routing engine that tests ask. Its Python part wants 3.12, its programs want no Python: hence a folder of its own.
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/road-engine --python-version 3.12 --only-binary :all: --no-deps --require-hashes -r requirements-road-engine.lock
	@touch $(READY)

# Lexicons compiled ahead, so that reading starts at once; made anew when a lexicon or the reader changed.
$(PREPARED): $(READY) $(wildcard classifier/*.py classifier/lexicons/*/*.yml)
	$(BIN)/python -m compileall -q lygte models crawler classifier networks outreach review_ui demo
	$(BIN)/python -m classifier.prepared
	@touch $(PREPARED)

demo: setup  ## Crawl the fictional sites, read, group, rank, open the screens (ARGS=--no-serve: do not stay up)
	$(BIN)/lygte demo $(ARGS)

test: setup  ## Run every test, browser tests included
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

test-deep: setup  ## The same tests at the sizes of a release (hours)
	$(BIN)/python -m pytest -m deep --timeout 0 -o faulthandler_timeout=0 $(ARGS)

test-browsers: setup  ## A stolen device in Firefox and WebKit as well (Debian: firefox-esr webkit2gtk-driver xvfb)
	@for program in firefox-esr WebKitWebDriver Xvfb; do command -v $$program > /dev/null || { \
		echo "$$program is not on this machine; on Debian: apt-get install firefox-esr webkit2gtk-driver xvfb"; exit 2; }; done
	$(BIN)/python -m pytest -m browsers $(ARGS)

lint: setup  ## Style, import arrows, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --cache-dir .import_linter_cache
	$(BIN)/mypy

bench: setup  ## Speed, memory and quality goals, as ratios against a named rival in the same run
	$(BIN)/python -m benchmarks $(ARGS)

mutation: setup  ## How many changes of the privacy core its tests notice (ARGS=--help says how long, and how to go on after a stop)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/mutation --only-binary :all: --no-deps --require-hashes -r requirements-mutation.lock
	PYTHONPATH=$(VENV)/mutation $(BIN)/python -m benchmarks.mutation $(ARGS)

lock: setup  ## Renew the lock files from pyproject.toml
	echo pyvalhalla | $(BIN)/uv pip compile --quiet --universal --python-version 3.12 --no-deps --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements-road-engine.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras pyproject.toml -o requirements.lock
	echo mutmut | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock - -o requirements-mutation.lock
	echo pip-audit | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o requirements-audit.lock

audit: setup  ## Ask a public service for known vulnerabilities of every locked package
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/audit --only-binary :all: --no-deps --require-hashes -r requirements-audit.lock
	@PYTHONPATH=$(VENV)/audit $(BIN)/python -m lygte.dependency_audit requirements.lock requirements-setup.lock requirements-road-engine.lock requirements-audit.lock requirements-mutation.lock

sbom: setup  ## Write the bill of materials of the lock (CycloneDX): lygte.cdx.json
	$(BIN)/lygte sbom --lock requirements.lock --out lygte.cdx.json

clean:  ## Remove what was made here (never your data directory)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
