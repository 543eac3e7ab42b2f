# Targets only: what each one does is a script in scripts/.
.DEFAULT_GOAL := help
.PHONY: help build run test check format bench toxav races coverage fuzz clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

build: ## Prepare everything without starting; afterwards `uv run jackfield …` works here
	@scripts/build.sh

run: ## Build what changed and serve http://127.0.0.1:8080/ (ARGS="--port 9000" to pass options)
	@scripts/run.sh $(ARGS)

test: ## Everything `make check` runs, then all tests: Rust, Python, page, Go
	@scripts/test.sh

check: ## Formatting, lints, types and layer rules of every language
	@scripts/check.sh

format: ## Rewrite sources in the house format
	@scripts/format.sh

bench: ## Measure against Pion and aiortc, write bench/results and the README figures (ARGS="--help")
	@scripts/bench.sh $(ARGS)

toxav: ## Build libtoxav, a stand-in for libtoxcore with calls of our own, under target/toxav
	@scripts/toxav.sh

races: ## Look for data races in Tox calls by ThreadSanitizer: the engine's threads, then C programs (not in `make test`)
	@scripts/races.sh

coverage: ## Lines that the tests of the Tox engine reach, by module; fails when they are too few
	@scripts/coverage.sh

fuzz: ## Every fuzz target for a minute (ARGS="SECONDS TARGET…" for others)
	@fuzz/run.sh $(ARGS)

clean: ## Remove what was built, except downloads under the cache
	@scripts/clean.sh
