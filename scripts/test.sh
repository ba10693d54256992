#!/usr/bin/env bash
# test.sh: everything that must pass before a change is shared. It starts what it needs (Redis, the service, a browser)
# on free ports and stops it again.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

passed=()
step() {
    local name=$1; shift
    heading "$name"
    "$@" < /dev/null || stop $? "" "FAILED: $name" "Passed before it: ${passed[*]:-nothing}"
    passed+=("$name ")
}

build() {
    # Release, so that `make run` and `make test` share one build.
    swift build -c release --build-tests
    swift build -c release --product attune
    swift build -c release --product attune-loadtest
}

step "Packages" scripts/deps.sh test
step "Lint" scripts/lint.sh
step "Build" build
step "Swift tests" swift test -c release --skip-build
step "Contract" scripts/contract-test.sh
step "Browser" scripts/browser-test.sh

heading "Passed"
printf '  %s\n' "${passed[@]}"
