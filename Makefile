# Echelon: `make run` starts it, `make test` tests it; both install what is missing first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-test fuzz sanitize run build dist test lint format bench docs clean

export FUZZ_SECONDS SUITES
DB ?= data/echelon.db
HOST ?= 127.0.0.1
PORT ?= 8080
ECHELON := .build/release/echelon

help: ## list what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what the build needs
	@scripts/setup

setup-test: ## install what the tests need
	@scripts/setup test

run: setup ## build, fill an empty database with a demo shop, serve it with the panel (DB=, HOST=, PORT=)
	swift build -c release --product echelon
	@mkdir -p $(dir $(DB))
	$(ECHELON) demo --if-empty --db $(DB)
	exec $(ECHELON) serve --db $(DB) --host $(HOST) --port $(PORT) --public public

build: setup ## build the server for release
	swift build -c release --product echelon

dist: setup ## pack a release for machines without a Swift toolchain (.build/dist)
	@scripts/dist

test: setup-test ## run every test (SUITES="swift python panel" for some)
	@scripts/test $(SUITES)

fuzz: ## feed the parsers with made-up bytes (FUZZ="head chunk" for some, FUZZ_SECONDS=60 for each)
	@scripts/fuzz $(FUZZ)

sanitize: ## run tests with the address and the thread sanitizer (SANITIZE=thread, SUITES="NetTests" or all)
	@scripts/sanitize $(SANITIZE)

lint: setup-test ## check the format, the arrows between targets and the documents
	@failed=; \
	swift format lint --strict --recursive --parallel Sources Tests Package.swift || failed=1; \
	scripts/check-arrows || failed=1; \
	.venv/bin/python scripts/check-docs || failed=1; \
	if [[ $$failed ]]; then echo "lint: failed (make format mends the format)"; exit 1; fi

format: ## put the Swift sources into their format
	swift format --in-place --recursive --parallel Sources Tests Package.swift

bench: ## measure against the peers and print tables (BENCH="--only tls" for some; BENCH=engine: cron and reads on a large shop)
	@scripts/setup bench
	@if [[ "$(firstword $(BENCH))" == engine ]]; then \
	  scripts/bench-engine $(wordlist 2,99,$(BENCH)); \
	else \
	  scripts/bench $(BENCH); \
	fi

docs: setup-test ## check that links in the documents lead somewhere and that openapi.yaml is valid
	@.venv/bin/python scripts/check-docs

clean: ## remove what was built, never a database
	rm -rf .build .build-asan .build-fuzz .build-tsan .venv
