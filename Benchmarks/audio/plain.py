"""What textbooks and demos play: common progressions, scales, arpeggios, and straight beats, at any tempo and with even
velocities. Times are in beats; `random` is the only chance."""
import patterns
from patterns import CLAP, CLOSED, KICK, OPEN, RIDE, SNARE, hit, shortened, swung, turned

PROGRESSIONS = {
    False: [[0, 3, 4, 0], [0, 3, 4, 0], [0, 4, 5, 3], [0, 5, 3, 4], [0, 3, 5, 4], [1, 4, 0, 0], [0, 3, 0, 4], [0, 5, 1, 4],
            [0, 0, 3, 4], [0, 4, 3, 0], [0, 2, 3, 4], [0]],
    True: [[0, 3, 4, 0], [0, 3, "V", 0], [0, 3, "V", 0], [0, 5, 2, 6], [0, 6, 5, 6], [0, 5, 6, 0], [0, 3, 0, "V"], [0, 6, 5, "V"],
           [0, 5, 3, "V"], [0, 2, 5, 6], [0, 3, 6, 0], [0]],
}


class Harmony(patterns.Harmony):
    """One chord a bar, or more in a short loop."""

    def __init__(self, random, key, bars):
        super().__init__(random, key, bars)
        degrees = random.choice(PROGRESSIONS[self.minor])
        count = {1: random.choice([1, 2, 4, 4]), 2: random.choice([2, 4, 4])}.get(bars, bars)
        self.chords = [self.triad(degree) for degree in shortened(degrees, count)]
        self.beats = bars * 4 / count
        if self.minor and random.random() < 0.3:
            self.scale = [0, 2, 3, 5, 7, 8, 11]


def drums(random, _, bars, swing):
    """One bar, repeated as it is."""
    kicks, snares = random.choice([
        ([0, 2], [1, 3]), ([0, 2], [1, 3]), ([0, 2, 2.5], [1, 3]), ([0, 1.5, 2], [1, 3]), ([0, 2.5], [1, 3]), ([0, 1, 2, 3], [1, 3]),
        ([0, 1, 2, 3], []), ([0], [2]), ([0, 0.75, 2.5], [1, 3]), ([0, 1.5], [2]), ([0, 2], []),
    ])
    hats = random.choice([
        [], [step / 2 for step in range(8)], [step / 2 for step in range(8)], [step / 4 for step in range(16)], [0, 1, 2, 3],
        [0.5, 1.5, 2.5, 3.5],
    ])
    cymbal, snare = random.choice([CLOSED, CLOSED, CLOSED, OPEN, RIDE]), random.choice([SNARE, SNARE, CLAP, 40])
    level = random.choice([127, 110, 100, 90, 64])
    bar = [(KICK, kicks, level), (snare, snares, level), (cymbal, hats, max(40, level - random.choice([0, 20, 40])))]
    return [hit(pitch, swung(at * 4 + beat, swing), velocity)
            for at in range(bars) for pitch, beats, velocity in bar for beat in beats]


def chords(random, harmony, swing):
    """Triads in root position, held or struck again, sometimes with their root below, or broken up and down."""
    base = random.choice([48, 60, 48 if harmony.tonic < 7 else 36]) + harmony.tonic
    style = random.choice(["held", "held", 1, 1, 2, 0.5, "broken", "broken"])
    velocity, below, fourth = random.choice([127, 100, 90, 80, 64]), random.random() < 0.25, random.random() < 0.1
    order = random.choice([[0, 1, 2], [0, 1, 2, 1], [2, 1, 0], [0, 2, 1, 2], [0, 1, 2, 3, 2, 1]])
    notes = []
    for index, triad in enumerate(harmony.chords):
        start, voices = index * harmony.beats, [pitch % 12 + (12 if pitch % 12 < triad[0] % 12 else 0) for pitch in triad]
        if style == "broken":
            tones, step = [*voices, voices[0] + 12], random.choice([0.5, 0.5, 0.25, 1]) if not notes else step
            notes += [(swung(start + at * step, swing), step * 0.95, base + tones[order[at % len(order)]], velocity)
                      for at in range(int(harmony.beats / step))]
            continue
        if fourth:
            voices.append(triad[0] % 12 + 12)
        if below:
            voices.append(triad[0] % 12 - 12)
        length = harmony.beats if style == "held" else min(style, harmony.beats)
        notes += [(swung(start + at * length, swing), length * 0.95, base + pitch, velocity)
                  for at in range(int(harmony.beats / length)) for pitch in voices]
    return notes


