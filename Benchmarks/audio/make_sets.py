"""Makes the sets of `make bench-audio`: rendered loops and one-shots with what is true of them, in two halves with
different seeds, and the real pack with what is known of it.

    make_sets.py FOLDER [--pack FOLDER] [--tuning]

Writes FOLDER/<set>/NNNN.flac and FOLDER/<set>/truth.json for the sets `held-out` and `real`; with --tuning also for `tuning`
and `tuning-real`. File names say nothing, so that only the sound is heard. A set that is there and complete is kept.
"""
import argparse
import json
import multiprocessing
import pathlib
import random as chance
import sys

import numpy
import soundfile

import effects
import kits
import patterns
import plain
from fluid import DRUMS, RATE, Note, Synth

VERSION = 7
SETS = {"tuning": (20261, 2600, 520), "held-out": (7919, 960, 260)}  # seed, loops, one-shots
KINDS = {"drums": 0.28, "bass": 0.16, "chords": 0.18, "melody": 0.16, "mix": 0.22}
CHORD_PROGRAMS = [0, 1, 2, 4, 5, 7, 16, 17, 19, 24, 25, 27, 28, 48, 50, 61, 62, 80, 81, 88, 89, 90, 91, 94]
BASS_PROGRAMS = [32, 33, 34, 35, 36, 37, 38, 39, 43, 87]
LEAD_PROGRAMS = [0, 4, 11, 12, 13, 24, 26, 40, 42, 56, 65, 66, 68, 71, 73, 75, 79, 80, 81, 82, 84, 98, 104, 108]
KITS = [0, 8, 16, 24, 25, 32, 40]
SHOTS = {
    "kick": (DRUMS, [35, 36]), "snare": (DRUMS, [37, 38, 39, 40]), "hat": (DRUMS, [42, 44, 46]),
    "cymbal": (DRUMS, [49, 51, 52, 55, 57]), "tom": (DRUMS, [41, 43, 45, 47, 48, 50]),
    "percussion": (DRUMS, [54, 56, 58, *range(60, 82)]),
    "bass": (1, BASS_PROGRAMS), "lead": (2, LEAD_PROGRAMS), "chord": (0, CHORD_PROGRAMS),
    "pad": (0, [48, 49, 50, 51, 52, 54, 88, 89, 90, 91, 92, 93, 94, 95]),
    "tone": (0, [16, 17, 19, 48, 50, 79, 80, 81, 89, 90, 95]),
    "noise": (None, ["white", "brown", "wind"]),
    "effect": (2, [96, 97, 99, 101, 102, 119, 120, 121, 122, 123, 124, 125, 126, 127]),
}
ROLES = {"bass": "bass", "chord": "chords", "percussion": "percussion", "pad": "pad", "noise": "fx", "effect": "fx", "tone": None, "lead": "one-shot"}
SOUND_FONTS = pathlib.Path("/usr/share/sounds/sf2")
SYNTHS = []  # of this process: most sounds are from the first, some from it without its room, some from the third
CHANNELS = {"chords": 0, "bass": 1, "melody": 2, "drums": DRUMS}


def settled(notes, harmony):
    """Whether two listeners would agree on the key: the tonic triad sounds, the tonic is the lowest note of the first or
    the last moment, and no other note sounds much longer. (A bar of one repeated bass note has no key to hear.)"""
    lengths = [0.0] * 12
    pitched = [note for note in notes if note.channel != DRUMS]
    for note in pitched:
        lengths[(note.pitch - harmony.tonic) % 12] += note.length
    ends = {(min(note.pitch for note in pitched if abs(note.start - end) < 0.02) - harmony.tonic) % 12
            for end in (min(note.start for note in pitched), max(note.start for note in pitched))}
    triad = all(lengths[degree] > 0 for degree in (0, 3 if harmony.minor else 4, 7))
    return 0 in ends and triad and max(lengths) < 1.5 * lengths[0]


