#!/usr/bin/env bash
# browser-test.sh: imports the CC0 pack into a folder of its own, serves it on a free port, and lets headless Chromium use
# the dashboard, through a kill and a restart of the server. ATTUNE and SAMPLES as in serving.sh.
#   SCREENSHOT   where to save a PNG of the page (default: only inside the temporary folder)
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh && . scripts/serving.sh

python_environment .venv-browser Tests/Browser/requirements.txt
serve_pack
.venv-browser/bin/python Tests/Browser/test_dashboard.py --url "$url" --screenshot "${SCREENSHOT:-$work/dashboard.png}" \
    --server-command "$serve" --pid-file "$pid_file" --program "$attune"
