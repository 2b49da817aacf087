# Two commands for people: `make demo` and `make test`. Each makes its own virtual environment in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKS := deploy/requirements.txt deploy/requirements-dev.txt deploy/requirements-build.txt
PIP := $(BIN)/pip --quiet --disable-pip-version-check
COMPILE := build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
SIDE_BY_SIDE := -n auto --dist loadfile
# What is compiled once is compiled for all processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE
STAMP := $(VENV)/.installed-$(shell cat $(LOCKS) pyproject.toml | cksum | cut -d' ' -f1)

.PHONY: demo test bench faults fast image format lock python
.DEFAULT_GOAL := test

demo: $(STAMP) ## run the whole road on this machine and print the comments (ONCE=1 ends by itself)
	@ONCE=$(ONCE) $(BIN)/python -m tests.demo

test: $(STAMP) ## format, lint, types, import rules, tests: all that a reviewer would run
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

fast: $(STAMP) ## what a change is tried with first: the tests that need neither Redis nor an engine nor a browser nor many seconds
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not redis and not engine and not browser and not slow"

bench: $(STAMP) ## measure beside the rivals, which are installed into .bench once (ONLY=intake, burst, review, images, commands, queue, logscan, times, lint: one of them)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

faults: $(STAMP) ## the long storms: 2,000 events and 200 kills over Lighterman and over plain RQ, three seeds; half an hour (SEEDS=7: that one)
	@$(BIN)/python -m tests.faults $(if $(SEEDS),--seeds $(SEEDS))

image: $(STAMP) ## build the image for real upon a base of this machine's Python, and try it; needs a Docker Engine, takes minutes
	$(BIN)/python -m pytest tests/stories/image_check.py

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: python ## pin what pyproject.toml names with the hashes of all files; what is pinned already stays (UPGRADE=--upgrade)
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) $(UPGRADE) pyproject.toml --extra embedded -o deploy/requirements.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --extra embedded --group dev -o deploy/requirements-dev.txt
	echo 'setuptools>=77' | $(COMPILE) $(UPGRADE) - -o deploy/requirements-build.txt

$(STAMP): | python
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing; on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@echo "installing into $(VENV) ..."
	@$(PIP) install --only-binary hyperscan --require-hashes -r deploy/requirements-dev.txt -r deploy/requirements-build.txt || { echo "If it is hyperscan that cannot be found: it has wheels for Linux (x86-64, arm64) and macOS (arm64) only" >&2; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing; on Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lighterman needs Python 3.11 or newer; $(PYTHON) is older" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
