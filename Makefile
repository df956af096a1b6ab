# The two commands of the README, and what they are made of. A fresh machine needs Python 3.11–3.13,
# pip and make; everything else is installed here, into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# PYTHONWARNINGS: setuptools warns of every editable install from a flat layout.
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test install install-dev browser lint types tests figures bench-accuracy bench-crosschecks bench-checks bench-site docs lock clean

demo: install  ## Replica portals on loopback, crawl, build, publish, serve
	$(BIN)/nianbao demo

test: install-dev browser lint types tests  ## Everything that must hold

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# --require-hashes: exactly the files that were tested, from whatever index pip is set to.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps -e .
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps -e .
	touch $(VENV)/.installed $@

# The browser tests need Chromium and Chinese glyphs; without apt or root they skip and say so.
browser:
	@command -v chromium >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q . || { \
	  if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null; \
	  else echo "chromium is not installed: browser tests will be skipped"; fi; }

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

tests:
	$(BIN)/python -m pytest -n 2 --dist loadgroup

figures:  ## The measured figures of the readers, checks and build
	$(BIN)/python -m pytest -q -s tests/test_figures.py tests/test_build.py tests/test_cli.py tests/test_demo.py

bench-accuracy:  ## Rendered figures through 101 kinds of markup and damage, held to pinned floors
	$(BIN)/python -m tests.bench.accuracy

bench-crosschecks:  ## Neighbour and copy rules over 100,000 made-up reports
	$(BIN)/python -m tests.bench.crosschecks --reports 100000

bench-checks:  ## Fault injection: every rule's fault at every place, no flag on clean reports
	$(BIN)/python -m tests.bench.checks --require-all

bench-site:  ## Page and search times over 20,000 made-up reports
	$(BIN)/python -m tests.bench.site

docs: install  ## Documents made from the registry: docs/checks.md
	$(BIN)/python -m parsers.checks.document --write

lock:  ## New exact versions with hashes for Python 3.11–3.13; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache *.egg-info
