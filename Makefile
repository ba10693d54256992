# The commands of the project; scripts/ holds what each one does.
.PHONY: help deps run test test-workers lint format bench bench-large bench-peers bench-audio fuzz clean

help: ## What can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'

deps: ## Install the system packages that are missing (Debian, Ubuntu)
	@scripts/deps.sh run

run: ## Build, import a sample pack (or SAMPLES=/folder) and serve the dashboard on loopback
	@scripts/run.sh

test: ## Everything that must pass: lint, tests, the contract, the browser
	@scripts/test.sh

test-workers: ## The embedding worker with a tiny model (fetches PyTorch and transformers)
	@scripts/worker-test.sh

lint: ## Check the formatting
	@scripts/lint.sh

format: ## Format the Swift sources
	@swift format --in-place --parallel --configuration .swift-format --recursive Package.swift Sources Tests loadtest fuzz

bench: ## Measure ranking, import, encoding and the served path
	@scripts/bench.sh

bench-large: ## Measure the index at a million samples, and how its time grows
	@scripts/bench-large.sh

bench-peers: ## Ask Faiss, hnswlib and NumPy what the index is asked, in one table
	@scripts/bench-peers.sh

bench-audio: ## Measure how much of rendered and real loops is heard right
	@scripts/bench-audio.sh

fuzz: ## Throw damaged files, bodies and names at everything that reads them, for a minute each
	@scripts/fuzz.sh

clean: ## Remove what was built
	@rm -rf .build .build-models .venv*
