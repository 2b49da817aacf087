# Two commands for people: `make demo` and `make test`. Each makes its own virtual environment in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKS := deploy/requirements.txt deploy/requirements-dev.txt
STAMP := $(VENV)/.installed-$(shell cat $(LOCKS) pyproject.toml | cksum | cut -d' ' -f1)

.PHONY: demo test bench fast format lock python
.DEFAULT_GOAL := test

demo: $(STAMP) ## run the whole road on this machine and print the comments (ONCE=1 ends by itself)
	@ONCE=$(ONCE) $(BIN)/python -m tests.demo

test: $(STAMP) ## format, lint, types, import rules, tests: all that a reviewer would run
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

fast: $(STAMP) ## the tests that need neither Redis nor an engine nor a browser
	$(BIN)/python -m pytest -m "not redis and not engine and not browser"

bench: $(STAMP) ## measure beside the rivals, which are installed into .bench once (ONLY=intake, burst, queue: one of them)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): | python
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing; on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@echo "installing into $(VENV) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --only-binary hyperscan --require-hashes -r deploy/requirements-dev.txt || { echo "If it is hyperscan that cannot be found: it has wheels for Linux (x86-64, arm64) and macOS (arm64) only" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing; on Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Lighterman needs Python 3.11 or newer; $(PYTHON) is older" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
