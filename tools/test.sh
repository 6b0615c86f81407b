#!/bin/sh
# All suites one after the other, even when one fails; then how long each took, the ten slowest tests, and the sum as the last line.
# A suite that broke off before it could count anything counts as one failure.
# With TEST_LONG=1 what rarely breaks runs in full, too (make test-long).
set -u
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$PWD/target}
case "$target" in /*) ;; *) target=$PWD/$target ;; esac
mkdir -p "$target/tmp"
logs=$(mktemp -d "$target/tmp/tests.XXXXXX")
trap 'rm -rf "$logs"' EXIT
export NO_COLOR=1 CARGO_TERM_COLOR=never

# One that waits for ever fails instead of keeping everybody waiting.
limit=1200
[ "${TEST_LONG:-}" != 1 ] || limit=10800
passed=0
failed=0
broken=

suite() { # suite NAME COMMAND...
    name=$1
    shift
    echo "── $name"
    began=$(date +%s)
    { "$@" 2>&1; echo $? >"$logs/status"; } | tee "$logs/log"
    printf '%6d s  %s\n' "$(($(date +%s) - began))" "$name" >>"$logs/suites"
    status=$(cat "$logs/status")
    # cargo: "test result: ok. 12 passed; 0 failed; …"   vitest: "Tests  1 failed | 11 passed (12)"   node: "# pass 12", "ℹ fail 0"
    counts=$(awk '
        /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i - 1); if ($i ~ /^failed;/) f += $(i - 1) } }
        /^ *Tests  / { for (i = 2; i <= NF; i++) { if ($i == "passed") p += $(i - 1); if ($i == "failed") f += $(i - 1) } }
        /^(#|ℹ) pass [0-9]+$/ { p += $3 }
        /^(#|ℹ) fail [0-9]+$/ { f += $3 }
        END { print p + 0, f + 0 }' "$logs/log")
    # cargo: "test a::b ... ok <1.234s>"   node: "✔ a test (1234.5ms)", "▶ a test with parts (1234.5ms)"
    sed -nE \
        -e 's/^test (.*) \.\.\. [A-Za-z]+ <([0-9.]+)s>$/\2 \1/p' \
        -e 's/^(✔|✖|▶) (.*) \(([0-9]+)(\.[0-9]+)?ms\)$/\3e-3 \2/p' "$logs/log" | sort -u >>"$logs/tests"
    passed=$((passed + ${counts% *}))
    suite_failed=${counts#* }
    if [ "$status" -ne 0 ]; then
        broken="$broken, $name"
        [ "$suite_failed" -gt 0 ] || suite_failed=1
    fi
    failed=$((failed + suite_failed))
}

# How long each test took is told by Rust's own harness, to whoever says that it may change how it tells.
in_harness() {
    timeout --kill-after=10 "$limit" cargo test --locked --no-fail-fast --config 'target."cfg(unix)".runner = ["env", "RUSTC_BOOTSTRAP=1"]' \
        -- -Z unstable-options --report-time
}

suite "console: units" npm --prefix web run --silent test
# Built apart, so that the limit holds for the tests alone. The binary comes with them: `cargo build` would make one more,
# because the dependencies that only tests have turn on features of some others.
suite "server: build" cargo test --locked --no-run
if [ "$status" -eq 0 ]; then
    suite "server: tests" in_harness
    export KEDUN_BIN="$target/debug/kedun"
    suite "console in the browser" timeout --kill-after=10 "$limit" npm --prefix web run --silent e2e
fi

echo "── time"
cat "$logs/suites"
echo "── the ten slowest tests"
sort -rg "$logs/tests" | head -n 10 | awk '{ seconds = $1; sub(/^[^ ]+ /, ""); printf "%6.1f s  %s\n", seconds, $0 }'
echo
[ -z "$broken" ] || echo "not green: ${broken#, }"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ -z "$broken" ]
