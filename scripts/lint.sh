#!/usr/bin/env bash
# lint.sh: formatting of the Swift sources, and the syntax of the shell scripts.
set -euo pipefail
cd "$(dirname "$0")/.."

swift format lint --strict --parallel --configuration .swift-format --recursive Package.swift Sources Tests loadtest fuzz ||
    { echo "Run 'make format', then look at what is left." >&2; exit 65; }

# A file over 400 lines wants to be two.
find Sources Tests loadtest fuzz -name '*.swift' -exec wc -l {} + |
    awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines, more than 400: split it"; bad = 1 } END { exit bad }' >&2

for script in scripts/*.sh .ci/run; do bash -n "$script"; done
