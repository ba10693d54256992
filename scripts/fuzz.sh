#!/usr/bin/env bash
# fuzz.sh [--slice] [TARGET…]: throws damaged input at the decoders and parsers, in processes of their own. Cases that crash, hang or
# take too much memory are kept in ./fuzz-failures with the command that repeats them.
#   --slice        the same few hundred cases every time, with what is built: seconds in all, for `make test`
#   SECONDS_EACH   seconds for each target (default 60)
#   SEED           number that all cases follow from (default: today's date, so that every day tries others)
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

fuzzer() { echo "$(swift build -c release --show-bin-path)/attune-fuzz"; }

if [ "${1:-}" = --slice ]; then
    shift
    exec "$(fuzzer)" "$@" --cases 250 --seconds 10 --seed 1
fi

heading "Packages and build"
scripts/deps.sh run
swift build -c release --product attune-fuzz < /dev/null

heading "Fuzz"
seed=${SEED:-$(date -u +%Y%m%d)}
echo "seed $seed"
exec "$(fuzzer)" "$@" --seconds "${SECONDS_EACH:-60}" --seed "$seed"
