#!/usr/bin/env bash
# contract-test.sh: serves a small library on a free port and lets schemathesis look for answers that openapi.yaml does
# not describe, valid requests that are refused, and invalid ones that are not.
#   ATTUNE    the program to test (default: the release build)
#   SAMPLES   the pack (default: Debian's sonic-pi-samples)
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

attune=${ATTUNE:-.build/release/attune}
samples=${SAMPLES:-/usr/share/sonic-pi/samples}
[ -x "$attune" ] || stop 69 "There is no program at $attune." "Build it: swift build -c release --product attune"
[ -d "$samples" ] || stop 69 "There are no samples at $samples." "Install sonic-pi-samples, or set SAMPLES."

work=$(mktemp -d)
server=
finish() {
    local code=$?
    if [ -n "$server" ]; then
        kill "$server" 2> /dev/null || true
        wait "$server" 2> /dev/null || true
    fi
    if [ "$code" != 0 ] && [ -s "$work/server.log" ]; then
        echo "The server's last words:" >&2
        tail -n 20 "$work/server.log" >&2
    fi
    rm -rf "$work"
}
trap finish EXIT

venv=.venv-contract
if ! cmp -s Tests/Contract/requirements.txt "$venv/installed.txt"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/Contract/requirements.txt
    cp Tests/Contract/requirements.txt "$venv/installed.txt"
fi

"$attune" import "$samples" --data-dir "$work/data" > "$work/import.log" 2>&1 \
    || stop $? "The import failed:" "$(tail -n 20 "$work/import.log")"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
"$attune" serve --data-dir "$work/data" --port "$port" > "$work/server.log" 2>&1 < /dev/null &
server=$!
for _ in $(seq 200); do
    curl --silent --fail --output /dev/null --max-time 1 "$url/health/ready" && ready=yes && break
    kill -0 "$server" 2> /dev/null || break
    sleep 0.1
done
[ "${ready:-no}" = yes ] || stop 69 "The server did not become ready on $url."

curl --silent --fail "$url/openapi.yaml" | cmp - openapi.yaml || stop 70 "The served contract is not the one in the repository."

# A folder to scan, and a working folder for what schemathesis leaves behind.
mkdir "$work/scan" "$work/run"
contract=$PWD/openapi.yaml config=$PWD/Tests/Contract/schemathesis.toml st=$PWD/$venv/bin/st
(cd "$work/run" && SCHEMATHESIS_HOOKS=${config%/*}/hooks.py CONTRACT_FOLDER=$work/scan PYTHONDONTWRITEBYTECODE=1 timeout 300 \
    "$st" --config-file "$config" run "$contract" --url "$url" --no-color --warnings off "$@")
kill -0 "$server" 2> /dev/null || stop 70 "The server died."
