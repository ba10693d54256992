"""What happens to a loop between the instrument and the sample pack: drive, room, filters, noise, mono."""
import numpy

from fluid import RATE


def shaped(audio, random, noise):
    """`audio` (frames × 2) after a random chain; a third stays as it is. `noise` is a numpy generator."""
    if random.random() < 0.35:
        return audio
    audio = audio / max(1e-6, abs(audio).max())
    if random.random() < 0.3:
        audio = numpy.tanh(random.choice([2, 4, 8]) * audio)
    if random.random() < 0.3:
        audio = audio + random.uniform(0.1, 0.6) * room(audio, random.uniform(0.1, 0.8), noise)
    if random.random() < 0.25:
        audio = filtered(audio, high=random.uniform(1500, 9000))
    elif random.random() < 0.15:
        audio = filtered(audio, low=random.uniform(60, 250))
    if random.random() < 0.25:
        level = 10 ** (-random.choice([random.uniform(25, 55), random.uniform(25, 55), random.uniform(2, 25)]) / 20)
        audio = audio + level * noise.standard_normal(audio.shape)
    if random.random() < 0.4:
        audio = numpy.repeat(audio.mean(axis=1, keepdims=True), 2, axis=1)
    return audio


def room(audio, seconds, noise):
    """Convolved with noise that decays by 52 dB in `seconds`."""
    length = int(seconds * RATE)
    response = noise.standard_normal((length, 2)) * numpy.exp(-6 * numpy.arange(length) / length)[:, None]
    response /= numpy.sqrt((response**2).sum(axis=0))
    size = 1 << (len(audio) + length).bit_length()
    spectrum = numpy.fft.rfft(audio, size, axis=0) * numpy.fft.rfft(response, size, axis=0)
    return numpy.fft.irfft(spectrum, size, axis=0)[: len(audio)]


def filtered(audio, low=0.0, high=None):
    """A Butterworth-like slope of second order, without phase."""
    frequency = numpy.fft.rfftfreq(len(audio), 1 / RATE)[:, None]
    gain = numpy.ones_like(frequency)
    if high:
        gain /= numpy.sqrt(1 + (frequency / high) ** 4)
    if low:
        gain *= (frequency / low) ** 2 / numpy.sqrt(1 + (frequency / low) ** 4)
    return numpy.fft.irfft(numpy.fft.rfft(audio, axis=0) * gain, len(audio), axis=0)
