#!/usr/bin/env bash
# worker-test.sh: the worker in workers/clap with a tiny model of random weights, by itself and with the built program.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

heading "Packages"
scripts/deps.sh workers
venv=.venv-workers
requirements=workers/clap/requirements.txt
if ! cmp -s "$requirements" $venv/installed.txt; then
    # Debian's Python, because Debian's PyTorch is for it.
    /usr/bin/python3 -m venv --system-site-packages $venv
    $venv/bin/pip install --quiet --disable-pip-version-check --requirement $requirements
    cp $requirements $venv/installed.txt
fi

heading "Build"
swift build -c release --product attune < /dev/null

heading "Worker"
$venv/bin/python workers/clap/test_worker.py "$PWD/.build/release/attune" "${SAMPLES:-/usr/share/sonic-pi/samples}"
