#!/usr/bin/env bash
# bench-peers.sh: asks Attune, Faiss, hnswlib and NumPy the same on one thread, and prints one table for each size and kind
# of vectors. Graphs are built up to 100 000 rows, which takes minutes.
#   PEERS_ROWS      other sizes than "10000 100000"; from a million on without graphs, and with 6 GB of disk in $TMPDIR
#   PEERS_VECTORS   other kinds than "scattered clustered"
set -euo pipefail
cd "$(dirname "$0")/.." && . scripts/common.sh

heading "Packages and build"
scripts/deps.sh run
venv=.venv-peers
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install --quiet --disable-pip-version-check --requirement Benchmarks/peers/requirements.txt
swift build -c release --product attune < /dev/null
attune=$(swift build -c release --show-bin-path)/attune
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

field() { sed -n "s/.*\"$1\":\([0-9.eE+-]*\).*/\1/p" <<< "$2"; }

# A result of Attune under a name, and the search in it: filters, terms and likeness, and no list and words.
rows_of() {
    printf '| %s | %.2f | %.2f | %.3f | %.0f | %.1f |\n' "$1" "$(field p50_ms "$2")" "$(field p99_ms "$2")" \
        "$(field recall "$2")" "$(field resident_mib "$2")" "$(field build_s "$2")"
    printf '| Attune, of that the search | %.2f | | | | |\n' "$(field search_p50_ms "$2")"
}

echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date -u +%F); milliseconds unless said"
for vectors in ${PEERS_VECTORS:-scattered clustered}; do
    for rows in ${PEERS_ROWS:-10000 100000}; do
        heading "$rows rows × 512, $vectors"
        result=$("$attune" bench index --rows "$rows" --dim 512 --eligible 0.05 --queries 200 --vectors "$vectors" \
            --export "$folder" --json | tail -n 1)
        printf '%.0f eligible rows\n\n' "$(field eligible_rows "$result")"
        printf '| what | p50 | p99 | recall | resident MiB | build s |\n|---|---|---|---|---|---|\n'
        rows_of "Attune, with filters, terms and reasons" "$result"
        graphs=; [ "$rows" -lt 1000000 ] || graphs=--without-graphs
        $venv/bin/python Benchmarks/peers/peers.py "$folder" $graphs
        # Attune again: what came between may have been disturbed, and so may the first figures.
        result=$("$attune" bench index --rows "$rows" --dim 512 --eligible 0.05 --queries 200 --vectors "$vectors" --json |
            tail -n 1)
        rows_of "Attune, once more" "$result"
    done
done
