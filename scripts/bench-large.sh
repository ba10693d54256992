#!/usr/bin/env bash
# bench-large.sh: measures the index from ten thousand to a million samples and prints the tables of docs/BENCHMARKS.md:
# the time of a query at a twentieth of the library, and at a constant number of eligible rows. Draws docs/index-latency.svg
# from them. Takes some minutes, and up to 3 GB of disk in $TMPDIR.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

heading "Packages and build"
scripts/deps.sh run
swift build -c release --product attune < /dev/null
attune=$(swift build -c release --show-bin-path)/attune

lines=.build-bench/index.jsonl
mkdir -p .build-bench && : > $lines
field() { sed -n "s/.*\"$1\":\([0-9.eE+-]*\).*/\1/p" <<< "$2"; }
line() {
    local rows=$1 eligible=$2 result
    result=$("$attune" bench index --rows "$rows" --dim 512 --eligible "$eligible" --queries 1000 --json | tail -n 1)
    echo "$result" >> $lines
    printf '| %s | %.0f | %.2f | %.2f | %s | %.0f | %.1f | %.2f | %.0f | %.0f | %.2f | %.2f |\n' "$rows" \
        "$(field eligible_rows "$result")" "$(field p50_ms "$result")" "$(field p99_ms "$result")" \
        "$(field recall "$result")" "$(field resident_mib "$result")" "$(field build_s "$result")" \
        "$(field open_s "$result")" "$(field unfiltered_p50_ms "$result")" "$(field unfiltered_p99_ms "$result")" \
        "$(field change_p50_ms "$result")" "$(field change_max_ms "$result")"
}

heading "Figures"
echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date -u +%F); milliseconds unless said"
printf '\n| rows × 512 | eligible | p50 | p99 | recall | resident MiB | build s | open s | unfiltered p50 | p99 | one sample added | slowest |\n'
printf '|---|---|---|---|---|---|---|---|---|---|---|---|\n'
for rows in 10000 30000 100000 300000 1000000; do line "$rows" 0.05; done
for rows in 100000 300000 1000000; do line "$rows" "$(awk "BEGIN { print 28000 / $rows }")"; done
venv=.venv-peers
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install --quiet --disable-pip-version-check --requirement Benchmarks/peers/requirements.txt
$venv/bin/python Benchmarks/index/plot.py $lines docs/index-latency.svg
