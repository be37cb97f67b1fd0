"""Rooms, microphones, noises and telephones: what stands between a mouth and a program.

All take and give 16 kHz float audio and a numpy random generator. Nothing here moves speech in time except
`change_speed`, whose factor the caller applies to the phone times as well.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
import soundfile
from scipy.signal import butter, fftconvolve, istft, lfilter, resample_poly, stft

RATE = 16000
Random = np.random.Generator
# Speeds come in 32nds: what is a fraction is quickly resampled.
SPEEDS = 32
# Decibels of speech above loud noise.
LOUD = (-1, 18)
# Share of loud noises among all.
OFTEN_LOUD = 0.35
# Speech is this loud (dB of full scale, its louder half): mostly as studios, games and speech engines deliver it, so that
# a voice far below that is somebody else's (mean, deviation); now and then anything.
USUAL_LEVEL, ANY_LEVEL, OFTEN_USUAL = (-21, 4), (-45, -12), 0.85


@dataclass(frozen=True)
class Surroundings:
    """Sounds that may stand behind a speaker: other voices, recorded places, weather and music. How often a crowd does, for
    each hum of a mains; which share of loud noise is heard in the room and through the microphone of the voice."""

    voices: list[np.ndarray] = field(default_factory=list)
    places: list[np.ndarray] = field(default_factory=list)
    crowds: int = 4
    beside: float = 0.0


def some_speed(low: float, high: float, random: Random) -> float:
    return round(SPEEDS * random.uniform(low, high)) / SPEEDS


def change_speed(audio: np.ndarray, factor: float) -> np.ndarray:
    """Faster and higher, or slower and lower: a different vocal tract for free. `factor`: a number of SPEEDS."""
    return resample_poly(audio, SPEEDS, round(SPEEDS * factor)).astype(np.float32)


def equalise(audio: np.ndarray, random: Random) -> np.ndarray:
    """A smooth random frequency response: tilt, plus bumps at a few places."""
    spectrum = np.fft.rfft(audio)
    octave = np.log2(np.maximum(np.linspace(0, RATE / 2, len(spectrum)), 50) / 1000)
    curve = random.uniform(-3.5, 3.5) * octave
    for _ in range(random.integers(1, 5)):
        curve += random.uniform(-9, 9) * np.exp(-0.5 * ((octave - random.uniform(-3, 3)) / random.uniform(0.3, 1.2)) ** 2)
    return np.fft.irfft(spectrum * 10 ** (np.clip(curve, -25, 15) / 20), len(audio)).astype(np.float32)


def band_limit(audio: np.ndarray, random: Random) -> np.ndarray:
    """Telephone, small loudspeaker or low sampling rate."""
    kind = random.integers(0, 3)
    if kind == 0:
        b, a = butter(3, [random.uniform(200, 400), random.uniform(3000, 3800)], "band", fs=RATE)
    elif kind == 1:
        b, a = butter(4, random.uniform(3500, 7000), "low", fs=RATE)
    else:
        b, a = butter(2, random.uniform(80, 350), "high", fs=RATE)
    return lfilter(b, a, audio).astype(np.float32)


def reverberate(audio: np.ndarray, random: Random) -> np.ndarray:
    """Early reflections, then noise that decays, its treble faster; near or (rarely) far from the microphone."""
    decay = random.uniform(0.1, 0.9)
    length = int(decay * RATE)
    t = np.arange(length) / length
    tail = random.normal(size=length) * np.exp(-6.9 * t)
    b, a = butter(1, random.uniform(1500, 6000), "low", fs=RATE)
    tail = (1 - t) * tail + t * lfilter(b, a, tail) * 1.5
    tail[:int(random.uniform(0.004, 0.03) * RATE)] = 0
    for _ in range(random.integers(2, 9)):
        tail[min(int(random.exponential(0.012) * RATE) + 8, length - 1)] += random.choice([-1, 1]) * random.uniform(0.3, 3)
    tail /= np.sqrt(np.sum(tail ** 2)) + 1e-9
    wet = fftconvolve(audio, tail)[:len(audio)]
    return (audio + (random.uniform(0.1, 0.7) if random.random() < 0.75 else random.uniform(0.7, 1.4)) * wet).astype(np.float32)


def companded(audio: np.ndarray) -> np.ndarray:
    """Eight-bit mu-law."""
    peak = np.abs(audio).max() + 1e-9
    x = audio / peak
    y = np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256)
    y = np.round(y * 127) / 127
    return (peak * np.sign(y) * (256 ** np.abs(y) - 1) / 255).astype(np.float32)


def coded(audio: np.ndarray, random: Random) -> np.ndarray:
    """Through a lossy codec and back: MP3 or Vorbis, as voices arrive over the net."""
    peak = np.abs(audio).max() + 1e-9
    file = io.BytesIO()
    kind = random.choice(["MP3", "OGG"])
    try:
        soundfile.write(file, audio / peak * 0.9, RATE, format=kind, subtype="MPEG_LAYER_III" if kind == "MP3" else "VORBIS",
                        compression_level=random.uniform(0.5, 1.0))
        file.seek(0)
        back = soundfile.read(file, dtype="float32")[0] * peak / 0.9
    except soundfile.LibsndfileError:  # some lengths and rates are beyond an encoder
        return audio
    # An encoder pads its start: align by the best correlation within 0.1 s, or labels would move.
    reach = RATE // 10
    back = np.pad(back, (0, max(0, len(audio) + reach - len(back))))
    probe = min(len(audio), 3 * RATE)
    score = fftconvolve(back[:probe + reach], audio[:probe][::-1], "valid") if probe > 0 else np.zeros(1)
    delay = int(np.argmax(score))
    return back[delay:delay + len(audio)]


def whispered(audio: np.ndarray, random: Random) -> np.ndarray:
    """Noise through the same throat: the spectrum's envelope (a lifted cepstrum) with random phases, vowels quieter."""
    _, _, spectrum = stft(audio, nperseg=400, noverlap=300, nfft=512)
    power = np.log(np.abs(spectrum) ** 2 + 1e-10)
    cepstrum = np.fft.irfft(power, axis=0)
    keep = random.integers(18, 32)
    cepstrum[keep:-keep + 1] = 0
    envelope = np.exp(0.5 * np.fft.rfft(cepstrum, axis=0).real)
    # A whisper has no voice bar: what is below some hundred hertz goes.
    tilt = np.minimum(1, (np.arange(len(envelope)) / random.uniform(12, 28))[:, None]) ** 1.5
    phases = np.exp(2j * np.pi * random.random(envelope.shape))
    _, result = istft(envelope * tilt * phases, nperseg=400, noverlap=300, nfft=512)
    return np.pad(result, (0, max(0, len(audio) - len(result))))[:len(audio)].astype(np.float32)