def compose(random, index):
    """What is true of a loop, its notes in seconds, the programs of its channels, and how it ends."""
    kind = random.choices(list(KINDS), KINDS.values())[0]
    is_plain = random.random() < 0.5
    music = plain if is_plain else patterns
    genre = random.choice(list(patterns.GENRES))
    is_typical = not is_plain and random.random() < 0.7
    bpm = float(random.randint(*patterns.GENRES[genre]) if is_typical else random.randint(60, 180))
    if random.random() < 0.1:
        bpm += random.choice([0.5, 0.25, 0.7, 0.33])
    bars = random.choice([1, 1, 2, 2, 4, 4, 8])
    if bars * 240 / bpm > 20:
        bars = 4
    swing = random.choice([0, 0, 0, 0.1, 0.2, 0.33])
    cents = random.choice([0, 0, random.uniform(-40, 40)])
    harmony = music.Harmony(random, index % 24, bars)
    parts = {
        "drums": ["drums"], "bass": ["bass"], "chords": ["chords"], "melody": ["melody"],
        "mix": ["chords", "bass"] + ["melody"] * (random.random() < 0.5) + ["drums"] * (random.random() < 0.85),
    }[kind]
    beat, notes = 60 / bpm, []
    late = 0 if is_plain else random.choice([0, 0, 0.006])  # seconds a player strays by
    for part in parts:
        if part == "drums":
            played = music.drums(random, genre, bars, swing)
        else:
            played = getattr(music, part)(random, harmony, swing)
        for start, length, pitch, velocity in played:
            at = max(0.0, start * beat + random.uniform(-late, late))
            notes.append(Note(at, length * beat, CHANNELS[part], pitch, velocity))
    is_latin = kind == "drums" and genre in ("latin", "hand drums") and not is_plain
    role = "loop" if kind == "mix" else "percussion" if is_latin else kind
    programs = {0: random.choice(CHORD_PROGRAMS), 1: random.choice(BASS_PROGRAMS), 2: random.choice(LEAD_PROGRAMS),
                DRUMS: random.choice(KITS)}
    ending = random.choices(["cut", "wrapped", "ringing", "padded"], [0.72, 0.16, 0.07, 0.05])[0]
    truth = {
        "form": "loop", "class": kind, "role": role, "genre": "plain" if is_plain else genre, "ending": ending, "drums": "drums" in parts,
        "bpm": bpm, "bars": bars, "swing": swing,
        "pitched": kind != "drums", "key": None if kind == "drums" else index % 24,
        "settled": kind != "drums" and settled(notes, harmony), "cents": round(cents, 1),
        "programs": {part: programs[CHANNELS[part]] for part in parts},
    }
    return truth, notes, programs


def loop(random, noise, synths, index):
    """One loop: its audio and what is true of it."""
    synth = random.choices(synths, [3, 1, 1])[0]
    truth, notes, programs = compose(random, index)
    seconds = truth["bars"] * 240 / truth["bpm"]
    frames = round(seconds * RATE)
    audio = synth.render(notes, programs, seconds + 2, truth["cents"])
    ending = truth["ending"]
    if ending == "cut":
        audio = audio[:frames]
    elif ending == "wrapped":
        tail = audio[frames:][:frames]
        audio = audio[:frames].copy()
        audio[: len(tail)] += tail
    elif ending == "ringing":
        audio = audio[: frames + round(random.uniform(0.3, 1.5) * RATE)]
    else:
        silence = numpy.zeros((round(random.uniform(0.05, 0.6) * RATE), 2), numpy.float32)
        audio = numpy.concatenate([silence, audio[:frames], silence])
    if truth["genre"] == "plain":
        return audio, truth
    return effects.shaped(audio, random, noise), truth


