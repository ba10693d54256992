# Read by the scripts that test a running service, after common.sh.
#   ATTUNE    the program to test (default: the release build)
#   SAMPLES   the pack (default: Debian's sonic-pi-samples)
# shellcheck shell=bash

attune=${ATTUNE:-.build/release/attune}
samples=${SAMPLES:-/usr/share/sonic-pi/samples}
[ -x "$attune" ] || stop 69 "There is no program at $attune." "Build it: swift build -c release --product attune"
[ -d "$samples" ] || stop 69 "There are no samples at $samples." "Install sonic-pi-samples, or set SAMPLES."

work=$(mktemp -d)
pid_file=$work/server.pid

# Stops the server that pid_file names, tells its last words when the script failed, and clears up.
finish() {
    local code=$?
    if [ -s "$pid_file" ]; then
        kill "$(cat "$pid_file")" 2> /dev/null || true
        wait 2> /dev/null || true
    fi
    if [ "$code" != 0 ] && [ -s "$work/server.log" ]; then
        echo "The server's last words:" >&2
        tail -n 20 "$work/server.log" >&2
    fi
    rm -rf "$work"
}
trap finish EXIT

# python_environment FOLDER REQUIREMENTS: a virtual environment with exactly those packages, made once.
python_environment() {
    cmp -s "$2" "$1/installed.txt" && return
    python3 -m venv "$1"
    "$1/bin/pip" install --quiet --disable-pip-version-check -r "$2"
    cp "$2" "$1/installed.txt"
}

# serve_pack: imports the pack into $work/data and serves it on a free port; sets url, and serve, the command that does so.
serve_pack() {
    "$attune" import "$samples" --data-dir "$work/data" > "$work/import.log" 2>&1 \
        || stop $? "The import failed:" "$(tail -n 20 "$work/import.log")"
    local port ready=no
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
    [ "$ready" = yes ] || stop 69 "The server did not become ready on $url."
}
