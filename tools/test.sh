#!/bin/sh
# All suites one after the other, even when one fails; the last line adds them up.
# A suite that broke off before it could count anything counts as one failure.
set -u
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target/tmp"
logs=$(mktemp -d "$target/tmp/tests.XXXXXX")
trap 'rm -rf "$logs"' EXIT
export NO_COLOR=1 CARGO_TERM_COLOR=never

passed=0
failed=0
broken=

suite() { # suite NAME COMMAND...
    name=$1
    shift
    echo "── $name"
    { "$@" 2>&1; echo $? >"$logs/status"; } | tee "$logs/log"
    status=$(cat "$logs/status")
    # cargo: "test result: ok. 12 passed; 0 failed; …"   vitest: "Tests  1 failed | 11 passed (12)"   node: "# pass 12", "ℹ fail 0"
    counts=$(awk '
        /^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i - 1); if ($i ~ /^failed;/) f += $(i - 1) } }
        /^ *Tests  / { for (i = 2; i <= NF; i++) { if ($i == "passed") p += $(i - 1); if ($i == "failed") f += $(i - 1) } }
        /^(#|ℹ) pass [0-9]+$/ { p += $3 }
        /^(#|ℹ) fail [0-9]+$/ { f += $3 }
        END { print p + 0, f + 0 }' "$logs/log")
    passed=$((passed + ${counts% *}))
    suite_failed=${counts#* }
    if [ "$status" -ne 0 ]; then
        broken="$broken, $name"
        [ "$suite_failed" -gt 0 ] || suite_failed=1
    fi
    failed=$((failed + suite_failed))
}

in_web() {
    (cd web && npm run --silent "$@")
}

suite "console: lint" in_web lint
suite "console: units" in_web test
# Built apart, so that the limit holds for the tests alone: one that waits for ever fails instead of keeping everybody waiting.
suite "server" sh -c 'cargo test --locked --no-run && timeout --kill-after=10 1200 cargo test --locked --no-fail-fast'
if cargo build --locked; then
    case "$target" in /*) ;; *) target=$PWD/$target ;; esac
    KEDUN_BIN=$target/debug/kedun
    export KEDUN_BIN
    suite "console in the browser" timeout --kill-after=10 1200 sh -c "cd web && npm run --silent e2e"
else
    broken="$broken, build"
    failed=$((failed + 1))
fi

echo
[ -z "$broken" ] || echo "not green: ${broken#, }"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ -z "$broken" ]
