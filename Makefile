# make run, make test, make check, make proof, make bench
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export WAYMARK_MODE ?= demo

STAMP := $(VENV)/.installed-$(shell cat requirements.txt | sha256sum | cut -c1-16)
DEV_STAMP := $(VENV)/.installed-dev-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16)

.PHONY: run test check proof bench bench-search

run: $(STAMP)
	@exec $(BIN)/python manage.py serve

test: $(DEV_STAMP)
	@WAYMARK_MODE=test $(BIN)/python -m pytest -m "not proof" $(ARGS)
