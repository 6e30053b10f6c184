# `make help` lists the targets. CARGO_TARGET_DIR is respected; RUN_ONCE=1 stops `make run` after the batch.
STUDY ?= data/malta/study.toml
export STUDY RUN_ONCE

.PHONY: run test lint bench help setup

run: setup ## compute the demo study, then serve it until stopped
	cargo build --release --locked
	cargo run --release --locked --quiet -- run "$$STUDY" && { [ -n "$$RUN_ONCE" ] || cargo run --release --locked --quiet -- serve "$$STUDY"; }

test: setup ## run every test
	cargo test --locked

lint: setup ## formatting, clippy, documentation, dependencies
	cargo fmt --check && cargo clippy --locked --all-targets -- -D warnings && RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
	cargo deny --version >/dev/null 2>&1 || cargo install --locked cargo-deny@0.20.2
	cargo fetch --locked && cargo deny --offline check --hide-inclusion-graph bans licenses sources

bench: setup ## measure
	cargo bench --locked

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

setup: ## what the other targets need: Rust, and a C compiler to link with
	@command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs (version 1.95 or later), then try again." >&2; exit 1; }
	@command -v cc >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev; } \
	  || { echo "A C compiler is missing: install one (Debian, Ubuntu: sudo apt-get install gcc libc6-dev; Fedora: sudo dnf install gcc; macOS: xcode-select --install)." >&2; exit 1; }