def hiss(random, noise, kind, seconds):
    """Noise as it is, low, or swelling like wind."""
    count = round(seconds * RATE)
    audio = noise.standard_normal((count, 2))
    if kind != "white":
        audio = effects.filtered(audio, high=random.uniform(150, 1200))
    if kind == "wind":
        turns = numpy.cumsum(noise.standard_normal(count // 512 + 2))
        swell = numpy.interp(numpy.arange(count) / 512, numpy.arange(len(turns)), turns)
        audio *= numpy.exp(swell / 6)[:, None]
    return audio


def one_shot(random, noise, synths, index):
    """One hit, note or chord, left to ring."""
    synth = random.choices(synths, [3, 1, 1])[0]
    family = list(SHOTS)[index % len(SHOTS)]
    channel, choices = SHOTS[family]
    choice = random.choice(choices)
    length = random.uniform(0.1, 1.5)
    programs = {channel: random.choice(KITS) if channel == DRUMS else choice}
    chord = random.choice([(0, 4, 7), (0, 3, 7), (0, 7, 12)])
    root = {"bass": 36, "lead": 64}.get(family, 52) + random.randrange(12)
    if channel == DRUMS:
        pitches, seconds = [choice], random.uniform(0.4, 1.5)
    else:
        length = {"pad": random.uniform(3, 9), "noise": random.uniform(2, 9), "effect": random.uniform(0.5, 5),
                  "tone": random.uniform(0.5, 8)}.get(family, length)
        many = family in ("chord", "pad") or (family == "tone" and random.random() < 0.5)
        pitches = [root + each for each in chord] if many else [root]
        seconds = length + random.uniform(0.1, 0.8)
        if random.random() < 0.4:
            seconds = max(0.5, round(seconds * 2) / 2)  # people export round lengths of anything
        if family == "tone":  # held to the end
            length = seconds + 1
    if family == "noise":
        audio = hiss(random, noise, choice, seconds)
    else:
        notes = [Note(0, length, channel, pitch, random.randint(80, 120)) for pitch in pitches]
        audio = synth.render(notes, programs, seconds)
    truth = {
        "form": {"pad": "texture", "noise": "texture", "effect": None, "tone": "one-shot" if seconds < 3 else "texture"}.get(
            family, "one-shot"), "class": family,
        "role": ROLES.get(family, "drums"), "pitched": None if family == "effect" else channel not in (DRUMS, None), "bpm": None,
        "key": None,
    }
    return effects.shaped(audio, random, noise), truth


def prepare():
    large, small = SOUND_FONTS / "FluidR3_GM.sf2", SOUND_FONTS / "TimGM6mb.sf2"
    SYNTHS[:] = [Synth(large), Synth(large, is_dry=True), Synth(small)]


def made(job):
    """Renders one sound into its file; gives what is true of it."""
    target, seed, loops, index = job
    random = chance.Random(seed * 100_000 + index)
    noise = numpy.random.default_rng(seed * 100_000 + index)
    make = (loop, index) if index < loops else (one_shot, index - loops)
    audio, truth = make[0](random, noise, SYNTHS, make[1])
    file = f"{index:04d}.flac"
    audio = audio / max(1e-6, abs(audio).max()) * 0.8
    soundfile.write(target / file, audio, RATE, subtype="PCM_16")
    return {"file": file, **truth}


def rendered(folder, name, pool):
    seed, loops, shots = SETS[name]
    stamp = {"version": VERSION, "seed": seed, "loops": loops, "one_shots": shots}
    target = folder / name
    if kept(target, stamp):
        return
    target.mkdir(parents=True, exist_ok=True)
    truths = []
    for truth in pool.imap(made, ((target, seed, loops, index) for index in range(loops + shots)), chunksize=8):
        truths.append(truth)
        if sys.stderr.isatty():
            print(f"\r{name}: {len(truths)} of {loops + shots}", end="", file=sys.stderr)
    (target / "truth.json").write_text(json.dumps({**stamp, "sounds": truths}, indent=1))
    print(f"\r{name}: {len(truths)} sounds", file=sys.stderr)


def linked(target, sounds):
    """Real files under names that say nothing, with what is known of them."""
    target.mkdir(parents=True, exist_ok=True)
    truths = []
    for index, (source, truth) in enumerate(sounds):
        try:
            soundfile.info(source)
        except (OSError, RuntimeError) as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        file = f"{index:04d}{source.suffix}"
        (target / file).unlink(missing_ok=True)
        (target / file).symlink_to(source.resolve())
        truths.append({"file": file, "name": source.name, **truth})
    (target / "truth.json").write_text(json.dumps({"sounds": truths}, indent=1))


def kept(target, stamp):
    try:
        truth = json.loads((target / "truth.json").read_text())
    except (OSError, ValueError):
        return False
    return all(truth.get(key) == value for key, value in stamp.items())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--pack", type=pathlib.Path, default=pathlib.Path("/usr/share/sonic-pi/samples"))
    options.add_argument("--tuning", action="store_true")
    options = options.parse_args()
    with multiprocessing.Pool(initializer=prepare) as pool:
        for name in SETS if options.tuning else ["held-out"]:
            rendered(options.folder, name, pool)
    if options.tuning:
        linked(options.folder / "tuning-real", kits.sounds())
    known = json.loads((pathlib.Path(__file__).parent / "real.json").read_text())["sounds"]
    linked(options.folder / "real", [(options.pack / name, truth) for name, truth in sorted(known.items())])


if __name__ == "__main__":
    main()
