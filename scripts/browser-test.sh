#!/usr/bin/env bash
# browser-test.sh: imports the CC0 pack into a folder of its own, serves it on a free port, and lets headless Chromium use
# the dashboard, through a kill and a restart of the server.
#   ATTUNE       the program to test (default: the release build)
#   SAMPLES      the pack (default: Debian's sonic-pi-samples)
#   SCREENSHOT   where to save a PNG of the page (default: only inside the temporary folder)
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

attune=${ATTUNE:-.build/release/attune}
samples=${SAMPLES:-/usr/share/sonic-pi/samples}
[ -x "$attune" ] || stop 69 "There is no program at $attune." "Build it: swift build -c release --product attune"
[ -d "$samples" ] || stop 69 "There are no samples at $samples." "Install sonic-pi-samples, or set SAMPLES."

work=$(mktemp -d)
pid_file=$work/server.pid
finish() {
    local code=$?
    if [ -s "$pid_file" ]; then kill "$(cat "$pid_file")" 2> /dev/null || true; fi
    if [ "$code" != 0 ] && [ -s "$work/server.log" ]; then
        echo "The server's last words:" >&2
        tail -n 20 "$work/server.log" >&2
    fi
    rm -rf "$work"
}
trap finish EXIT

venv=.venv-browser
if ! cmp -s Tests/Browser/requirements.txt "$venv/installed.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/Browser/requirements.txt
    cp Tests/Browser/requirements.txt "$venv/installed.txt"
fi

"$attune" import "$samples" --data-dir "$work/data" > "$work/import.log" 2>&1 \
    || stop $? "The import failed:" "$(tail -n 20 "$work/import.log")"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
serve="'$attune' serve --data-dir '$work/data' --port $port >> '$work/server.log' 2>&1"
sh -c "exec $serve" < /dev/null &
echo $! > "$pid_file"
for _ in $(seq 200); do
    curl --silent --fail --output /dev/null --max-time 1 "$url/health/ready" && ready=yes && break
    kill -0 "$(cat "$pid_file")" 2> /dev/null || break
    sleep 0.1
done
[ "${ready:-no}" = yes ] || stop 69 "The server did not become ready on $url."

"$venv/bin/python" Tests/Browser/test_dashboard.py --url "$url" --screenshot "${SCREENSHOT:-$work/dashboard.png}" \
    --server-command "$serve" --pid-file "$pid_file"
