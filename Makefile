# Two commands on a fresh machine: `make letter` sets the seed letter, `make check` runs all CI runs.
# Both need only python3 and make; `make help` lists the rest.

PYTHON ?= python3
LETTER ?= seeds/000_bb1200c619942f5d.txt
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# pip compiles what it installs, but for a checkout; where PYTHONDONTWRITEBYTECODE is set nobody else would.
COMPILE := $(BIN)/python -m compileall -q src

.PHONY: help letter check format-check lint floors types tests docs format bless bench bench-archive bench-merge bench-print-run bench-reading bench-run bench-sign bench-store fuzz stress stress-deliver stress-merge stress-run compare compare-notes gallery check-wheel doctor clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

letter: $(VENV)/installed ## set the seed letter into out/ and print the path of the PDF last
	@$(BIN)/letterpress render $(LETTER)

check: format-check lint floors types tests ## everything CI runs: format, lint, floors, types, tests and docs

format-check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .

floors: $(VENV)/installed-dev
	$(BIN)/lint-imports

types: $(VENV)/installed-dev
	$(BIN)/mypy

tests: $(VENV)/installed-dev
	$(BIN)/pytest

docs: $(VENV)/installed-dev ## only the tests that hold the documents against the code
	$(BIN)/pytest tests/test_docs.py tests/test_architecture.py

format: $(VENV)/installed-dev ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bless: $(VENV)/installed-dev ## rewrite the expectations of the corpus; read the diff afterwards
	$(BIN)/pytest --bless

bench: $(VENV)/installed-dev ## time the seed letter, cold and warm, beside plain WeasyPrint
	$(BIN)/python benchmarks/bench_render.py

bench-archive: $(VENV)/installed-dev ## put a run of N letters (1000 unless told) into bags, verify them, flip bits
	$(BIN)/python benchmarks/bench_archive.py $(or $(N),1000)

bench-merge: $(VENV)/installed-bench ## time the letters of a merge beside plain WeasyPrint and Typst
	$(BIN)/python benchmarks/bench_merge.py --letters $(or $(N),100)

bench-print-run: $(VENV)/installed-dev ## join N copies of the seed letter (1000 unless told) into a print run
	$(BIN)/python benchmarks/bench_print_run.py $(or $(N),1000)

bench-reading: $(VENV)/installed-dev ## read texts nobody should write at growing sizes: time must grow with size
	$(BIN)/python benchmarks/bench_reading.py

bench-run: $(VENV)/installed-dev ## time runs of N letters (10,000 unless told) in one process and in two
	$(BIN)/python benchmarks/bench_run.py $(or $(N),10000)

bench-sign: $(VENV)/installed-dev ## time the signatures of N letters (100 unless told) at each level
	$(BIN)/python benchmarks/bench_sign.py $(or $(N),100)

bench-store: $(VENV)/installed-dev ## time runs of N letters (3000 unless told) into a folder and into a bucket
	$(BIN)/python benchmarks/bench_store.py $(or $(N),3000)

fuzz: $(VENV)/installed-dev ## read N texts put together by chance (1,000,000 unless told) and count what is wrong
	$(BIN)/python benchmarks/fuzz_reading.py $(or $(N),1000000) --seed $(or $(SEED),1)

stress: $(VENV)/installed-dev ## set N random letters (100 unless told) and count the bad ones
	$(BIN)/python benchmarks/stress_typesetting.py $(or $(N),100) --seed $(or $(SEED),1)

stress-deliver: $(VENV)/installed-dev ## mail N letters (1000 unless told) through a server that fails, killed five times, and count
	$(BIN)/python benchmarks/stress_deliver.py --letters $(or $(N),1000) --kills $(or $(KILLS),5) --seed $(or $(SEED),1)

stress-run: $(VENV)/installed-dev ## kill a merge of 5,000 letters a hundred times, finish it, count what is wrong
	$(BIN)/python benchmarks/stress_run.py --letters $(or $(N),5000) --kills $(or $(KILLS),100) --seed $(or $(SEED),1)

stress-merge: $(VENV)/installed-dev ## merge N letters (5000 unless told) with tokens of their own, look at each
	$(BIN)/python benchmarks/stress_merge.py $(or $(N),5000)

compare: $(VENV)/installed-dev ## set twelve letters with LuaLaTeX too, picture the pages, count the faults of both
	$(BIN)/python benchmarks/compare_latex.py

compare-notes: $(VENV)/installed-bench ## read notes as pandoc, cmark-gfm and markdown-it do, and show the differences
	$(BIN)/python benchmarks/compare_notes.py

gallery: $(VENV)/installed-dev ## set a letter on every stationery and in every language, and picture the pages
	$(BIN)/python benchmarks/gallery.py

pathological: $(VENV)/installed-dev ## set letters nobody should write, within limits of time and memory
	$(BIN)/python benchmarks/bench_pathological.py

check-wheel: $(VENV)/installed-dev ## build the wheel, install it alone and set a letter far from the checkout
	PYTHON=$(PYTHON) ./tests/check_wheel.sh

doctor: $(VENV)/installed ## say what is installed and what is missing
	@$(BIN)/letterpress doctor

clean: ## remove the virtual environment, caches and everything in out/
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find out -mindepth 1 ! -name .gitkeep -delete
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'make: letterpress needs Python 3.11 or later; name one with make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'make: this Python cannot make a virtual environment; on Debian: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e .
	$(COMPILE)
	@touch $@

$(VENV)/installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	$(COMPILE)
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev,bench]'
	$(COMPILE)
	@touch $@ $(VENV)/installed $(VENV)/installed-dev
