# Dua perintah saja: `make run` dan `make test`. / Two commands: `make run` and `make test`.
.PHONY: run test web build demo fmt lint unit e2e bench drill audit fuzz dist openapi clean-demo

run: ## Build everything, make the fictional city in ./data and serve it.
	@bash scripts/run

test: ## Everything CI runs.
	@bash scripts/test

web: ## Build the web apps.
	@cd web && npm ci --no-audit --no-fund && npm run build

build: web
	cargo build --bin hadir

fmt:
	cargo fmt --all
	cd web && npm run format

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cd web && npm run lint && npm run check

unit:
	cargo nextest run --workspace

e2e: build
	cd e2e && npm ci --no-audit --no-fund && npm test

openapi: ## Write openapi.json and the generated web types anew.
	cargo run --quiet --bin hadir -- openapi > openapi.json
	cd web && npm run api

bench: ## Measure; docs/benchmarks.md says how figures are written down.
	cargo bench --package hadir-benches

drill: ## The long drills and the load at full counts, written into docs/benchmarks.md.
	@bash scripts/drill

audit: ## Measure the phone app on a slow network (Lighthouse), with the release binary.
	cargo build --release --bin hadir
	cd web/audit && npm ci --no-audit --no-fund && npm run audit

fuzz: ## Fuzz every reader for MINUTES each (default 1).
	@bash fuzz/run.sh $${MINUTES:-1}

dist: web ## The binary to install elsewhere.
	cargo build --profile dist --bin hadir

clean-demo: ## Forget the fictional city.
	rm -rf data