def bass(random, harmony, swing):
    """Roots, with fifths or octaves between them, or up and down the triad."""
    base, velocity = random.choice([24, 36, 36]) + harmony.tonic, random.choice([127, 100, 90, 80])
    length = random.choice([0.5, 0.5, 1, 1, 2, 4])
    figure = random.choice([[0], [0], [0], [0, 7], [0, 12], [0, 0, 7, 0], "triad", "triad"])
    notes = []
    for index, triad in enumerate(harmony.chords):
        root, step = triad[0] % 12, min(length, harmony.beats)
        intervals = [0, triad[1] - triad[0], triad[2] - triad[0], triad[1] - triad[0]] if figure == "triad" else figure
        notes += [(swung(index * harmony.beats + at * step, swing), step * 0.9, base + root + intervals[at % len(intervals)], velocity)
                  for at in range(int(harmony.beats / step))]
    return notes if figure == "triad" else turned(random, harmony, notes, base, swing)


def melody(random, harmony, swing):
    """A scale, or a motif whose rhythm comes back in every bar, or the scale's notes in any order; most end on the tonic, and
    rest on its triad."""
    base, velocity = random.choice([48, 60, 60, 72]) + harmony.tonic - (12 if harmony.tonic > 6 else 0), random.choice([127, 100, 90, 70])
    beats, style, notes = harmony.bars * 4, random.choice(["scale", "motif", "motif", "motif", "any"]), []
    if style == "scale":
        length = random.choice([0.5, 0.5, 1, 0.25])
        path = random.choice([list(range(8)), [*range(8), *range(6, 0, -1)], list(range(7, -1, -1)), [0, 1, 2, 3, 4, 3, 2, 1]])
        return [(swung(at * length, swing), length * 0.95, base + harmony.degree(path[at % len(path)]), velocity)
                for at in range(int(beats / length))]
    rhythm = random.choice([[1, 1, 1, 1], [0.5] * 8, [1, 0.5, 0.5, 1, 1], [0.5, 0.5, 1, 0.5, 0.5, 1], [1.5, 0.5, 1, 1], [1.5, 1.5, 1],
                            [0.75, 0.75, 0.5, 1, 1], [2, 1, 1], [2, 2], [0.25, 0.25, 0.5] * 4])
    if harmony.bars == 1 and len(rhythm) < 4:  # two or three notes are no melody
        rhythm = [length / 2 for length in rhythm for _ in range(2)]
    pool = random.choice([list(range(8)), [0, 2, 4, 7], [0, 1, 2, 4, 5, 7], list(range(-3, 8))])
    motif = [random.choice([0, 0, 2, 4]), *[random.choice(pool) for _ in rhythm[1:]]]
    for bar in range(harmony.bars):
        at = bar * 4.0
        if style == "any" or (bar % 2 and random.random() < 0.5):
            motif = [motif[0], *[random.choice(pool) for _ in rhythm[1:]]]
        lift = 0 if style == "any" or random.random() < 0.7 else random.choice([1, -1, 2])
        for length, step in zip(rhythm, motif):
            is_last = at + length >= beats - 1e-6
            note = 0 if is_last and random.random() < 0.75 else step + lift
            is_strong = length >= 1 or abs(at % 2) < 0.01
            if is_last or (is_strong and random.random() < 0.6):  # it rests and ends on the tonic triad
                note = min((-3, 0, 2, 4, 7, 9), key=lambda each: abs(each - note) + random.random())
            if is_last or random.random() > 0.04:
                notes.append((swung(at, swing), length * 0.95, base + harmony.degree(note), velocity))
            at += length
    return notes
