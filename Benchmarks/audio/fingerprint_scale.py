"""Writes the scale of the fingerprint: mean and deviation of every measure over the sounds of a pack.

    attune bench similarity /usr/share/sonic-pi/samples --measures | fingerprint_scale.py SOURCES/AudioAnalysis

No label is looked at: it is only a scale.
"""
import json
import pathlib
import re
import sys
import textwrap

import numpy

path = pathlib.Path(sys.argv[1]) / "Fingerprint" / "FingerprintScale.swift"
rows = numpy.array([json.loads(line)["values"] for line in sys.stdin])
scales = {"means": rows.mean(axis=0), "deviations": numpy.maximum(rows.std(axis=0), 1e-3)}

text = path.read_text()
for name, values in scales.items():
    listed = ", ".join(f"{value:.4g}" for value in values) + ","
    wrapped = textwrap.fill(listed, width=112, initial_indent=" " * 8, subsequent_indent=" " * 8)
    text = re.sub(rf"(static let {name}: \[Float\] = \[\n).*?(\n    \])", lambda m: m[1] + wrapped + m[2], text, flags=re.S)
text = re.sub(r"over the \d+ sounds", f"over the {len(rows)} sounds", text)
path.write_text(text)
