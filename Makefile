# make: everything from installing to figures. make help: the other targets.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo "$$p" && exit; done; echo python3)
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALLER ?= uv# or pip: slower, but without uv
JOBS ?= 0# notebooks at once; 0: one for each core
STAMP := $(VENV)/.installed
SCALE := $(VENV)/.scale
TESTS := $(VENV)/.tests
COMPILE = $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	--custom-compile-command "make requirements" --upgrade --quiet
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# every file that is downloaded has a hash: sources are built by the setuptools of requirements-build.txt, else
# a builder would be fetched without one
HASHED := --no-build-isolation --require-hashes -r
ITSELF := --no-deps --no-build-isolation -e .
install = if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --python $(BIN)/python $(HASHED) $(1); \
	else $(PIP) $(HASHED) $(1); fi
export PYTHONUTF8 := 1
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE # else each process would compile lib/ anew

.PHONY: all setup notebooks look report scale test check accuracy fit soak pythons bench lab lint clean help requirements
.DEFAULT_GOAL := all

all: notebooks ## install, execute the notebooks in order, write figures/ (CORPUS=folder: on other pages; BY=column)

setup: $(STAMP) ## create .venv and install the pinned packages

$(STAMP): requirements-build.txt requirements-install.txt requirements.txt pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "gongwen needs Python 3.11 or later; this is " + sys.version.split()[0] + ": make PYTHON=/path/to/python3.12")'
	@echo "1/4 making $(VENV) …"
	@"$(PYTHON)" -m venv $(VENV)
	@echo "2/4 downloading the installer …"
	@$(PIP) $(HASHED) requirements-build.txt
	@if [ "$(INSTALLER)" = uv ] && $(PIP) $(HASHED) requirements-install.txt; then \
		echo "3/4 downloading and installing the pinned packages (some 400 MB; minutes on a slow line) …" && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python $(HASHED) requirements.txt && \
		echo "4/4 installing gongwen …" && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python $(ITSELF); \
	else \
		echo "3/4 downloading and installing the pinned packages by pip (some 400 MB; minutes) …" && \
		$(PIP) $(HASHED) requirements.txt && echo "4/4 installing gongwen …" && $(PIP) $(ITSELF); \
	fi
	@touch $(STAMP)

# a path goes through the environment as it is: on a line of the shell its quotes and $$ would be read
unexport CORPUS OUT BY # else make would expand what is in them
ifdef CORPUS
notebooks report look: export GONGWEN_CORPUS := $(value CORPUS)
endif
ifdef OUT
notebooks report look: export GONGWEN_OUT := $(value OUT)
endif
ifdef BY
notebooks report: export GONGWEN_BY := $(value BY)
endif

notebooks: $(STAMP)
	@echo "executing the notebooks (a minute on the five seeds, some minutes on hundreds of pages) …"
	@$(BIN)/python -m gongwen run -j $(JOBS)

look: $(STAMP) ## a page to check what was read and what not, before the analysis (CORPUS=folder)
	@$(BIN)/python -m gongwen look

report: $(if $(value CORPUS)$(value OUT),notebooks,$(STAMP)) ## the notebooks as pages to read: build/report/index.html (CORPUS=folder: on other pages)
	@$(BIN)/python -m gongwen report

scale: $(SCALE) ## add Dask, for corpora in partitions

$(SCALE): $(STAMP) requirements-scale.txt
	@$(call install,requirements-scale.txt)
	@touch $(SCALE)

$(TESTS): $(SCALE) tests/requirements.txt
	@$(call install,tests/requirements.txt)
	@touch $(TESTS)

test: $(TESTS) ## all tests: units, properties, notebooks executed again and in a browser, the snippets of the documentation
	@$(BIN)/python -m pytest -n 2

check: $(STAMP) ## execute the notebooks again and compare every byte and pixel with what is stored
	@$(BIN)/python -m pytest tests/publish/test_same.py

accuracy: $(STAMP) ## how well real pages and sentences are read (REAL=folder with them): into docs/accuracy.md
	@$(BIN)/python -m benchmarks.accuracy "$(REAL)" --write

fit: $(STAMP) ## fit the models of what is counted and what for, of parties and of devices (REAL=folder with the coded texts): into lexicons/weights.csv
	@$(BIN)/python -m benchmarks.fit "$(REAL)" --write

soak: $(TESTS) ## broken files, bombs, kill -9, Ctrl-C, damage, long texts, with time given (MINUTES=3 for each kind; about half an hour)
	@$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),3)

pythons: $(STAMP) ## the same under Python 3.11, 3.12 and 3.13 (uv brings them; takes about six minutes)
	@$(BIN)/python -m tests.pythons

bench: $(STAMP) ## speed as ratios to named peers (installs the peers; takes about eight minutes)
	@$(call install,benchmarks/requirements.txt)
	@$(BIN)/python -m benchmarks

lab: $(STAMP) ## open JupyterLab on the notebooks (LAB="--port=9999": options for it)
	@$(BIN)/python -m gongwen lab$(if $(LAB), -- $(LAB))

lint: $(STAMP) ## ruff: rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

requirements: $(STAMP) ## compile requirements.txt anew from requirements.in
	@$(PIP) $(HASHED) requirements-install.txt
	@$(COMPILE) requirements-install.in -o requirements-install.txt
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) -c requirements.txt requirements-build.in -o requirements-build.txt
	@$(COMPILE) -c requirements.txt requirements-scale.in -o requirements-scale.txt
	@$(COMPILE) -c requirements.txt tests/requirements.in -o tests/requirements.txt
	@$(COMPILE) -c requirements.txt benchmarks/requirements.in -o benchmarks/requirements.txt

clean: ## remove .venv and caches; figures and notebooks stay
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis lib/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
