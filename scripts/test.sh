#!/usr/bin/env bash
# test.sh: everything that must pass before a change is shared. It starts what it needs (Redis, the service, proxies, a
# browser) on free ports and stops it again.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

# Settings of the person who runs the tests are not the tests' settings.
unset "${!ATTUNE_@}"

passed=()
step() {
    local name=$1; shift
    heading "$name"
    "$@" < /dev/null || stop $? "" "FAILED: $name" "Passed before it: ${passed[*]:-nothing}"
    passed+=("$name ")
}

# Both at once: each mostly waits for its own service. What the first says comes after the second.
both() {
    local first=$1 said status=0
    shift
    said=$(mktemp)
    "$first" < /dev/null > "$said" 2>&1 &
    "$@" || status=$?
    wait $! || status=$?
    cat "$said"
    rm -f "$said"
    return $status
}

step "Packages" scripts/deps.sh test
step "Lint" scripts/lint.sh
# Release, so that `make run` and `make test` share one build; the programs are built with their tests.
step "Build" swift build -c release --build-tests
# Weights are not ours to commit: the tests compare with those that the program installs.
step "Models" scripts/models.sh
step "Rooms" swift test -c release --skip-build --skip Scenarios --skip Redis
# What is late is lost here: these are not to wait for the rooms that compute.
step "Redis" swift test -c release --skip-build --skip Scenarios --filter Redis
# Each scenario starts services of its own; one at a time, so that what they wait for is not each other.
step "Scenarios" swift test -c release --skip-build --no-parallel --filter Scenarios
# A slice of `make fuzz`, the same cases every day: what reads bytes from outside neither crashes nor hangs.
step "Fuzz" scripts/fuzz.sh --slice
step "Clients" scripts/clients-test.sh
step "Deploy" scripts/deploy-test.sh
step "Contract, browser" both scripts/contract-test.sh scripts/browser-test.sh

heading "Passed"
printf '  %s\n' "${passed[@]}"
