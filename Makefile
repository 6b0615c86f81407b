# From a fresh clone to everything: `make` lists what there is. What takes more than a few lines stands in tools/.
# Cargo's target directory, where it is set in the environment (CARGO_TARGET_DIR), is respected everywhere.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-long lint bench release console setup setup-tests

TARGET := $(or $(CARGO_TARGET_DIR),target)
CONSOLE := web/dist/index.html
CONSOLE_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/e2e -prune -o -type f -print 2>/dev/null)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Only our own crate is optimised anew, so that the demo is ready in seconds; the dependencies are those of the tests.
run: setup $(CONSOLE) ## build everything and start the demo company on http://localhost:8080 (PORT=… for another)
	cargo build --locked --config 'profile.dev.package.kedun.opt-level=2'
	$(TARGET)/debug/kedun demo $(if $(PORT),--port $(PORT))

test: setup-tests $(CONSOLE) ## run all tests, those in the browser included
	@tools/test.sh

test-long: setup-tests $(CONSOLE) ## run all tests, and in full what rarely breaks: the oracle, the kills, the generated input
	@TEST_LONG=1 tools/test.sh

lint: setup $(CONSOLE) ## check format, lints, dependencies; list the largest files
	@tools/lint.sh

bench: setup $(CONSOLE) ## measure the speed on a million customers
	cargo bench --locked --bench speed

release: setup $(CONSOLE) ## build the release binary
	cargo build --locked --release
	@ls -l $(TARGET)/release/kedun && sha256sum $(TARGET)/release/kedun

console: $(CONSOLE) ## build the web console alone

setup:
	@tools/setup.sh build

setup-tests:
	@tools/setup.sh build test

# The console is part of the binary, so Cargo needs web/dist before it can build anything.
$(CONSOLE): web/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	cd web && npm run build && touch dist/index.html

web/node_modules/.package-lock.json: web/package-lock.json | setup
	cd web && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json
