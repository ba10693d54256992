#!/usr/bin/env bash
# run.sh: from a fresh clone to a working dashboard, without a question.
#   SAMPLES           a folder of samples to import instead of the CC0 pack
#   ATTUNE_DATA_DIR   where the library is kept; ATTUNE_PORT and the other settings count too
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

heading "Packages"
scripts/deps.sh run
echo "All there."

heading "Build (the first one takes some minutes)"
swift build -c release --product attune < /dev/null
attune=$(swift build -c release --show-bin-path)/attune

samples=${SAMPLES:-/usr/share/sonic-pi/samples}
heading "Import of $samples"
"$attune" import "$samples"

heading "Serve"
# The service itself prints the dashboard's address and what to try next. Ctrl-C stops it.
exec "$attune" serve
