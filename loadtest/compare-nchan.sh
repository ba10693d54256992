#!/usr/bin/env bash
# compare-nchan.sh [WATCHERS [RATE [CHANGES [IDLE]]]]: Attune beside nginx with nchan, measured by the same client on this
# machine in one run; prints one table. Defaults: 5000 streams of one session, 20 changes/s, 300 changes, 15000 idle streams.
#   BIN       where the programs are; the release build by default
#   SAMPLES   a folder to import instead of the CC0 pack
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

watchers=${1:-5000} rate=${2:-20} changes=${3:-300} idle=${4:-15000}
samples=${SAMPLES:-/usr/share/sonic-pi/samples}
scratch=$(mktemp -d)
server= peer=
cleanup() {
    for pid in $server $peer; do kill "$pid" 2> /dev/null && wait "$pid" 2> /dev/null || true; done
    rm -rf "$scratch"
}
trap cleanup EXIT
unset "${!ATTUNE_@}"
ulimit -n "$(ulimit -Hn)"

scripts/deps.sh peer
bin=${BIN:-.build/release}
[ -x "$bin/attune" ] && [ -x "$bin/attune-loadtest" ] || stop 69 "The programs are not built." "Run: make run, then try again."
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# figure NAME [OBJECT] < JSON: one number, of the named inner object if one is given.
figure() {
    local json; json=$(cat)
    [ -z "${2:-}" ] || json=$(sed -n "s/.*\"$2\":{\([^}]*\)}.*/\1/p" <<< "$json")
    sed -n "s/.*\"$1\":\(-\{0,1\}[0-9.eE+-]*\).*/\1/p" <<< "$json"
}

start_attune() {
    "$bin/attune" serve --data-dir "$scratch/data" --port 0 --stream-max-age 3600 --log-level warning > "$scratch/serve" 2>&1 &
    server=$!
    url=
    for _ in $(seq 100); do
        url=$(grep -o -m 1 'http://127[0-9.]*:[0-9]*' "$scratch/serve" || true)
        [ -z "$url" ] || break
        kill -0 "$server" 2> /dev/null || stop 69 "Attune did not start:" "$(cat "$scratch/serve")"
        sleep 0.1
    done
    [ -n "$url" ] || stop 69 "Attune did not say where it listens:" "$(cat "$scratch/serve")"
    pids=$server
}
stop_attune() { kill -9 "$server"; wait "$server" 2> /dev/null || true; server=; }

start_nchan() {
    local port; port=$(free_port)
    sed -e "s#@FOLDER@#$scratch#g" -e "s#@PORT@#$port#g" loadtest/nchan.conf > "$scratch/nchan.conf"
    "$nginx" -c "$scratch/nchan.conf" -p "$scratch" > "$scratch/nginx.log" 2>&1 &
    peer=$!
    url=http://127.0.0.1:$port
    for _ in $(seq 100); do
        curl --silent --output /dev/null --max-time 1 "$url/" && break
        kill -0 "$peer" 2> /dev/null || stop 69 "nginx did not start:" "$(cat "$scratch/nginx.log" "$scratch/error.log" 2> /dev/null)"
        sleep 0.1
    done
    pids=$peer$(pgrep -P "$peer" | sed 's/^/,/' | tr -d '\n')
}
stop_nchan() { kill "$peer"; wait "$peer" 2> /dev/null || true; peer=; sleep 1; }

load() { "$bin/attune-loadtest" fanout --url "$url" --server-pid "$pids" --json "$@" | tail -n 1; }

nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || stop 69 "nginx is not installed." "Run: scripts/deps.sh peer"
"$bin/attune" import "$samples" --data-dir "$scratch/data" > /dev/null 2>&1

for run in fanout idle; do
    case $run in
        fanout) arguments=(--watchers "$watchers" --rate "$rate" --changes "$changes" --idle 3) ;;
        idle) arguments=(--watchers "$idle" --changes 0 --idle 30) ;;
    esac
    heading "Attune: ${arguments[*]}"
    start_attune
    load "${arguments[@]}" > "$scratch/attune-$run" || true
    cat "$scratch/attune-$run"
    stop_attune
    heading "nchan: ${arguments[*]}"
    sizes=$(figure context_bytes < "$scratch/attune-fanout"),$(figure suggestion_bytes < "$scratch/attune-fanout")
    start_nchan
    load --peer nchan --frame-bytes "$sizes" "${arguments[@]}" > "$scratch/nchan-$run" || true
    cat "$scratch/nchan-$run"
    stop_nchan
done

cell() { local value; value=$(figure "$3" ${4:+"$4"} < "$scratch/$1-$2"); printf "%.${5:-1}f" "${value:-0}"; }
line() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }
row() { line "$1" "$(cell attune "${@:2}")" "$(cell nchan "${@:2}")"; }

heading "Figures"
echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), $(date -u +%F)"
echo "loadtest/compare-nchan.sh $watchers $rate $changes $idle"
echo
line "$watchers streams of one session, $rate changes/s" "Attune" "nchan $(dpkg-query -W -f '${Version}' libnginx-mod-nchan)"
line '---' '---' '---'
row "server CPU per delivered event, µs" fanout cpu_microseconds_per_event
row "server CPU, cores" fanout cpu_cores "" 2
row "events delivered" fanout delivered "" 0
row "published to received, p50, ms" fanout p50 latency_ms 2
row "p99, ms" fanout p99 latency_ms 2
row "max, ms" fanout max latency_ms 2
row "streams opened per second" fanout opens_per_second "" 0
row "resident per idle stream of $idle, KiB" idle resident_kib_per_stream
row "idle with heartbeats, % of a core" idle idle_cpu_percent
