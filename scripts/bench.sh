#!/usr/bin/env bash
# bench.sh: measures this machine and prints the table of docs/BENCHMARKS.md.
#   SAMPLES         a folder to import instead of the CC0 pack
#   BENCH_SECONDS   length of the load on the served path, 20 by default
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

samples=${SAMPLES:-/usr/share/sonic-pi/samples}
scratch=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || { kill "$server" 2> /dev/null && wait "$server" 2> /dev/null || true; }
    rm -rf "$scratch"
}
trap cleanup EXIT
unset "${!ATTUNE_@}"
export ATTUNE_DATA_DIR=$scratch/data

# figure NAME [OBJECT] < JSON: one number, of the named inner object if one is given.
figure() {
    local json; json=$(cat)
    [ -z "${2:-}" ] || json=$(sed -n "s/.*\"$2\":{\([^}]*\)}.*/\1/p" <<< "$json")
    sed -n "s/.*\"$1\":\(-\{0,1\}[0-9.eE+-]*\).*/\1/p" <<< "$json"
}
row() { printf '| %s | %s | %s | `%s` |\n' "$1" "$2" "$3" "$4" >> "$scratch/table"; }
ms() { printf '%.2f ms' "$1"; }

heading "Packages and build"
scripts/deps.sh run
swift build -c release --product attune < /dev/null
swift build -c release --product attune-loadtest < /dev/null
bin=$(swift build -c release --show-bin-path)

for rows in 10000:0.5 100000:1.5; do
    heading "Fused top-10 over ${rows%:*} rows"
    command="attune bench index --rows ${rows%:*} --dim 512 --eligible 0.05 --queries 2000"
    result=$("$bin"/$command --json | tail -n 1)
    echo "$result"
    row "fused top-10, ${rows%:*} × 512, $(figure eligible_rows <<< "$result") eligible, one core" "p99 ≤ ${rows#*:} ms, exact" \
        "p50 $(ms "$(figure p50_ms <<< "$result")"), p99 $(ms "$(figure p99_ms <<< "$result")"), recall $(figure recall <<< "$result")" \
        "$command"
done

heading "Import"
result=$("$bin/attune" bench import "$samples" --json | tail -n 1)
echo "$result"
row "import, $(figure files <<< "$result") files" "≥ 20 files/s" \
    "$(printf '%.0f' "$(figure files_per_second <<< "$result")") files/s, $(printf '%.0f' "$(figure resident_mib <<< "$result")") MiB resident" \
    "attune bench import $samples"

heading "Encode"
result=$("$bin/attune" bench encode --json | tail -n 1)
echo "$result"
row "frames of $(figure payload_bytes <<< "$result") bytes encoded" "" \
    "$(printf '%.0f' "$(figure frames_per_second <<< "$result")") frames/s, $(printf '%.0f' "$(figure megabytes_per_second <<< "$result")") MB/s" \
    "attune bench encode"

for batch in 100 500; do
    heading "Telemetry in batches of $batch"
    command="attune bench telemetry --batch $batch --tasks 4"
    result=$("$bin"/$command --json | tail -n 1)
    echo "$result"
    row "telemetry acknowledged on disk, 4 × batches of $batch" "≥ 20000 events/s" \
        "$(printf '%.0f' "$(figure events_per_second <<< "$result")") events/s, commit p50 $(ms "$(figure commit_p50_ms <<< "$result")"), p99 $(ms "$(figure commit_p99_ms <<< "$result")")" "$command"
done

heading "Served path"
"$bin/attune" import "$samples" > /dev/null 2>&1
"$bin/attune" serve --port 0 --log-level warning > "$scratch/serve" 2>&1 &
server=$!
url=
for _ in $(seq 100); do
    url=$(grep -o -m 1 'http://127[0-9.]*:[0-9]*' "$scratch/serve" || true)
    [ -z "$url" ] || break
    kill -0 "$server" 2> /dev/null || stop 69 "The service did not start:" "$(cat "$scratch/serve")"
    sleep 0.1
done
[ -n "$url" ] || stop 69 "The service did not say where it listens:" "$(cat "$scratch/serve")"
command="attune-loadtest sessions --sessions 200 --rate 200 --seconds ${BENCH_SECONDS:-20}"
result=$("$bin"/$command --url "$url" --json | tail -n 1)
echo "$result"
row "POST → frame, 200 sessions, 200 updates/s, generator on the same machine" "p99 ≤ 25 ms" \
    "p50 $(ms "$(figure p50 post_to_frame_ms <<< "$result")"), p99 $(ms "$(figure p99 post_to_frame_ms <<< "$result")")" "$command"
row "POST → answer (on disk), same run" "" \
    "p50 $(ms "$(figure p50 post_ms <<< "$result")"), p99 $(ms "$(figure p99 post_ms <<< "$result")")" "$command"

heading "Figures"
echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), $(date -u +%F)"
echo
printf '| what | target | figure | command |\n|---|---|---|---|\n'
cat "$scratch/table"
