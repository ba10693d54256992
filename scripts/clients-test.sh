#!/usr/bin/env bash
# clients-test.sh: serves the pack on a free port and lets the event-stream libraries people use watch it, through a kill
# and a restart of the server; then hypothesis cuts streams anywhere. ATTUNE and SAMPLES as in serving.sh.
#   --sizes   prints how large lists and their patches are instead
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh && . scripts/serving.sh

python_environment .venv-clients Tests/Clients/requirements.txt
serve_pack
PYTHONPATH=Tests/Browser PYTHONDONTWRITEBYTECODE=1 .venv-clients/bin/python Tests/Clients/test_clients.py --url "$url" \
    --server-command "$serve" --pid-file "$pid_file" "$@"
