#!/usr/bin/env bash
# `make bless`: writes what the program says now into its snapshots. `git diff` shows what changed: read it.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/ui.sh
run() { INSTA_UPDATE=always INSTA_FORCE_PASS=1 TILKE_BLESS=1 "$@" || true; }
if command -v cargo-nextest >/dev/null; then
    run scripts/postgres.sh run cargo nextest run --workspace --no-fail-fast --status-level fail --hide-progress-bar
else
    run scripts/postgres.sh run cargo test --quiet --workspace --lib --bins --tests --no-fail-fast
fi
git status --short
