"""What is played: drums by genre, bass lines, chords, melodies. Times are in beats; `random` is the only chance."""

MAJOR = [0, 2, 4, 5, 7, 9, 11]
MINOR = [0, 2, 3, 5, 7, 8, 10]
PROGRESSIONS = {
    False: [[0, 3, 4, 0], [0, 4, 5, 3], [0, 5, 3, 4], [1, 4, 0, 0], [0, 3], [0, 3, 0, 4], [0, 4, 0, 3], [0, 2, 3, 4]],
    True: [[0, 3, 4, 0], [0, 5, 2, 6], [0, 6, 5, 6], [0, 3, "V", 0], [0, 5, 3, "V"], [0, 4], [0, 3], [0, 6, 5, "V"]],
}
# Genre: the tempi it is played at, in BPM, and how its drums go.
GENRES = {
    "house": (116, 130), "techno": (126, 148), "garage": (128, 138), "drum and bass": (162, 178),
    "boom bap": (78, 100), "trap": (128, 160), "rock": (96, 150), "ballad": (60, 84), "reggaeton": (86, 106),
    "funk": (94, 122), "latin": (84, 130), "hi-hats": (85, 150), "jazz": (100, 180),
    "hand drums": (75, 125),
}
KICK, SNARE, RIM, CLAP, CLOSED, OPEN, RIDE = 36, 38, 37, 39, 42, 46, 51
CONGAS = [60, 61, 62, 63, 64]


def swung(beat, swing):
    """Every second eighth, and every second sixteenth of straight feels, comes late by `swing` of itself."""
    return beat + swing / 2 if abs(beat * 2 % 2 - 1) < 0.01 else beat


def hit(pitch, beat, velocity=100):
    return (beat, 0.2, pitch, velocity)


def drums(random, genre, bars, swing):
    """(beat, length, pitch, velocity) of a pattern of one or two bars, repeated, with small changes and a fill."""
    hits = []
    snare = random.choice([SNARE, SNARE, 40, CLAP])
    hat_step = {"trap": 0.25, "techno": random.choice([0.5, 0.25]), "funk": 0.25, "drum and bass": 0.5,
                "hi-hats": 0.25, "ballad": 0.5}.get(genre, random.choice([0.5, 0.5, 0.25]))
    ghosts = random.sample([1.75, 2.25, 3.25, 3.75], 2) if genre in ("boom bap", "funk", "rock") and random.random() < 0.4 else []
    skins = random.choice([CONGAS, [60, 61], [41, 43, 45, 47], [47, 48, 50, 63], [60, 64, 76, 77]])
    strokes = [(step / 4, random.choice(skins)) for step in range(16) if step % 4 == 0 or random.random() < random.choice([0.5, 0.9])]
    extra = [round(random.choice([1.5, 2.5, 3.5, 1.75, 2.75, 3.25]), 2) for _ in range(random.randrange(3))]
    for bar in range(bars):
        at = bar * 4
        if genre == "hand drums":
            hits += [hit(pitch, swung(at + beat, swing), (112 if beat % 1 == 0 else 80) + random.randint(-25, 10))
                     for beat, pitch in strokes]
            continue
        if genre in ("house", "techno"):
            kicks, snares = [0, 1, 2, 3], [1, 3] if random.random() < 0.9 else []
        elif genre == "garage":
            kicks, snares = [0, 2.5, *extra[:1]], [1, 3]
        elif genre == "drum and bass":
            kicks, snares = [0, 2.5], [1, 3]
        elif genre == "trap":
            kicks, snares = [0, *extra], [2]
        elif genre == "reggaeton":
            kicks, snares = [0, 1, 2, 3], [0.75, 1.5, 2.75, 3.5]
        elif genre == "ballad":
            kicks, snares = [0, *([2.5] if extra else [])], [1, 3] if random.random() < 0.5 else [2]
        elif genre in ("latin", "hi-hats"):
            kicks, snares = [0, 2] if random.random() < 0.4 else [], []
        elif genre == "jazz":
            kicks, snares = [0, 2], [random.choice([1.66, 2.66])] if random.random() < 0.5 else []
        else:
            kicks, snares = [0, *([2] if random.random() < 0.6 else [2.5]), *extra], [1, 3]
        hits += [hit(KICK, at + beat, random.randint(98, 118)) for beat in kicks]
        hits += [hit(snare, at + beat, random.randint(94, 116)) for beat in snares]
        hits += [hit(snare, at + beat, random.randint(35, 60)) for beat in ghosts]
        if genre == "jazz":
            for beat in range(4):
                hits.append(hit(RIDE, at + beat, random.randint(70, 95)))
                if beat % 2:
                    hits += [hit(RIDE, at + beat + 0.66, 70), hit(44, at + beat, 80)]
            continue
        if genre == "latin":
            for step in range(8):
                if random.random() < 0.8:
                    hits.append(hit(random.choice(CONGAS), swung(at + step / 2, swing), random.randint(70, 112)))
            hits += [hit(random.choice([70, 82, 69]), at + step / 2, 75 + 25 * (step % 2 == 0)) for step in range(8)]
            continue
        if genre == "house":
            hits += [hit(random.choice([OPEN, OPEN, CLOSED]), at + beat + 0.5, 90) for beat in range(4)]
            if hat_step == 0.5:
                continue
        for step in range(int(4 / hat_step)):
            beat = step * hat_step
            accent = 90 if beat % 1 == 0 else 74
            if random.random() < 0.95:
                hits.append(hit(CLOSED, swung(at + beat, swing), accent + random.randint(-12, 8)))
    if random.random() < 0.25:
        hits += [hit(pitch, bars * 4 - 1 + step / 4) for step, pitch in enumerate([50, 48, 45, 43])]
    return hits


