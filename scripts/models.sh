#!/usr/bin/env bash
# models.sh: has the program install the networks whose weights the tests compare with, into .build-models, once.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

attune=${ATTUNE:-.build/release/attune}
[ -x "$attune" ] || stop 69 "There is no program at $attune." "Build it: swift build -c release --product attune"
[ -s .build-models/models/musicnn/weights.index ] || "$attune" models install musicnn --data-dir .build-models < /dev/null
