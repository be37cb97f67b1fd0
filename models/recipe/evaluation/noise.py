"""Rows of the table on noise: does a mouth move in it as it does without?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve

from augment import RATE, level_of
from evaluation import metrics
from evaluation.groups import KNOWN, Group
from evaluation.speech import Curves, key
from evaluation.table import Bar, Section
from evaluation.voices import Voice
from real import Utterance, read_16k

# Decibels of speech over noise, each fifth of the clips, voices in a crowd and in a hall, whose echo dies within seconds.
RATIOS, EVERY, CROWD, HALL, ECHO = (15, 10, 5), 5, 6, 25, 0.8


def opening_alike(a: np.ndarray, b: np.ndarray) -> float:
    return metrics.correlation(metrics.aperture(a, True), metrics.aperture(b, True))


def pairs(data: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Name -> (clean, noisy) recording of the same utterance."""
    folder = data / "vctk_clean_noisy"
    names = [path.name for path in sorted((folder / "clean").glob("*.wav"))]
    return {name: (read_16k(folder / "clean" / name), read_16k(folder / "noisy" / name)) for name in names}


def recorded(voice: Voice, data: Path) -> Section:
    """Noisy against clean recordings."""
    section, found = Section("noisy against clean recording (VCTK pairs)"), pairs(data)
    names, scores = list(found), [opening_alike(*voice.speak(list(pair))) for pair in found.values()]
    section.add("aperture correlation, mean of pairs", np.mean(scores) if scores else np.nan, len(scores), Bar(0.9))
    for name, score in zip(names, scores):
        section.add(f"    {name}", score, 1)
    return section


def mixed(audio: np.ndarray, noise: np.ndarray, ratio: float) -> np.ndarray:
    """Speech with noise so many decibels below it."""
    loud = level_of(audio) * 10 ** (-ratio / 20) / (np.sqrt(np.mean(noise ** 2)) + 1e-9)
    result = (audio + loud * noise).astype(np.float32)
    return result / max(1.0, np.abs(result).max())


def remixed(voice: Voice, data: Path) -> Section:
    """Three pairs say little: the noise of each under each of the clean recordings, as loud as one likes."""
    section, found = Section("the noises of these pairs under each of their clean recordings"), list(pairs(data).values())
    calm = voice.speak([clean for clean, _ in found])
    noises = [noisy[:len(clean)] - clean[:len(noisy)] for clean, noisy in found]
    for ratio in RATIOS if found else ():
        spoken = voice.speak([mixed(clean, np.resize(noise, len(clean)), ratio) for clean, _ in found for noise in noises])
        scores = [opening_alike(curves, spoken[i * len(noises) + k]) for i, curves in enumerate(calm) for k in range(len(noises))]
        section.add(f"aperture correlation, {ratio} dB", np.mean(scores), len(scores))
    return section


def pink(length: int, random: np.random.Generator) -> np.ndarray:
    spectrum = np.fft.rfft(random.normal(size=length))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 20)), length)


def crowd(length: int, others: list[Utterance], random: np.random.Generator, count: int = CROWD) -> np.ndarray:
    """Some of the others, all at once."""
    chosen = [others[i].audio for i in random.choice(len(others), count, replace=len(others) < count)]
    return sum(np.roll(np.resize(sound, length), random.integers(length)) / level_of(sound) for sound in chosen)


def hall(length: int, others: list[Utterance], random: np.random.Generator) -> np.ndarray:
    """Many voices far away: what a cafeteria sounds like."""
    t = np.arange(int(ECHO * RATE)) / (ECHO * RATE)
    return fftconvolve(crowd(length, others, random, HALL), random.normal(size=len(t)) * np.exp(-6.9 * t))[:length]


def made(voice: Voice, groups: list[Group], curves: Curves) -> Section:
    """Three pairs say little: dev recordings in noise that is mixed in here, none of it as any training set has it."""
    section, random = Section("dev recordings of known corpora in made noise"), np.random.default_rng(7)
    clips = [u for group in groups if group.kind == KNOWN for u in group.utterances]
    some = clips[::EVERY]
    if len(clips) <= CROWD:
        return section
    makers = {"pink noise": lambda length, others: pink(length, random), "crowd": lambda length, others: crowd(length, others, random),
              "hall": lambda length, others: hall(length, others, random)}
    for kind, make in makers.items():
        for ratio in RATIOS:
            noises = [make(len(u.audio), [other for other in clips if other.speaker != u.speaker]) for u in some]
            spoken = voice.speak([mixed(u.audio, noise, ratio) for u, noise in zip(some, noises)])
            scores = [opening_alike(curves[key(u)], found) for u, found in zip(some, spoken)]
            tally = metrics.Tally()
            for u, found in zip(some, spoken):
                tally.add(found, u.segments)
            hit = tally.figures()["closure hit, plain"]
            section.add(f"aperture correlation, {kind}, {ratio} dB", np.mean(scores), len(scores), note=f"closures hit {100 * hit[0]:.0f} % of {hit[1]}")
    return section