def decimated(audio: np.ndarray) -> np.ndarray:
    """8 kHz and back: nothing is left above 4 kHz."""
    return resample_poly(resample_poly(audio, 1, 2), 2, 1)[:len(audio)].astype(np.float32)


def compressed(audio: np.ndarray, random: Random) -> np.ndarray:
    """A compressor: loud parts are turned down, so that quiet ones come closer (headsets, broadcast voices)."""
    level = np.sqrt(lfilter([1 - 0.9985], [1, -0.9985], audio.astype(np.float64) ** 2) + 1e-9)
    threshold = np.percentile(level, 80) * 10 ** (random.uniform(-24, -6) / 20)
    gain = np.minimum(1, (threshold / level) ** random.uniform(0.3, 0.8))
    return (audio * gain).astype(np.float32)


def gated(audio: np.ndarray, random: Random) -> np.ndarray:
    """A noise gate or a suppressor: what is quiet is turned far down."""
    level = np.sqrt(lfilter([1 - 0.995], [1, -0.995], audio.astype(np.float64) ** 2) + 1e-12)
    threshold = np.percentile(level, 95) * 10 ** (random.uniform(-45, -25) / 20)
    return (audio * np.clip(level / threshold, 0.05, 1) ** 2).astype(np.float32)


def noise(length: int, random: Random, surroundings: Surroundings | None = None) -> np.ndarray:
    """Room tone of some colour, hum, clicks, a crowd, a hall full of people or a recorded place, at level one."""
    surroundings = surroundings or Surroundings()
    kinds = ["colour", "hum", "clicks"] + (["crowd"] * surroundings.crowds + ["hall"] * 3) * bool(surroundings.voices)
    kinds += ["place"] * 3 * bool(surroundings.places)
    kind = random.choice(kinds)
    spectrum = np.fft.rfft(random.normal(size=length))
    slope = random.uniform(0, 1.2)
    result = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 20) ** slope, length)
    result /= result.std() + 1e-9
    t = np.arange(length) / RATE

    def cut(sound: np.ndarray) -> np.ndarray:
        start = random.integers(len(sound))
        piece = sound[start:start + length]
        if len(piece) < length:
            piece = np.resize(np.concatenate([piece, sound[:start]]), length)
        return piece / (piece.std() + 1e-4)

    if kind == "hum":
        base = random.choice([50, 60, 100, 120])
        result = 0.4 * result + sum(random.uniform(0, 1) * np.sin(2 * np.pi * base * k * t + random.uniform(0, 6)) for k in range(1, 9))
    elif kind == "clicks":
        impulses = (random.random(length) < 4 / RATE) * random.uniform(5, 60, length)
        result = 0.5 * result + lfilter([1], [1, -random.uniform(0.7, 0.98)], impulses)
    elif kind == "crowd":
        voices = sum(random.uniform(0.3, 1) * cut(surroundings.voices[random.integers(len(surroundings.voices))])
                     for _ in range(random.integers(1, 9)))
        result = random.uniform(0.05, 0.4) * result + (reverberate(voices, random) if random.random() < 0.5 else voices)
    elif kind == "hall":
        many = sum(random.uniform(0.3, 1) * cut(surroundings.voices[random.integers(len(surroundings.voices))])
                   for _ in range(random.integers(10, 31)))
        many += dishes(length, random) * many.std() * random.uniform(0, 4)
        result = reverberate(many, random) + random.uniform(0.05, 0.4) * many.std() * result
    elif kind == "place":
        result = 0.1 * result + cut(surroundings.places[random.integers(len(surroundings.places))])
    # Slow swells: a fan, wind, a passing car.
    swell = 1 + 0.5 * np.sin(2 * np.pi * random.uniform(0.05, 0.6) * t + random.uniform(0, 6))
    result = result * (swell if random.random() < 0.4 else 1)
    return (result / (result.std() + 1e-9)).astype(np.float32)


