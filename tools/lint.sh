#!/bin/sh
# Format, lints, dependencies, console; then the largest files, because a file that grows usually holds two ideas.
# Every check runs, so that one look shows all that is wrong.
set -u
cd "$(dirname "$0")/.."

wrong=
run() { # run NAME COMMAND...
    name=$1
    shift
    echo "── $name"
    began=$(date +%s)
    "$@" || wrong="$wrong, $name"
    echo "   $(($(date +%s) - began)) s"
}

run format cargo fmt --check
run clippy cargo clippy --locked --all-targets --quiet -- --deny warnings
if command -v cargo-deny >/dev/null 2>&1; then
    run dependencies cargo deny --log-level warn check
else
    echo "── dependencies: left out, cargo-deny is not installed"
fi
run console sh -c 'cd web && npm run --silent lint'

echo "── the ten largest files (lines)"
git ls-files -- 'src/*.rs' 'tests/*.rs' 'benches/*.rs' 'web/src/*.ts' 'web/src/*.tsx' 'web/src/*.css' \
    | xargs wc -l | awk '$2 != "total" { print }' | sort -rn | head -n 10

if [ -n "$wrong" ]; then
    echo "lint found something in: ${wrong#, }" >&2
    exit 1
fi
echo "lint: nothing found"
