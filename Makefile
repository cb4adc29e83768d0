# The front of the project's tools; each does its job from a fresh clone.
.PHONY: run test proof proof-controls bench amalgamation dist deb format clean

run: ## Build the release; run a workflow, kill it on the way, run it again.
	tools/bootstrap run
	cmake --preset release
	cmake --build --preset release --target workflow_host snaproll_cli
	tools/run

test: ## All tests; SNAPROLL_TIER=short (default), medium or long.
	tools/bootstrap test
	tools/test

proof: ## Every way of breaking it on purpose, with counts (docs/testing.md).
	tools/bootstrap test
	tools/proof

proof-controls: ## Deliberate bugs, each of which has to be found.
	tools/bootstrap test
	tools/proof --controls

bench: ## The benchmarks and their peers, one JSON line a figure.
	tools/bootstrap bench
	cmake --preset release
	cmake --build --preset release
	tools/bench

amalgamation: ## The library as one source, into build/amalgamation.
	tools/bootstrap run
	tools/amalgamate build/amalgamation

dist: ## The archives of a release, in build/dist.
	tools/bootstrap dist
	tools/dist

deb: ## The Debian packages, in build/deb.
	tools/bootstrap dist
	tools/build_deb

format: ## Rewrite the C and C++ sources as .clang-format says.
	tools/format --write

clean: ## Remove everything that was built or installed into the checkout.
	rm -rf build