def shortened(degrees, count):
    """The progression of so many chords: repeated, or cut so that the tonic is among them."""
    if 0 not in degrees[:count]:
        end = degrees.index(0) + 1
        return degrees[end - count : end]
    return [degrees[index % len(degrees)] for index in range(count)]


class Harmony:
    """A progression in a key: `key` 0…11 C major … B major, 12…23 the minor keys; the tonic lies 0…11 above a C."""

    def __init__(self, random, key, bars):
        self.tonic, self.minor = key % 12, key >= 12
        self.scale = MINOR if self.minor else MAJOR
        self.bars = bars
        count = random.choice([1, 2, 2]) if bars == 1 else random.choice([bars, bars, bars * 2]) if bars < 4 else bars
        self.chords = [self.triad(degree) for degree in shortened(random.choice(PROGRESSIONS[self.minor]), count)]
        self.beats = bars * 4 / count

    def degree(self, step):
        return self.scale[step % 7] + 12 * (step // 7)

    def triad(self, degree):
        return [7, 11, 14] if degree == "V" else [self.degree(degree + third) for third in (0, 2, 4)]

    def chord_at(self, beat):
        return self.chords[min(len(self.chords) - 1, int(beat / self.beats))]


def chords(random, harmony, swing):
    style = random.choice(["held", "quarters", "eighths", "off-beats", "arpeggio", "stabs"])
    base = (48 if harmony.tonic < 8 else 36) + harmony.tonic
    if len(harmony.chords) == 1 and style == "held":
        style = "quarters"  # one held chord has no tempo
    seventh = random.random() < 0.2
    notes = []
    for index, triad in enumerate(harmony.chords):
        start, inversion = index * harmony.beats, random.randrange(3)
        voices = [pitch + 12 if voice < inversion else pitch for voice, pitch in enumerate(triad)]
        if seventh:
            voices.append(triad[0] + (10 if harmony.minor or triad == [7, 11, 14] else 11))
        if style == "held":
            notes += [(start, harmony.beats * 0.98, base + pitch, 90) for pitch in voices]
        elif style == "arpeggio":
            notes += [(swung(start + step / 2, swing), 0.5, base + voices[step % len(voices)], 90)
                      for step in range(int(harmony.beats * 2))]
        else:
            steps = {"quarters": (1, 0), "eighths": (0.5, 0), "off-beats": (1, 0.5), "stabs": (1.5, 0)}
            length, offset = steps[style]
            for step in range(max(1, int(harmony.beats / length))):
                beat = swung(start + step * length + offset, swing)
                notes += [(beat, length * 0.8, base + pitch, random.randint(75, 100)) for pitch in voices]
    return notes


def bass(random, harmony, swing):
    style = random.choice(["eighths", "quarters", "fifths", "broken", "walking", "syncopated", "off-beats"])
    base = random.choice([24, 36]) + harmony.tonic
    notes = []
    for index, triad in enumerate(harmony.chords):
        start, root = index * harmony.beats, triad[0] % 12
        if style == "walking":
            for beat in range(int(harmony.beats)):
                steps = [root, triad[1] % 12, triad[2] % 12, harmony.degree(random.randrange(7)) % 12]
                notes.append((start + beat, 0.9, base + steps[beat % 4], 100))
            continue
        intervals, length = {
            "eighths": ([0], 0.5), "quarters": ([0], 1), "fifths": ([0, 7, 12, 7], 0.5),
            "broken": ([0, triad[1] - triad[0], triad[2] - triad[0], 12], 0.5), "off-beats": ([None, 0], 0.5),
            "syncopated": ([0, None, None, 0, None, 0, 12, None], 0.25),
        }[style]
        for step in range(int(harmony.beats / length)):
            interval = intervals[step % len(intervals)]
            if interval is not None:
                notes.append((swung(start + step * length, swing), length * 0.9, base + root + interval, 100))
    return notes if style in ("walking", "broken") else turned(random, harmony, notes, base, swing)


def turned(random, harmony, notes, base, swing):
    """Lines of roots, fifths and octaves lead back to their beginning: four of five run along the scale to the tonic in the last
    beats of the loop, long ones in its middle, too. The fifth is played through, and nobody can tell its mode."""
    run = random.choice([[2, 1], [2, 1], [4, 2], [0, 2], [3, 2, 1], [4, 3, 2, 1], [0, 2, 3, 4], [-3, -2, -1], [-3, -1]])
    if random.random() < 0.2:
        return notes
    end, velocity = harmony.bars * 4, notes[0][3]
    for close in [end / 2, end] if harmony.bars >= 4 and random.random() < 0.5 else [end]:
        begin = close - len(run) / 2
        notes = [note for note in notes if not begin - 0.01 <= note[0] < close]
        notes += [(swung(begin + at / 2, swing), 0.45, base + harmony.degree(step), velocity) for at, step in enumerate(run)]
    return [(start, min(length, begin - start) if start < begin else length, pitch, velocity)
            for start, length, pitch, velocity in notes]


def melody(random, harmony, swing):
    base = 60 + (harmony.tonic if harmony.tonic < 7 else harmony.tonic - 12)
    pentatonic = [0, 2, 3, 4, 6] if harmony.minor else [0, 1, 2, 4, 5]
    only_five = random.random() < 0.3
    pool = [step for step in range(-3, 9) if not only_five or step % 7 in pentatonic]
    step, beat, end, notes = random.choice([0, 0, 0, 2, 4, 7]), 0.0, harmony.bars * 4, []
    while beat < end - 1e-6:
        length = min(random.choice([0.5, 0.5, 0.5, 1, 1, 2, 0.25]), end - beat)
        choices = pool
        if abs(beat % harmony.beats) < 0.01 and random.random() < 0.7:
            tones = {pitch % 12 for pitch in harmony.chord_at(beat)}
            choices = [each for each in pool if harmony.degree(each) % 12 in tones] or pool
        is_last = beat + length >= end - 1e-6
        is_strong = length >= 1 or abs(beat % 2) < 0.01
        if beat == 0 or is_last or (is_strong and random.random() < 0.6):  # it begins, rests and ends on the tonic triad
            choices = [each for each in choices if each % 7 in (0, 2, 4)] or [each for each in pool if each % 7 in (0, 2, 4)]
        wanted = step + random.choice([-2, -1, -1, 1, 1, 2, 0])
        step = min(choices, key=lambda each: abs(each - wanted) + random.random() * 0.5)
        if is_last and random.random() < 0.75:
            step = min([0, 7], key=lambda each: abs(each - step))
        if is_last or random.random() > 0.1:
            notes.append((swung(beat, swing), length * 0.95, base + harmony.degree(step), random.randint(80, 110)))
        beat += length
    return notes
