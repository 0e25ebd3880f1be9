#!/usr/bin/env bash
# `make check`: what a machine can say without running the program. Says everything that is wrong, not only the first.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()

step() { # NAME COMMAND…
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

licences() {
    local tool=cargo-deny wanted=0.20.2
    if ! "$tool" --version 2>/dev/null | grep -q " $wanted\$"; then
        tool=target/tools/bin/cargo-deny
        if [ ! -x "$tool" ]; then
            echo "building cargo-deny $wanted (once)"
            CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_DEBUG=false CARGO_TARGET_DIR=target/tools/build \
                cargo install --quiet cargo-deny --locked --version "$wanted" --root target/tools || return 1
            rm -rf target/tools/build
        fi
    fi
    "$tool" --log-level error check --hide-inclusion-graph licenses bans sources
}

scripts/ui.sh || failed+=("front end build")
step "rustfmt" cargo fmt --all --check
step "clippy" cargo clippy --quiet --workspace --all-targets --locked -- -D warnings
step "front end: prettier, eslint, types" npm --prefix map-ui run --silent check
if [ -d tests/journeys ]; then
    scripts/ui.sh journeys || failed+=("packages of the journeys")
    step "journeys: types" npm --prefix tests/journeys run --silent check
fi
step "licences, bans, sources" licences
step "shell scripts" bash -n scripts/*.sh .ci/run

if [ ${#failed[@]} -gt 0 ]; then
    printf 'check: FAILED: %s\n' "${failed[@]}"
    exit 1
fi
echo "check: all well"
