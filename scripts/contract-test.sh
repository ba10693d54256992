#!/usr/bin/env bash
# contract-test.sh: serves the pack on a free port and lets schemathesis look for answers that openapi.yaml does not
# describe, valid requests that are refused, and invalid ones that are not. ATTUNE and SAMPLES as in serving.sh.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh && . scripts/serving.sh

python_environment .venv-contract Tests/Contract/requirements.txt
serve_pack
curl --silent --fail "$url/openapi.yaml" | cmp - openapi.yaml || stop 70 "The served contract is not the one in the repository."

# A folder to scan, and a working folder for what schemathesis leaves behind.
mkdir "$work/scan" "$work/run"
contract=$PWD/openapi.yaml config=$PWD/Tests/Contract/schemathesis.toml st=$PWD/.venv-contract/bin/st
(cd "$work/run" && SCHEMATHESIS_HOOKS=${config%/*}/hooks.py CONTRACT_FOLDER=$work/scan PYTHONDONTWRITEBYTECODE=1 timeout 300 \
    "$st" --config-file "$config" run "$contract" --url "$url" --no-color --warnings off "$@")
kill -0 "$(cat "$pid_file")" 2> /dev/null || stop 70 "The server died."
