# `make help` lists the targets. CARGO_TARGET_DIR is respected; RUN_ONCE=1 stops `make run` after the batch.
STUDY ?= data/malta/study.toml
export STUDY RUN_ONCE

.PHONY: run test lint bench studies help setup browser

run: setup web/dist/index.html ## compute the demo study, then serve it until stopped
	cargo build --release --locked
	cargo run --release --locked --quiet -- run "$$STUDY" && { [ -n "$$RUN_ONCE" ] || cargo run --release --locked --quiet -- serve "$$STUDY"; }

test: setup browser web/dist/index.html ## run every test, those in a browser too
	cargo test --locked
	cargo build --locked && CHROMIUM=$$(command -v chromium) node web/tests/run.mjs

lint: setup web/node_modules/.package-lock.json ## formatting, clippy, documentation, dependencies, types
	cargo fmt --check && cargo clippy --locked --all-targets -- -D warnings && RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
	cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny@0.20.2
	cargo fetch --locked && cargo deny --offline check --hide-inclusion-graph bans licenses sources
	cd web && npm run lint

bench: setup ## measure, and print a table (benches/README.md says what)
	cargo bench --locked
	@node benches/table.mjs "$${CARGO_TARGET_DIR:-target}"

studies: setup ## make the folders of data/studies again (their hashes stand in data/README.md)
	cargo build --release --locked
	for name in futian jiading xinhui gansu zhoushan; do cargo run --release --locked --quiet -- synth $$name --seed 2026 --out data/studies/$$name; done

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

web/node_modules/.package-lock.json: web/package-lock.json
	@command -v npm >/dev/null || { echo "Node is missing: install Node 20 or later with npm (Debian: sudo apt-get install nodejs npm), then try again." >&2; exit 1; }
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json web/index.html web/vite.config.ts $(shell find web/src web/public -type f)
	cd web && npm run build
	@touch $@

setup: ## what the other targets need: Rust, and a C compiler to link with
	@command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs (version 1.95 or later), then try again." >&2; exit 1; }
	@command -v cc >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev; } \
	  || { echo "A C compiler is missing: install one (Debian, Ubuntu: sudo apt-get install gcc libc6-dev; Fedora: sudo dnf install gcc; macOS: xcode-select --install)." >&2; exit 1; }

browser: ## Chromium and a Chinese font, for the tests in a browser
	@{ command -v chromium && fc-list :lang=zh | grep -q .; } >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update && apt-get install -y --no-install-recommends chromium fontconfig fonts-noto-cjk; } \
	  || { echo "Chromium or a Chinese font is missing: install them (Debian: sudo apt-get install chromium fontconfig fonts-noto-cjk), then try again." >&2; exit 1; }
