# Everything works in ./.venv; nothing outside the checkout is written except the cache of the local models
# (and pip's own). `make demo` starts from nothing.

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_QUESTION := What concerns did US officials list?

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help env assets browser demo test e2e check bench docs clean

help:
	@echo "make demo    from nothing to an answered question about the sample articles"
	@echo "make test    the tests that need no model and no network"
	@echo "make e2e     the slow tests, and those with the local model and a browser; fetches the model first"
	@echo "make check   style, types and other cheap gates"
	@echo "make bench   measurements; see docs/evaluation.md"
	@echo "make docs    write the generated pages of docs/ again"
	@echo "make clean   remove the environment, caches and the demo's archive"

env: $(READY)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Newsdesk needs Python 3.11 or later; this is `$(PYTHON) --version 2>&1`." \
	         "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Preparing the environment in $(VENV) (about two minutes the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

assets: $(READY)
	@echo "Looking for the local models (1.1 GB to download the first time) ..."
	@$(BIN)/newsdesk models fetch

demo: assets
	@$(BIN)/newsdesk ingest samples --data .demo
	@echo
	@echo "> newsdesk ask '$(DEMO_QUESTION)'"
	@echo
	@$(BIN)/newsdesk ask '$(DEMO_QUESTION)' --data .demo

test: $(READY)
	$(BIN)/python -m pytest -m "not e2e and not soak" -n $(WORKERS)

browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	  { echo "The tests of the page need Chromium: apt-get install chromium" >&2; exit 1; }

e2e: assets browser
	$(BIN)/python -m pytest -m soak -n $(WORKERS)
	$(BIN)/python -m pytest -m e2e

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python docs/generate.py --check

bench: $(READY)
	$(BIN)/python -m eval.sentences
	$(BIN)/python -m eval run wice mutations copies multihop-facts extraction
	$(BIN)/python -m eval run multihop-facts --system plain --system bm25
	$(BIN)/python -m eval run seed --system extractive
	$(BIN)/python -m eval report
	$(BIN)/python -m eval gate

docs: $(READY)
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	find rag tests eval docs -name __pycache__ -type d -prune -exec rm -rf {} +
