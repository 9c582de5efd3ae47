# One command for each thing; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install run test check bench demo lock clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The demo brings its own settings: none of these may reach it.
SETTINGS := TOCSIN_PUBLIC_URL TOCSIN_HOME DATABASE_URL REDIS_URL TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN \
  TWILIO_AUTH_TOKEN_PREVIOUS TWILIO_API_URL TOCSIN_SPEECH TOCSIN_CALLS_PER_SECOND TOCSIN_TEXTS_PER_SECOND \
  TOCSIN_LINES TOCSIN_BIND TOCSIN_SECRET TOCSIN_SHELF TOCSIN_TARIFF
# Twilio's own variables would send calls to another host (FACTS: they rewrite it).
FOREIGN := TWILIO_EDGE TWILIO_REGION PROMETHEUS_MULTIPROC_DIR
# Everything there plays on 127.0.0.1, where a proxy would find somebody else; pip keeps them.
PROXIES := http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
CLEAN_ENV := env $(foreach name,$(SETTINGS) $(FOREIGN) $(PROXIES),-u $(name))
USABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name does; do \
	  printf '  make %-9s %s\n' "$$name" "$$does"; done

install: $(STAMP) ## .venv with everything, from the lock file

$(STAMP): requirements.lock pyproject.toml
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  for python in python3.13 python3.12 python3.11 python3 none; do \
	    if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then break; fi; \
	  done; \
	  if [ "$$python" = none ]; then \
	    echo "Tocsin needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: apt-get install python3-venv)." >&2; \
	    exit 1; \
	  fi; \
	  echo "Making $(VENV) with $$("$$python" --version)."; \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@echo "Installing what the lock file names into $(VENV)."
	@export PIP_DISABLE_PIP_VERSION_CHECK=1; \
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock; \
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: $(STAMP) ## the gateway with the settings in .env, through the Procfile
	@if [ ! -f .env ]; then echo "There is no .env: copy .env.example to .env and fill in its first part." >&2; exit 1; fi
	@$(BIN)/tocsin doctor --settings
	@# Each process reads .env itself: honcho would read it as a shell does, and put its reading above ours.
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/honcho --env /dev/null --procfile Procfile start \
	  || status=$$?; $(BIN)/tocsin stop-redis >/dev/null; exit $${status:-0}

test: $(STAMP) ## the whole suite; nothing has to be running
	@$(CLEAN_ENV) $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(STAMP) ## ruff, mypy, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(STAMP) ## the measurements
	@$(CLEAN_ENV) $(BIN)/python -m bench $(ARGS)

demo: $(STAMP) ## an officer's call and its cascade on the sample zone; KEEP=1 stays up
	@$(CLEAN_ENV) $(BIN)/tocsin demo $(if $(KEEP),--keep)

lock: pyproject.toml ## write requirements.lock anew; UPGRADE=1 takes newer versions
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra offline-voice --group dev --python-version 3.11 --universal \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --quiet $(if $(UPGRADE),--upgrade) --output-file requirements.lock

clean: ## remove what can be made again (.venv, var/ and .env stay)
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
