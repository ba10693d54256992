#!/usr/bin/env bash
# deps.sh run|test|bench|peer|workers: makes sure the system packages are there. Installs what is missing on Debian and Ubuntu; elsewhere
# it says what is needed. Answers in well under a second when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

need_run="libsqlite3-dev libhiredis-dev libopenblas-dev libsndfile1-dev libsoxr-dev libebur128-dev libkissfft-dev
libcurl4-openssl-dev nettle-dev zlib1g-dev libcairo2-dev fonts-dejavu-core pkg-config ca-certificates"
need_test="redis-server chromium python3-venv curl openssl haproxy nginx binutils"
need_bench="python3-venv libfluidsynth3 fluid-soundfont-gm timgm6mb-soundfont hydrogen-data lmms-common"
need_peer="nginx libnginx-mod-nchan curl python3"
need_workers="python3-torch python3-venv"
sounds="sonic-pi-samples"

case ${1:-run} in
    run) wanted="$need_run"; [ -n "${SAMPLES:-}" ] || wanted="$wanted $sounds" ;;
    test) wanted="$need_run $sounds $need_test" ;;
    bench) wanted="$need_run $sounds $need_bench" ;;
    peer) wanted="$need_run $sounds $need_peer" ;;
    workers) wanted="$need_run $sounds $need_workers" ;;
    *) stop 64 "Unknown set of packages '$1'." "Use: scripts/deps.sh run|test|bench|peer|workers" ;;
esac

if ! command -v swift > /dev/null; then
    stop 69 "Swift is not installed, or not on the PATH." \
        "Install Swift 6.3 from https://www.swift.org/install/linux/ and try again."
fi
version=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
if [ "$(printf '6.3\n%s\n' "${version:-0}" | sort -V | head -n 1)" != 6.3 ]; then
    stop 69 "Swift ${version:-of an unknown version} is installed; Attune needs 6.3 or newer." \
        "Install it from https://www.swift.org/install/linux/ and try again."
fi

if ! command -v apt-get > /dev/null || ! command -v dpkg-query > /dev/null; then
    # Nothing to ask on other systems: if the headers are found, go on; a missing one is named by the build.
    if command -v pkg-config > /dev/null && pkg-config --exists sqlite3 hiredis openblas sndfile soxr libebur128 \
        kissfft-float libcurl nettle cairo; then exit 0; fi
    stop 69 "This is not Debian, so nothing was installed. Attune needs these libraries with their headers:" \
        "  SQLite 3, hiredis 0.14+, OpenBLAS, libsndfile, libsoxr, libebur128, KissFFT (float), libcurl, Nettle, zlib, Cairo," \
        "  and pkg-config; for 'make test' also redis-server, Chromium, Python 3 with venv, curl, OpenSSL, HAProxy and nginx." \
        "On Debian 12 they are: $(echo $wanted)" "Install them, then try again."
fi

# shellcheck disable=SC2086
present=$(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' $wanted 2> /dev/null | sed -n 's/^installed //p' || true)
missing=
for package in $wanted; do
    grep -qx "$package" <<< "$present" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing < /dev/null; }
as_root apt-get update -q < /dev/null || echo "The package lists could not be refreshed; trying with those at hand." >&2
install || stop 69 "Some packages could not be installed:$missing" \
    "Read apt's message above; then run this again, or install them by hand."
