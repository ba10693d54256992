"""Compares published key profiles on the rendered loops: alone, by Pearson correlation, and as the start of the fitted judge.

    for set in tuning held-out; do attune bench audio FOLDER/$set --measures > FOLDER/$set/measures.jsonl; done
    profiles.py FOLDER/tuning FOLDER/held-out

The choice is made on the first folder; the second says whether it holds. Prints a Markdown table: exact / MIREX-weighted.
"""
import argparse
import pathlib

import numpy

import fit

# Tonic first. As their papers print them, and for the last three pairs as their author's software has them.
PROFILES = {
    "Sha'ath 2011": fit.SHAATH,
    "Krumhansl and Kessler 1982": (
        [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
        [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]),
    "Temperley 1999": (
        [5, 2, 3.5, 2, 4.5, 4, 2, 4.5, 2, 3.5, 1.5, 4], [5, 2, 3.5, 4.5, 2, 4, 2, 4.5, 3.5, 2, 1.5, 4]),
    "Temperley 2005": (
        [0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400],
        [0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330]),
    "Albrecht and Shanahan 2013": (
        [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081],
        [0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052]),
    "Gómez 2006": (
        [0.82, 0, 0.55, 0, 0.53, 0.30, 0.08, 1, 0, 0.38, 0, 0.47], [0.81, 0, 0.53, 0.54, 0, 0.27, 0.07, 1, 0.27, 0.07, 0.10, 0.36]),
    "Noland and Sandler 2007": (
        [0.0629, 0.0146, 0.061, 0.0121, 0.0623, 0.0414, 0.0248, 0.0631, 0.015, 0.0521, 0.0142, 0.0478],
        [0.0682, 0.0138, 0.0543, 0.0519, 0.0234, 0.0544, 0.0176, 0.067, 0.0349, 0.0297, 0.0401, 0.027]),
    "edma, Faraldo 2016": (
        [0.16519551, 0.04749026, 0.08293076, 0.06687112, 0.09994645, 0.09274123, 0.05294487, 0.13159476, 0.05218986, 0.07443653,
         0.06940723, 0.0642515],
        [0.17235348, 0.05336489, 0.0761009, 0.10043649, 0.05621498, 0.08527853, 0.0497915, 0.13451001, 0.07458916, 0.05003023,
         0.09187879, 0.05545106]),
    "bgate, Faraldo 2017": (
        [1, 0, 0.42, 0, 0.53, 0.37, 0, 0.77, 0, 0.38, 0.21, 0.30], [1, 0, 0.36, 0.39, 0, 0.38, 0, 0.74, 0.27, 0, 0.42, 0.23]),
    "diatonic": ([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1], [1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1]),
}
ALL, HARMONIC = 0, 6  # of KeyCues.inOrder: the notes, and the harmonic pitch class profile


def mirex(heard, truth):
    """1 for the key, 0.5 a fifth away, 0.3 for the relative and 0.2 for the parallel key."""
    step, same = (heard - truth) % 12, (heard < 12) == (truth < 12)
    if same:
        return 1.0 if step == 0 else 0.5 if step in (5, 7) else 0.0
    return 0.2 if step == 0 else 0.3 if step == (9 if truth < 12 else 3) else 0.0


def alone(sounds, profile, cue):
    for truth, measures in sounds:
        chroma = numpy.array(measures["key"][cue])
        scores = [fit.pearson(chroma, numpy.roll(profile[key // 12], key % 12)) for key in range(24)]
        yield truth, int(numpy.argmax(scores))


def judged(sounds, rows, weights):
    for (truth, _), (row, _) in zip(sounds, rows):
        yield truth, int((row @ weights).argmax())


def share(heard):
    """Of the loops whose notes settle their key."""
    points = [mirex(key, truth["key"]) for truth, key in heard if truth["settled"]]
    return f"{numpy.mean([point == 1 for point in points]):.3f} / {numpy.mean(points):.3f}"


def pitched(folder):
    return [(truth, measures) for truth, measures in fit.listened(folder)
            if truth.get("key") is not None and any(measures["key"][ALL])]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", type=pathlib.Path, nargs=2)
    tuning, held_out = (pitched(folder) for folder in options.parse_args().sets)
    columns = ["notes alone", "harmonic profile alone", "with cues"]
    print("| profile | " + " | ".join(f"{column}, {half}" for column in columns for half in ("tuning", "held out")) + " |")
    print("|---" + "|---:" * 6 + "|")
    for name, profile in PROFILES.items():
        cells = [share(alone(half, profile, cue)) for cue in (ALL, HARMONIC) for half in (tuning, held_out)]
        rows = list(fit.key_choices(tuning, profile))
        scale = fit.key_scale(rows)
        heard, folds = [], numpy.array_split(numpy.random.default_rng(1).permutation(len(rows)), 5)
        for fold in folds:
            rest = numpy.setdiff1d(numpy.arange(len(rows)), fold)
            weights = fit.Choice([rows[i] for i in rest]).fit(1, scale)
            heard += judged([tuning[i] for i in fold], [rows[i] for i in fold], weights)
        weights = fit.Choice(rows).fit(1, scale)
        cells += [share(heard), share(judged(held_out, list(fit.key_choices(held_out, profile)), weights))]
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
