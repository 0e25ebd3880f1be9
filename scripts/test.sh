#!/usr/bin/env bash
# `make test`: installs what is lacking, then runs every check and every test on a PostgreSQL cluster of its own.
# Ends with one line, `N passed, N failed`, and leaves nothing running and nothing in the temporary folder.
set -uo pipefail
cd "$(dirname "$0")/.."

passed=0 failed=0 failures=()
# Everything started below inherits this mark, so that whatever outlives a failed test can be found and stopped.
export TILKE_TEST_RUN=$$-$RANDOM
folder=$(mktemp -d "${TMPDIR:-/tmp}/tilke-test.XXXXXX")
chmod 755 "$folder"
export TMPDIR=$folder

sweep() {
    trap - EXIT INT TERM HUP
    local process
    for signal in TERM KILL; do
        for process in /proc/[0-9]*; do
            [ "${process#/proc/}" != $$ ] || continue
            if tr '\0' '\n' <"$process/environ" 2>/dev/null | grep -qx "TILKE_TEST_RUN=$TILKE_TEST_RUN"; then
                case $(cat "$process/comm" 2>/dev/null) in
                tilke | chromium* | chrome* | headless* | node | tilke-*) kill -"$signal" "${process#/proc/}" 2>/dev/null && left=1 ;;
                esac
            fi
        done
        if [ -n "${left:-}" ]; then sleep 1; fi
    done
    scripts/postgres.sh stop "$folder/postgres" >/dev/null 2>&1
    rm -rf "$folder"
}
trap sweep EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

add() { # PASSED FAILED
    passed=$((passed + ${1:-0}))
    failed=$((failed + ${2:-0}))
}
sum() { awk '{ n += $1 } END { print n + 0 }'; }
plain() { sed 's/\x1b\[[0-9;]*m//g' "$1"; }

# Runs a step with its output in view; afterwards COUNT reads the numbers of tests from that output.
step() { # NAME COUNT COMMAND…
    local name=$1 count=$2 log="$folder/step.log" began=$SECONDS before=$failed code
    shift 2
    printf '\n==== %s\n' "$name"
    "$@" 2>&1 | tee "$log"
    code=${PIPESTATUS[0]}
    "$count"
    if [ "$code" != 0 ]; then
        failures+=("$name")
        if [ "$failed" = "$before" ]; then add 0 1; fi
    fi
    printf '==== %s: %s after %s s\n' "$name" "$([ "$code" = 0 ] && echo well || echo FAILED)" $((SECONDS - began))
}

count_step() { if [ "$code" = 0 ]; then add 1 0; fi; }
count_rust() {
    if plain "$log" | grep -q 'tests run:'; then # nextest
        local line
        line=$(plain "$log" | grep 'tests run:' | tail -1)
        add "$(grep -o '[0-9]* passed' <<<"$line" | sum)" "$(grep -oE '[0-9]+ (failed|timed out|exec failed)' <<<"$line" | sum)"
    else
        add "$(plain "$log" | grep '^test result:' | grep -o '[0-9]* passed' | sum)" "$(plain "$log" | grep '^test result:' | grep -o '[0-9]* failed' | sum)"
    fi
}
count_vitest() { add "$(plain "$log" | grep -E '^ *Tests ' | grep -o '[0-9]* passed' | sum)" "$(plain "$log" | grep -E '^ *Tests ' | grep -o '[0-9]* failed' | sum)"; }
count_playwright() { add "$(plain "$log" | grep -oE '^ +[0-9]+ passed' | sum)" "$(plain "$log" | grep -oE '^ +[0-9]+ failed' | sum)"; }

rust_tests() {
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --workspace --locked --no-fail-fast --status-level fail --final-status-level fail --hide-progress-bar
    else
        cargo test --quiet --workspace --locked --lib --bins --tests --no-fail-fast
    fi
}

step "what is lacking" count_step scripts/install.sh
step "front end: packages and build" count_step scripts/ui.sh
step "checks" count_step scripts/check.sh
TILKE_TEST_POSTGRES_URL=$(scripts/postgres.sh start "$folder/postgres") || { failures+=("PostgreSQL"); add 0 1; }
export TILKE_TEST_POSTGRES_URL TILKE_TEST_POSTGRES_FOLDER=$folder/postgres
step "the program for the tests" count_step cargo build --quiet --locked --package server --bin tilke
step "Rust tests, on SQLite and PostgreSQL" count_rust rust_tests
step "Rust examples in the documentation" count_rust cargo test --quiet --workspace --locked --doc
step "front end: tests" count_vitest npm --prefix map-ui run --silent test
if [ -d tests/journeys ]; then
    step "journeys: packages" count_step scripts/ui.sh journeys
    step "journeys in the browser" count_playwright npm --prefix tests/journeys run --silent test
fi

echo
for name in "${failures[@]}"; do echo "FAILED: $name"; done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ ${#failures[@]} = 0 ]
