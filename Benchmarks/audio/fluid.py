"""Renders notes with FluidSynth's library, offline: the same notes give the same samples."""
import ctypes
import ctypes.util
from dataclasses import dataclass

import numpy

RATE = 44100
DRUMS = 9
BEND_RANGE_CENTS = 200


@dataclass(frozen=True)
class Note:
    start: float  # seconds
    length: float  # seconds
    channel: int
    pitch: int  # MIDI
    velocity: int


class Synth:
    """One synthesiser with one sound font."""

    def __init__(self, sound_font, is_dry=False):
        name = ctypes.util.find_library("fluidsynth")
        if name is None:
            raise SystemExit("libfluidsynth is not installed. Run: scripts/deps.sh bench")
        self.lib = lib = ctypes.CDLL(name)
        for function in ("new_fluid_settings", "new_fluid_synth"):
            getattr(lib, function).restype = ctypes.c_void_p
        settings = ctypes.c_void_p(lib.new_fluid_settings())
        lib.fluid_settings_setnum(settings, b"synth.sample-rate", ctypes.c_double(RATE))
        lib.fluid_settings_setnum(settings, b"synth.gain", ctypes.c_double(0.5))
        for effect in (b"synth.reverb.active", b"synth.chorus.active"):
            lib.fluid_settings_setint(settings, effect, 0 if is_dry else 1)
        self.synth = ctypes.c_void_p(lib.new_fluid_synth(settings))
        if lib.fluid_synth_sfload(self.synth, str(sound_font).encode(), 1) < 0:
            raise SystemExit(f"{sound_font} could not be loaded. Run: scripts/deps.sh bench")

    def render(self, notes, programs, seconds, cents=0.0):
        """Stereo float32 of `seconds`, every pitched channel `cents` off. `programs`: channel to General MIDI program."""
        lib, synth = self.lib, self.synth
        lib.fluid_synth_system_reset(synth)
        for channel, program in programs.items():
            lib.fluid_synth_program_change(synth, channel, program)
            if channel != DRUMS:
                lib.fluid_synth_pitch_bend(synth, channel, 8192 + round(cents / BEND_RANGE_CENTS * 8192))
        events = []
        for note in notes:
            pitch = min(max(note.pitch, 0), 127)
            events.append((note.start, 1, note.channel, pitch, note.velocity))
            events.append((note.start + note.length, 0, note.channel, pitch, 0))
        total = round(seconds * RATE)
        audio, at = numpy.zeros((total, 2), numpy.float32), 0
        for time, starts, channel, pitch, velocity in sorted(events):
            at = self._write(audio, at, min(total, round(time * RATE)))
            if starts:
                lib.fluid_synth_noteon(synth, channel, pitch, velocity)
            else:
                lib.fluid_synth_noteoff(synth, channel, pitch)
        self._write(audio, at, total)
        return audio

    def _write(self, audio, start, end):
        if end <= start:
            return start
        pointer = ctypes.c_void_p(audio[start:end].ctypes.data)
        self.lib.fluid_synth_write_float(self.synth, end - start, pointer, 0, 2, pointer, 1, 2)
        return end
