# make run · make test · make shots · make bench — each builds what it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INBOX ?= data/inbox
SHELF ?= data/shelf
PORT ?= 8501
# where `make serve` listens, and in how many processes; a web server with a certificate stands before it
ADDRESS ?= 127.0.0.1
PROCESSES ?= 2
# MB of one file that the page 报送 takes
UPLOAD_MB ?= 50
SCALE ?= 1.0
# processes that test: one more than two cores, for whoever looks through the browser mostly waits
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help run sample load serve test test-slow test-sail test-all spark test-spark lint lock docs docs-check shots bench browser nginx clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: load ## demonstration sheets if the inbox is empty, load, serve on http://127.0.0.1:8501: an open demonstration until somebody has an account
	@DAZOUFANG_SHELF=$(SHELF) DAZOUFANG_INBOX=$(INBOX) $(BIN)/python serve.py --port $(PORT) --server.maxUploadSize $(UPLOAD_MB)

sample: $(VENV)/run.ready
	@if [ -z "$$(ls -A $(INBOX) 2>/dev/null)" ]; then rm -rf $(INBOX).partial && $(BIN)/python -m etl sample --out $(INBOX).partial --scale $(SCALE) \
		&& { [ ! -d $(INBOX) ] || rmdir $(INBOX); } && mv $(INBOX).partial $(INBOX); fi

load: sample ## load the inbox and publish a snapshot
	@$(BIN)/python -m etl load --inbox $(INBOX) --shelf $(SHELF) || [ $$? -eq 1 ]

serve: $(VENV)/run.ready ## serve the shelf's current snapshot to whoever signs in; refuses while nobody can: see docs/operation.md
	@DAZOUFANG_SHELF=$(SHELF) DAZOUFANG_INBOX=$(INBOX) $(BIN)/python serve.py --signed-in --port $(PORT) --processes $(PROCESSES) \
		--server.address $(ADDRESS) --server.maxUploadSize $(UPLOAD_MB)

test: lint docs-check browser ## lint, import contracts, docs check, every quick test
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not scale"

test-slow: $(VENV)/dev.ready browser nginx ## the tests that take minutes
	$(BIN)/python -m pytest -n $(WORKERS) -m "slow and not scale"

test-sail: $(VENV)/scale.ready ## every number on DuckDB and on Sail, with the time of each, and the public file in another tool
	RUST_LOG=error $(BIN)/python -m pytest -q -s -m scale

test-all: test test-slow test-sail ## every test, as CI runs them

spark: $(VENV)/scale.ready ## a Spark master, two workers and a Spark Connect server on loopback, until Ctrl-C
	$(BIN)/python -m tests.spark_cluster

test-spark: $(VENV)/scale.ready ## every number on DuckDB and on such a cluster, with the time of each: before a release
	$(BIN)/python -m tests.spark_cluster $(BIN)/python -m pytest -q -s tests/campaign/test_engines.py

lint: $(VENV)/dev.ready ## style, import contracts, nothing secret
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m tests.secret_scan

lock: $(VENV)/dev.ready ## write the lock files anew after a change of requirements*.txt: asks the registry
	$(BIN)/python -m tests.pins

docs: $(VENV)/dev.ready ## regenerate docs/numbers.md, docs/tables.md
	$(BIN)/python -m campaign docs

docs-check: $(VENV)/dev.ready
	$(BIN)/python -m campaign docs --check

shots: $(VENV)/dev.ready browser ## renew docs/shots from the demonstration month in three widths, whatever lies in data/
	rm -rf build/shots
	$(BIN)/python -m etl sample --out build/shots/inbox
	$(BIN)/python -m etl load --inbox build/shots/inbox --shelf build/shots/shelf || [ $$? -eq 1 ]
	$(BIN)/python -m etl freeze 2017-03 --shelf build/shots/shelf
	DAZOUFANG_SHELF=build/shots/shelf $(BIN)/python -m tests.shots

bench: $(VENV)/dev.ready ## costs, as ratios measured in one run
	$(BIN)/python -m tests.bench

browser: ## headless Chromium and a Chinese font, from the distribution's packages
	@sh tests/browser.sh

nginx: # which one slow test runs the example of deploy/ with
	@sh tests/nginx.sh

clean: ## remove what make built; data/ stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "没有找到 Python 3.11；请先安装 python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "建不了虚拟环境；在 Debian 上请先安装：apt-get install python3.11-venv"; exit 1; }

# From lock files alone: pip refuses what has no hash, or another (docs/decisions/0052)
$(VENV)/run.ready: requirements.lock | $(VENV)/bin/python
	@echo "安装运行所需的包……"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/dev.ready: requirements-dev.lock requirements.lock | $(VENV)/bin/python
	@echo "安装测试所需的包……"
	@$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/run.ready

# PySpark is built here, by what is pinned and not by what pip would fetch for it
$(VENV)/scale.ready: requirements-scale.lock $(VENV)/dev.ready
	@echo "安装 Spark 和 Sail 的包……"
	@$(PIP) --no-build-isolation -r requirements-scale.lock
	@touch $@
