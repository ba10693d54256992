#!/usr/bin/env bash
# bench-audio.sh: makes sounds of which everything is known, listens to them, and prints how much was heard, against the
# baseline. Rendering takes some ten minutes the first time; sets that are there are kept.
#   SAMPLES     another folder with the files of the CC0 pack
#   --accept    keeps the figures of this run as the baseline
#   --fit       fits the weights of the judges anew, on the tuning half, before anything is measured
#   --profiles  compares the published key profiles, see docs/decisions/0010-key-by-cues.md
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh
mode=${1:-}
case $mode in
    "" | --accept | --fit | --profiles) ;;
    *) stop 64 "Unknown option '$mode'." "Use: scripts/bench-audio.sh [--accept | --fit | --profiles]" ;;
esac

heading "Packages and build"
scripts/deps.sh bench
venv=.venv-bench
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install --quiet --disable-pip-version-check --requirement Benchmarks/audio/requirements.txt
swift build -c release --product attune < /dev/null
attune=$(swift build -c release --show-bin-path)/attune
sets=.build-bench/audio
baselines=Benchmarks/audio/baseline
export OPENBLAS_NUM_THREADS=1

tuning=
case $mode in --fit | --profiles) tuning=--tuning ;; esac
heading "Sounds"
$venv/bin/python Benchmarks/audio/make_sets.py $sets ${SAMPLES:+--pack "$SAMPLES"} $tuning

measure() { for set in "$@"; do "$attune" bench audio $sets/"$set" --measures > $sets/"$set"/measures.jsonl; done; }

if [ "$mode" = --profiles ]; then
    heading "Key profiles"
    measure tuning held-out
    $venv/bin/python Benchmarks/audio/profiles.py $sets/tuning $sets/held-out
    exit
fi
if [ "$mode" = --fit ]; then
    heading "Fit"
    measure tuning tuning-real
    $venv/bin/python Benchmarks/audio/fit.py Sources/AudioAnalysis $sets/tuning $sets/tuning-real
    swift build -c release --product attune < /dev/null
fi

# heard NAME SET [--named]: the table of one set, and with --accept its baseline.
heard() {
    local name=$1 set=$2; shift 2
    heading "Heard: $name"
    if [ "$mode" = --accept ]; then
        mkdir -p $baselines
        "$attune" bench audio $sets/"$set" "$@" --json | $venv/bin/python -m json.tool > $baselines/"$name".json
    fi
    "$attune" bench audio $sets/"$set" "$@" --baseline $baselines/"$name".json
}
heard held-out held-out
heard real real
heard real-named real --named

heading "Likeness"
ATTUNE=$attune scripts/models.sh
"$attune" bench similarity /usr/share/sonic-pi/samples /usr/share/lmms/samples /usr/share/hydrogen --data-dir .build-models
