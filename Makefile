# The only commands anyone types. What they do is in scripts/, one small file each.
.DEFAULT_GOAL := help
.PHONY: help demo dev test bench soak looks lint fmt setup setup-tests assets build

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ## Serve a demo book on http://127.0.0.1:3000 (FRESH=1 begins anew)
	@scripts/demo.sh

dev: ## Develop: rebuild and reload on every change, on SQLite, 50 policyholders
	@scripts/dev.sh

test: ## Everything that must pass: lint, tests on SQLite and PostgreSQL, browser tests
	@scripts/test.sh

bench: ## Measure: lines of "name value unit"
	@scripts/bench.sh

soak: ## Long runs: a look into the production binary, the server killed 2,000 times while claims come in
	@scripts/soak.sh

looks: build ## Photograph every screen on phone and desktop, light and dark, into end2end/pictures
	@scripts/looks.sh

lint: ## Formatting, and clippy for each set of features
	@scripts/lint.sh

fmt: ## Format the code
	@scripts/fmt.sh

setup: ## (inside demo, dev, lint) Rust, npm packages, cargo-leptos
	@scripts/setup.sh rust node leptos

setup-tests: setup ## (inside test) Chromium, PostgreSQL and the reader of invoices as well
	@scripts/setup.sh chromium postgres reader

assets: ## (inside build) Files that npm packages give to public/
	@scripts/setup.sh node && scripts/assets.sh

build: setup ## (inside demo, test, bench) The release with the demo in it, if anything changed
	@scripts/build.sh
