# Every target does its own set-up. Needs git, make and Python 3.11 or newer; nothing by hand.
PYTHON ?= python3
IN = .venv/bin/python -m
# Compiled once and kept beside the packages, whatever the machine says: dozens of processes start in a test run.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPYCACHEPREFIX = $(CURDIR)/.venv/compiled
.DEFAULT_GOAL := help
.PHONY: help setup setup-base demo dev test check bench format messages lock

help:
	@echo "make demo      set up and serve a house with Ana's bills in it, on 127.0.0.1:8000"
	@echo "make dev       the same, reading the code anew at each change"
	@echo "make test      everything: SQLite, PostgreSQL, a browser     (PARTS=sqlite for one part)"
	@echo "make check     format, lint, types, walls, migrations, translations, settings  (CHECKS=types for one)"
	@echo "make bench     the budgets, measured                          (BENCH=ledger for one)"
	@echo "make format    lay the code out      make messages  bring the translations up to date"
	@echo "make setup     .venv with everything make lock      lock the requirements anew (UPGRADE=--upgrade)"

setup:
	@$(PYTHON) tools/setup.py dev

setup-base:
	@$(PYTHON) tools/setup.py base

demo: setup-base
	@.venv/bin/hearthside demo

dev: setup
	@.venv/bin/hearthside demo --reload

test: setup
	@$(IN) tools.test $(PARTS)

check: setup
	@$(IN) tools.check $(CHECKS)

bench: setup
	@.venv/bin/hearthside bench $(or $(BENCH),all)

format: setup
	@$(IN) ruff check --quiet --fix .
	@$(IN) ruff format --quiet .

messages: setup
	@$(IN) tools.messages extract
	@$(IN) tools.messages compile

lock: setup
	@$(IN) tools.lock $(UPGRADE)
