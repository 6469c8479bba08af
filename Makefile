# Two commands matter: `make run` serves Waymark with a demo, `make test` tests it.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
ARGS ?=

# Named after the content of what was installed: unchanged means nothing to do.
STAMP := $(VENV)/.installed-$(firstword $(shell cksum < requirements.txt))
DEV_STAMP := $(VENV)/.installed-dev-$(firstword $(shell cat requirements.txt requirements-dev.txt | cksum))

MESSAGES := $(patsubst %.po,%.mo,$(wildcard config/locale/*/LC_MESSAGES/django.po))

# Tests start servers by the dozen: none shall compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check proof bench bench-search bench-vault bench-movement messages

run: export WAYMARK_MODE ?= demo
run: $(STAMP) $(MESSAGES)
	@exec $(PY) manage.py serve $(ARGS)

test: $(DEV_STAMP) $(MESSAGES)
	@$(PY) -m pytest -m "not proof" -n 2 $(ARGS)

check: $(DEV_STAMP) $(MESSAGES)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	@# No database is asked: that none answers is but a warning.
	DATABASE_URL=postgresql:///nowhere WAYMARK_MODE=test $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	.ci/production-like $(PY) manage.py check --deploy --fail-level WARNING

proof: $(DEV_STAMP) $(MESSAGES)
	@$(PY) -m pytest -m proof -n 2 --no-loadscope-reorder $(ARGS)

bench: $(DEV_STAMP)
	@WAYMARK_MODE=test $(PY) -m tests.benchmarks.api_speed $(ARGS)

bench-search: $(DEV_STAMP)
	@WAYMARK_MODE=test $(PY) -m tests.benchmarks.search_accuracy $(ARGS)

bench-vault: $(DEV_STAMP)
	@WAYMARK_MODE=test $(PY) -m tests.benchmarks.intake_speed $(ARGS)

bench-movement: $(DEV_STAMP)
	@WAYMARK_MODE=test $(PY) -m tests.benchmarks.movement_speed $(ARGS)

messages: $(DEV_STAMP)
	WAYMARK_MODE=test $(PY) manage.py makemessages --locale ru --locale uk --no-obsolete --ignore .venv --ignore var --ignore tests

# Babel compiles them, so that no machine needs gettext.
%.mo: %.po | $(STAMP)
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Waymark needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMP): | $(VENV)/pyvenv.cfg
	@echo "Installing what Waymark uses …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f $(VENV)/.installed-[0-9]* && touch $@

$(DEV_STAMP): | $(VENV)/pyvenv.cfg
	@echo "Installing what the checks use …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f $(VENV)/.installed-dev-* && touch $@
