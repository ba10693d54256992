#!/usr/bin/env bash
# deploy-test.sh: lets systemd, HAProxy and nginx read the files in deploy/, then runs two nodes with one Redis behind each
# proxy, and kills and drains nodes while clients watch. ATTUNE and SAMPLES as in serving.sh.
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh && . scripts/serving.sh

python_environment .venv-clients Tests/Clients/requirements.txt
# A certificate of this run alone, which Python is told to trust.
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=attune -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$work/key.pem" -out "$work/certificate.pem" 2> /dev/null
cat "$work/certificate.pem" "$work/key.pem" > "$work/both.pem"
SSL_CERT_FILE=$work/certificate.pem PYTHONPATH=Tests/Browser:Tests/Clients PYTHONDONTWRITEBYTECODE=1 \
    .venv-clients/bin/python Tests/Deploy/test_deploy.py --program "$attune" --samples "$samples" --work "$work"