def dishes(length: int, random: Random) -> np.ndarray:
    """Plates, glasses and cutlery: some strokes a second, each with a ring of its own; peaks about one."""
    result = np.zeros(length)
    for _ in range(random.poisson(random.uniform(0, 4) * length / RATE)):
        t = np.arange(random.integers(RATE // 40, RATE // 4)) / RATE
        ring = sum(random.uniform(0.2, 1) * np.sin(2 * np.pi * random.uniform(700, 7000) * t) * np.exp(-t / random.uniform(0.004, 0.06))
                   for _ in range(random.integers(2, 7)))
        start = random.integers(length)
        result[start:start + len(t)] += random.uniform(0.1, 0.5) * ring[:length - start]
    return result


def breath(random: Random) -> np.ndarray:
    """An audible breath: band noise with a soft swell."""
    length = int(random.uniform(0.2, 0.9) * RATE)
    centre = random.uniform(700, 2500)
    b, a = butter(1, [centre * 0.5, min(centre * 2.2, 7500)], "band", fs=RATE)
    x = lfilter(b, a, random.normal(size=length)) * np.sin(np.pi * np.arange(length) / length) ** random.uniform(0.6, 2)
    return (x / (np.abs(x).max() + 1e-9)).astype(np.float32)


def level_of(audio: np.ndarray) -> float:
    """Level of the louder half: speech without its pauses."""
    frames = audio[:len(audio) // 320 * 320].reshape(-1, 320)
    power = np.sort(np.mean(frames ** 2, 1)) if len(frames) else np.array([1e-6])
    return float(np.sqrt(power[len(power) // 2:].mean())) + 1e-6


def at_level(audio: np.ndarray, random: Random) -> np.ndarray:
    level = random.normal(*USUAL_LEVEL) if random.random() < OFTEN_USUAL else random.uniform(*ANY_LEVEL)
    return audio * np.float32(10 ** (level / 20) / level_of(audio))


def drown(audio: np.ndarray, level: float, random: Random, surroundings: Surroundings) -> np.ndarray:
    """In noise as loud as a street, a party or a ventilator at one's ear; `level` is that of the speech."""
    audio = audio + noise(len(audio), random, surroundings) * level * 10 ** (-random.uniform(*LOUD) / 20)
    return (audio / max(1.0, np.abs(audio).max())).astype(np.float32)


def spoil(audio: np.ndarray, random: Random, surroundings: Surroundings, strength: float = 1.0, loud: float = OFTEN_LOUD) -> np.ndarray:
    """A random chain of room, level, noise, microphone and channel; `loud` is the share of loud noises among them."""
    often = lambda share: random.random() < share * strength
    if often(0.06):
        audio = whispered(audio, random)
    if often(0.8):
        audio = equalise(audio, random)
    if often(0.45):
        audio = reverberate(audio, random)
    if often(1.0):
        audio = at_level(audio, random)
    if often(0.75):
        ratio = random.uniform(*LOUD) if random.random() < loud else random.uniform(10, 40)
        audio = audio + noise(len(audio), random, surroundings) * level_of(audio) * 10 ** (-ratio / 20)
    if often(0.2):
        audio = compressed(audio, random)
    if often(0.1):
        audio = gated(audio, random)
    if often(0.2):
        audio = band_limit(audio, random)
    if often(0.08):
        audio = decimated(audio)
    if often(0.08):
        audio = companded(audio)
    if often(0.12):
        audio = coded(audio, random)
    if often(0.06):
        limit = np.abs(audio).max() * random.uniform(0.2, 0.7)
        audio = np.clip(audio, -limit, limit)
    audio = audio * min(1.0, random.uniform(0.6, 1.0) / (np.abs(audio).max() + 1e-9))
    # A digital file is never quite silent; live microphones are far from it.
    return (audio + random.normal(size=len(audio)) * 10 ** (random.uniform(-100, -65) / 20)).astype(np.float32)
