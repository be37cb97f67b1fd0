"""Rooms, microphones, noises and telephones: what stands between a mouth and a program.

All take and give 16 kHz float audio and a numpy random generator. Nothing here moves speech in time except
`change_speed`, whose factor the caller applies to the phone times as well.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, resample

RATE = 16000
Random = np.random.Generator


def change_speed(audio: np.ndarray, factor: float) -> np.ndarray:
    """Faster and higher, or slower and lower: a different vocal tract for free."""
    return resample(audio, max(1, int(len(audio) / factor))).astype(np.float32)


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
    """Exponentially decaying noise after the direct sound."""
    decay = random.uniform(0.08, 0.6)
    length = int(decay * RATE)
    tail = random.normal(size=length) * np.exp(-6.9 * np.arange(length) / length)
    tail[:int(random.uniform(0.001, 0.012) * RATE)] = 0
    tail /= np.sqrt(np.sum(tail ** 2)) + 1e-9
    wet = fftconvolve(audio, tail)[:len(audio)]
    return (audio + random.uniform(0.1, 0.7) * wet).astype(np.float32)


def companded(audio: np.ndarray) -> np.ndarray:
    """Eight-bit mu-law."""
    peak = np.abs(audio).max() + 1e-9
    x = audio / peak
    y = np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256)
    y = np.round(y * 127) / 127
    return (peak * np.sign(y) * (256 ** np.abs(y) - 1) / 255).astype(np.float32)


def noise(length: int, random: Random, babble: list[np.ndarray] | None = None) -> np.ndarray:
    """Room tone of some colour, hum, clicks, breath-like puffs or a crowd, at level one."""
    kind = random.choice(["colour", "colour", "colour", "hum", "clicks", "crowd"])
    spectrum = np.fft.rfft(random.normal(size=length))
    slope = random.uniform(0, 1.2)
    result = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 20) ** slope, length)
    result /= result.std() + 1e-9
    t = np.arange(length) / RATE
    if kind == "hum":
        base = random.choice([50, 60, 100, 120])
        result = 0.4 * result + sum(random.uniform(0, 1) * np.sin(2 * np.pi * base * k * t + random.uniform(0, 6)) for k in range(1, 9))
    elif kind == "clicks":
        impulses = (random.random(length) < 4 / RATE) * random.uniform(5, 60, length)
        result = 0.5 * result + lfilter([1], [1, -random.uniform(0.7, 0.98)], impulses)
    elif kind == "crowd" and babble:
        result = 0.2 * result
        for _ in range(6):
            voice = babble[random.integers(len(babble))]
            result = result + np.roll(np.resize(voice, length), random.integers(length)) / (voice.std() + 1e-9)
    # Slow swells: a fan, wind, a passing car.
    swell = 1 + 0.5 * np.sin(2 * np.pi * random.uniform(0.05, 0.6) * t + random.uniform(0, 6))
    result = result * (swell if random.random() < 0.4 else 1)
    return (result / (result.std() + 1e-9)).astype(np.float32)


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


def spoil(audio: np.ndarray, random: Random, babble: list[np.ndarray], strength: float = 1.0) -> np.ndarray:
    """A random chain of room, noise, microphone, channel and gain."""
    if random.random() < 0.8 * strength:
        audio = equalise(audio, random)
    if random.random() < 0.45 * strength:
        audio = reverberate(audio, random)
    if random.random() < 0.75 * strength:
        ratio = random.uniform(1, 38)
        audio = audio + noise(len(audio), random, babble) * level_of(audio) * 10 ** (-ratio / 20)
    if random.random() < 0.25 * strength:
        audio = band_limit(audio, random)
    if random.random() < 0.08 * strength:
        audio = companded(audio)
    if random.random() < 0.06 * strength:
        limit = np.abs(audio).max() * random.uniform(0.2, 0.7)
        audio = np.clip(audio, -limit, limit)
    peak = np.abs(audio).max() + 1e-9
    audio = audio * min(10 ** (random.uniform(-15, 15) / 20), random.uniform(0.6, 1.0) / peak)
    # A digital file is never quite silent; live microphones are far from it.
    return (audio + random.normal(size=len(audio)) * 10 ** (random.uniform(-100, -65) / 20)).astype(np.float32)
