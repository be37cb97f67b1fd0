"""Figures of lip-sync quality on 174 control curves at 60 frames a second, against phones with times.

Two definitions of lip aperture and closure are in use and both are reported:
  strict  A = jaw (1 - together) + 0.3 (upperLipRaise + lowerLipDepress) - 0.2 (press + roll); closed: A <= 5 % of p95
  plain   A = (jaw + 0.35 (upperLipRaise + lowerLipDepress)) (1 - together);                   closed: A <= 10 % of p95
p95 is the clip's own 95th percentile; every name stands for the mean over sides and upper/lower lip.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from controls import board
from phones import FRAME_RATE, PHONES, VOWEL_CLASSES, Segment

NAMES = [name for name, _, _ in board()]
MARGIN = 0.033
TUCK = 0.35  # half of the labiodental target 0.7
SPREAD_VOWELS = ("iy", "ih", "e", "y")
OPEN_VOWELS = ("a", "aa", "ay", "aw", "ae")
ROUND_VOWELS = ("uw", "uh", "o", "ow", "ao", "oy", "ue", "oe")


def group(*parts: str) -> list[int]:
    """Columns whose names contain one of the parts."""
    return [i for i, name in enumerate(NAMES) if any(part in name for part in parts)]


JAW = [NAMES.index("CTRL_C_jaw-translateY")]
TOGETHER, PRESS, ROLL = group("lipsTogether"), group("mouth_pressU", "mouth_pressD"), group("lipsRoll")
UPPER, LOWER, BITE = group("upperLipRaise"), group("lowerLipDepress"), group("lipBiteD")
FUNNEL, PURSE, STRETCH = group("mouth_funnel"), group("mouth_purse"), group("mouth_stretch-")
BROWS_AND_LIDS = group("brow_", "eye_blink", "squintInner", "cheekRaise", "nose")
LIPS = sorted({*JAW, *TOGETHER, *PRESS, *ROLL, *UPPER, *LOWER, *BITE, *FUNNEL, *PURSE, *STRETCH, *group("cornerPull", "cornerDepress", "towards")})


def mean(curves: np.ndarray, columns: list[int]) -> np.ndarray:
    return curves[:, columns].mean(1)


def aperture(curves: np.ndarray, plain: bool = False) -> np.ndarray:
    jaw, together = mean(curves, JAW), mean(curves, TOGETHER)
    lips = mean(curves, UPPER) + mean(curves, LOWER)
    if plain:
        return (jaw + 0.35 * lips) * (1 - together)
    return jaw * (1 - together) + 0.3 * lips - 0.2 * (mean(curves, PRESS) + mean(curves, ROLL))


def frames_in(start: float, end: float, count: int) -> slice:
    """Frames k with start <= k/60 <= end, at least the nearest one."""
    a, b = int(np.ceil(start * FRAME_RATE - 1e-6)), int(np.floor(end * FRAME_RATE + 1e-6)) + 1
    if b <= a:
        a = round((start + end) / 2 * FRAME_RATE)
        b = a + 1
    a = max(0, min(a, count - 1))
    return slice(a, max(a + 1, min(b, count)))


class Tally:
    """Collects outcomes over clips; `figures` gives the means."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = defaultdict(list)

    def add(self, curves: np.ndarray, found: list[Segment]) -> None:
        """One clip: curves [frames, 174] and its phones."""
        put = lambda name, value: self.values[name].append(float(value))
        rounding = mean(curves, FUNNEL) + mean(curves, PURSE)
        opening = {"strict": (aperture(curves), 0.05), "plain": (aperture(curves, True), 0.10)}
        limits = {kind: share * np.percentile(a, 95) for kind, (a, share) in opening.items()}
        bite = mean(curves, BITE)
        for s in found:
            phone, count = PHONES[s.phone], len(curves)
            if s.start * FRAME_RATE >= count - 2:
                continue
            around = frames_in(s.start - MARGIN, s.end + MARGIN, count)
            if phone.mouth == "bilabial":
                for kind, (a, _) in opening.items():
                    put(f"closure hit, {kind}", a[around].min() <= limits[kind])
            elif phone.mouth == "labiodental":
                put("labiodental hit", bite[around].max() >= TUCK)
            elif phone.mouth in VOWEL_CLASSES and s.phone not in ("w", "y"):
                middle = frames_in((s.start + s.end) / 2, (s.start + s.end) / 2, count)
                inside = frames_in(s.start + MARGIN, s.end - MARGIN, count)
                if s.end - s.start > 0.08 and inside.stop > inside.start:
                    put("false closure, strict, any inner frame", opening["strict"][0][inside].min() <= limits["strict"])
                    put("false tuck, any inner frame", bite[inside].max() >= TUCK)
                    if s.phone in OPEN_VOWELS + ("ah", "eh", "ao"):
                        put("false closure, plain, middle of open vowels", opening["plain"][0][middle].min() <= limits["plain"])
                for kind, members in (("open", OPEN_VOWELS), ("spread", SPREAD_VOWELS), ("round", ROUND_VOWELS)):
                    if s.phone in members:
                        put(f"aperture {kind}", opening["plain"][0][inside].mean())
                        put(f"rounding {kind}", rounding[inside].mean())
            elif s.phone == "pau" and s.end - s.start > 0.5:
                calm = curves[frames_in(s.start + 0.2, s.end - 0.15, count)]
                put("silence: greatest deviation of a lip control", calm[:, LIPS].std(0).max())
        put("energy above 8 Hz", high_share(opening["plain"][0]))

    def figures(self) -> dict[str, tuple[float, int]]:
        result = {name: (float(np.mean(v)), len(v)) for name, v in self.values.items()}
        if {"aperture open", "aperture spread"} <= result.keys():
            result["open over spread aperture"] = (result["aperture open"][0] / result["aperture spread"][0], result["aperture spread"][1])
        if {"rounding round", "rounding spread"} <= result.keys():
            result["rounded minus spread rounding"] = (result["rounding round"][0] - result["rounding spread"][0], result["rounding round"][1])
        return result


def high_share(curve: np.ndarray) -> float:
    """Share of a curve's energy (without its mean) above 8 Hz."""
    spectrum = np.abs(np.fft.rfft((curve - curve.mean()) * np.hanning(len(curve)))) ** 2
    return float(spectrum[np.fft.rfftfreq(len(curve), 1 / FRAME_RATE) > 8].sum() / (spectrum.sum() + 1e-12))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    count = min(len(a), len(b))
    return float(np.corrcoef(a[:count], b[:count])[0, 1])


def best_lag(a: np.ndarray, b: np.ndarray, reach: int = 8) -> tuple[int, float]:
    """(frames by which a is late, correlation there)."""
    count = min(len(a), len(b))
    a, b = a[:count], b[:count]
    scores = {lag: correlation(a[max(lag, 0):count + min(lag, 0)], b[max(-lag, 0):count - max(lag, 0)]) for lag in range(-reach, reach + 1)}
    lag = max(scores, key=scores.get)
    return lag, scores[lag]
