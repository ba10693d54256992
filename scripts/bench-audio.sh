#!/usr/bin/env bash
# bench-audio.sh: makes sounds of which everything is known, listens to them, and prints how much was heard.
#   SAMPLES     another folder with the files of the CC0 pack
#   --fit       fits the weights of the judges anew, on the tuning half
#   --accept    keeps the figures of this run as the baseline
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

heading "Packages and build"
scripts/deps.sh bench
venv=.venv-bench
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install --quiet --disable-pip-version-check --requirement Benchmarks/audio/requirements.txt
swift build -c release --product attune < /dev/null
attune=$(swift build -c release --show-bin-path)/attune
sets=.build-bench/audio

heading "Sounds"
$venv/bin/python Benchmarks/audio/make_sets.py $sets ${SAMPLES:+--pack "$SAMPLES"}

if [ "${1:-}" = --fit ]; then
    heading "Fit"
    for set in tuning tuning-real; do "$attune" bench audio $sets/$set --measures > $sets/$set/measures.jsonl; done
    $venv/bin/python Benchmarks/audio/fit.py Sources/AudioAnalysis $sets/tuning $sets/tuning-real
    swift build -c release --product attune < /dev/null
fi

for set in held-out real; do
    heading "Heard: $set"
    baseline=Benchmarks/audio/baseline/$set.json
    if [ "${1:-}" = --accept ]; then "$attune" bench audio $sets/$set --json > $baseline; fi
    "$attune" bench audio $sets/$set --baseline $baseline
done

heading "Likeness"
ATTUNE=$attune scripts/models.sh
"$attune" bench similarity /usr/share/sonic-pi/samples /usr/share/lmms/samples /usr/share/hydrogen --data-dir .build-models
