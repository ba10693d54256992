"""Draws how the time of a query grows: with the eligible rows, and not with the rest of the library.

    plot.py LINES.jsonl PICTURE.svg     LINES.jsonl: what `attune bench index --json` printed, one run a line
"""

import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "attune"
import matplotlib.pyplot as plot


def main():
    runs = [json.loads(line) for line in open(sys.argv[1])]
    figure, (linear, flat) = plot.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    runs.sort(key=lambda run: run["eligible_rows"])
    for name, mark in (("p50_ms", "o-"), ("p99_ms", "^--")):
        linear.loglog([run["eligible_rows"] for run in runs], [run[name] for run in runs], mark, label=name[:3])
    linear.set(xlabel="eligible rows", ylabel="milliseconds", title="A query costs what is eligible")
    # Runs of about the same number of eligible rows, whatever the library's size.
    middle = [run for run in runs if 22_000 <= run["eligible_rows"] <= 34_000]
    middle.sort(key=lambda run: run["rows"])
    for name, mark in (("p50_ms", "o-"), ("p99_ms", "^--")):
        flat.semilogx([run["rows"] for run in middle], [run[name] for run in middle], mark, label=name[:3])
    flat.set(xlabel="rows in the library", ylabel="milliseconds", title="and not what is not (about 28 000 eligible)")
    flat.set_ylim(bottom=0)
    for axes in (linear, flat):
        axes.grid(True, which="major", alpha=0.3)
        axes.legend(frameon=False)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()
