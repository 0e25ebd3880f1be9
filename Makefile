# Tilke. `make help` lists what there is; everything needs bash, Rust and Node, the rest is installed when it is needed.
#   CITY=cambridge make run       another sample city
#   TILKE_LISTEN, TILKE_DATA_DIR  where it listens and keeps its data, so that two copies run side by side
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check bless bench city clean

CITY ?= bishkek
export CITY

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r target what; do printf '  make %-7s %s\n' "$$target" "$$what"; done

run: ## build everything, load the sample city once, serve it on http://127.0.0.1:8080
	@scripts/run.sh

test: ## everything that CI runs: checks, Rust tests on both stores, front-end tests, browser journeys
	@scripts/test.sh

check: ## format, lints, types, licences, messages: before each commit
	@scripts/check.sh

bless: ## accept changed snapshots; look at them with `git diff` before you commit
	@scripts/bless.sh

bench: ## measure, and write docs/benchmarks.md
	@scripts/bench.sh

city: ## make the sample city anew from its sources (Python with shapely)
	@scripts/city.sh

clean: ## remove what was built (not the data in ./var)
	rm -rf target map-ui/dist map-ui/node_modules tests/journeys/node_modules screenshots test-results
