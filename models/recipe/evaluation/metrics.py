"""Definitions: figures of lip-sync quality on 174 control curves at 60 frames a second, against phones with times.

Frame k stands for k / 60 s. A name without a side is the mean over left and right and over upper and lower lip.

  aperture   A = (jaw + 0.35 (lowerLipDepress + upperLipRaise)) (1 - lipsTogether)              "plain"
             A = jaw (1 - lipsTogether) + 0.3 (lips as above) - 0.2 (press + lipsRoll)          "strict"
  p95        95th percentile of A over the clip; a clip whose p95 is under 0.05 shows no speech and closes nothing
  closed     A <= 10 % of p95 (plain), A <= 5 % (strict)
  closure    a bilabial (p b m) is hit where some frame from 33 ms before its start to 33 ms after its end is closed
  false      an open vowel longer than 80 ms whose middle frame is closed (plain); any vowel longer than 80 ms with a
  closure    closed frame in it, 33 ms at both ends left out (strict)
             Shown besides: closed (plain) at the middle of a consonant that needs no lips, no p b m f v within 80 ms
  tuck       a labiodental (f v) is hit where lipBiteD or lipsRollD reaches 0.3 within the phone +- 33 ms; strict: only
             lipBiteD, and 0.35, half of the rule's target. False: any vowel longer than 80 ms, as above; or a th or dh
  opening    mean A of every phone's own frames; mean over open vowels / mean over spread vowels
  rounding   mean funnel + purse of every phone's own frames; mean over rounded - mean over all other vowels
  jitter     share of A's energy (mean taken off, Hann window) above 8 Hz

Opening and rounding exist as "inner", too: 33 ms at both ends left out, and rounded against spread vowels alone. "Clear"
rounding is that of uw, ow and w against iy and eh: no vowel of whose rounding speakers differ.
Closures within 33 ms follow from what viewers notice: sound and lips apart by 45 ms go undetected (ITU-R BT.1359).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from controls import board
from phones import FRAME_RATE, PHONES, VOWEL_CLASSES, Segment

NAMES = [name for name, _, _ in board()]
MARGIN = 0.033
LONG = 0.08
MOVES = 0.05
TUCK, STRICT_TUCK = 0.3, 0.35
CLOSED = {"plain": 0.10, "strict": 0.05}
SPREAD_VOWELS = ("iy", "ih", "e")
OPEN_VOWELS = ("a", "aa", "ay", "aw", "ae")
# Vowels whose middle must not be closed: the half-open ones as well.
NEVER_CLOSED = (*OPEN_VOWELS, "ah", "eh", "ao")
ROUND_VOWELS = ("uw", "uh", "o", "ow", "ao", "oy", "ue", "oe")
TONGUE = ("dental", "alveolar", "velar", "sibilant")
LABIAL = ("bilabial", "labiodental")
FAR = 0.08
CLEARLY = {"uw": "round", "ow": "round", "w": "round", "iy": "spread", "eh": "spread"}
# It ends rounded and starts open: neither.
BOTH = ("aw",)


def group(*parts: str) -> list[int]:
    """Columns whose names contain one of the parts."""
    return [i for i, name in enumerate(NAMES) if any(part in name for part in parts)]


JAW = [NAMES.index("CTRL_C_jaw-translateY")]
TOGETHER, PRESS, ROLL = group("lipsTogether"), group("mouth_pressU", "mouth_pressD"), group("lipsRoll")
UPPER, LOWER = group("upperLipRaise"), group("lowerLipDepress")
BITE, LOWER_ROLL = group("lipBiteD"), group("lipsRollD")
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


def tuck(curves: np.ndarray) -> np.ndarray:
    return np.maximum(mean(curves, BITE), mean(curves, LOWER_ROLL))


def rounding(curves: np.ndarray) -> np.ndarray:
    return mean(curves, FUNNEL) + mean(curves, PURSE)


def frames_in(start: float, end: float, count: int) -> slice:
    """Frames k with start <= k/60 <= end, at least the nearest one."""
    a, b = int(np.ceil(start * FRAME_RATE - 1e-6)), int(np.floor(end * FRAME_RATE + 1e-6)) + 1
    if b <= a:
        a = round((start + end) / 2 * FRAME_RATE)
        b = a + 1
    a = max(0, min(a, count - 1))
    return slice(a, max(a + 1, min(b, count)))


def middle(s: Segment) -> float:
    return (s.start + s.end) / 2


class Clip:
    """One clip's curves [frames, 174], measured once for all its phones."""

    def __init__(self, curves: np.ndarray) -> None:
        self.count = len(curves)
        self.opening = {"plain": aperture(curves, True), "strict": aperture(curves)}
        p95 = {kind: np.percentile(a, 95) for kind, a in self.opening.items()}
        self.closed = {kind: a <= CLOSED[kind] * p95[kind] for kind, a in self.opening.items()}
        self.speaks = p95["plain"] >= MOVES
        self.bite, self.tuck, self.rounding = mean(curves, BITE), tuck(curves), rounding(curves)
        self.lips = curves[:, LIPS]

    def frames(self, s: Segment, wider: float) -> slice:
        return frames_in(s.start - wider, s.end + wider, self.count)


class Tally:
    """Collects outcomes over clips; `figures` gives the means."""

    def __init__(self) -> None:
        self.values: dict[str, list[float]] = defaultdict(list)

    def put(self, name: str, value: float) -> None:
        self.values[name].append(float(value))

    def add(self, curves: np.ndarray, found: list[Segment]) -> None:
        """One clip: curves [frames, 174] and its phones."""
        clip = Clip(curves)
        labial = [s for s in found if PHONES[s.phone].mouth in LABIAL]
        for s in found:
            mouth = PHONES[s.phone].mouth
            if s.start * FRAME_RATE >= clip.count - 2:
                continue
            if s.phone in CLEARLY:
                self.put(f"rounding clearly {CLEARLY[s.phone]}", clip.rounding[clip.frames(s, 0)].mean())
            if mouth == "dental":
                self.put("false tuck, dental", clip.tuck[clip.frames(s, 0)].max() >= TUCK)
            if mouth == "bilabial":
                self._bilabial(clip, s)
            elif mouth == "labiodental":
                around = clip.frames(s, MARGIN)
                self.put("tuck", clip.tuck[around].max() >= TUCK)
                self.put("labiodental hit", clip.bite[around].max() >= STRICT_TUCK)
            elif mouth in VOWEL_CLASSES and s.phone not in ("w", "y"):
                self._vowel(clip, s)
            elif mouth in TONGUE and all(lips.end < s.start - FAR or lips.start > s.end + FAR for lips in labial):
                self.put("closed, middle of tongue consonants", clip.closed["plain"][frames_in(middle(s), middle(s), clip.count)].any())
            elif s.phone == "pau" and s.end - s.start > 0.5:
                calm = clip.lips[frames_in(s.start + 0.2, s.end - 0.15, clip.count)]
                self.put("silence: greatest deviation of a lip control", calm.std(0).max())
        self.put("energy above 8 Hz", high_share(clip.opening["plain"]))

    def _bilabial(self, clip: Clip, s: Segment) -> None:
        for kind, closed in clip.closed.items():
            self.put(f"closure hit, {kind}", clip.speaks and closed[clip.frames(s, MARGIN)].any())
        # Where only the words say that it was spoken: those that were also heard there.
        if s.sure:
            self.put("closure hit, plain, heard", clip.speaks and clip.closed["plain"][clip.frames(s, MARGIN)].any())

    def _vowel(self, clip: Clip, s: Segment) -> None:
        whole, inside = clip.frames(s, 0), clip.frames(s, -MARGIN)
        if s.end - s.start > LONG and inside.stop > inside.start:
            self.put("false closure, strict, any inner frame", clip.closed["strict"][inside].any())
            self.put("false tuck, any inner frame", clip.bite[inside].max() >= STRICT_TUCK)
            if s.phone in NEVER_CLOSED:
                at = frames_in(middle(s), middle(s), clip.count)
                self.put("false closure, plain, middle of open vowels", clip.closed["plain"][at].any())
        for kind, members in (("open", OPEN_VOWELS), ("spread", SPREAD_VOWELS), ("round", ROUND_VOWELS)):
            if s.phone in members:
                self.put(f"aperture {kind}", clip.opening["plain"][inside].mean())
                self.put(f"aperture {kind}, whole", clip.opening["plain"][whole].mean())
                self.put(f"rounding {kind}", clip.rounding[inside].mean())
        if s.phone not in BOTH:
            self.put("rounding of rounded, whole" if s.phone in ROUND_VOWELS else "rounding of others, whole", clip.rounding[whole].mean())

    def figures(self) -> dict[str, tuple[float, int]]:
        """Name -> (mean, count); of two kinds of vowel the count is that of the rarer one."""
        result = {name: (float(np.mean(v)), len(v)) for name, v in self.values.items()}
        for name, a, b, join in (
                ("open over spread aperture", "aperture open", "aperture spread", lambda x, y: x / y if y else np.nan),
                ("open over spread", "aperture open, whole", "aperture spread, whole", lambda x, y: x / y if y else np.nan),
                ("rounded minus spread rounding", "rounding round", "rounding spread", lambda x, y: x - y),
                ("rounded minus spread, clear", "rounding clearly round", "rounding clearly spread", lambda x, y: x - y),
                ("rounded minus others", "rounding of rounded, whole", "rounding of others, whole", lambda x, y: x - y)):
            if {a, b} <= result.keys():
                result[name] = (join(result[a][0], result[b][0]), min(result[a][1], result[b][1]))
        return result


def high_share(curve: np.ndarray) -> float:
    """Share of a curve's energy (without its mean) above 8 Hz."""
    spectrum = np.abs(np.fft.rfft((curve - curve.mean()) * np.hanning(len(curve)))) ** 2
    return float(spectrum[np.fft.rfftfreq(len(curve), 1 / FRAME_RATE) > 8].sum() / (spectrum.sum() + 1e-12))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson; not a number, and so a miss, where a curve stands still."""
    a, b = a[:min(len(a), len(b))], b[:min(len(a), len(b))]
    return float(np.corrcoef(a, b)[0, 1]) if min(a.std(), b.std()) > 1e-5 else float("nan")


def best_lag(a: np.ndarray, b: np.ndarray, reach: int = 8) -> tuple[float, float]:
    """(frames by which a is late, correlation there); both not a number where a curve stands still."""
    count = min(len(a), len(b))
    a, b = a[:count], b[:count]
    lags = range(-reach, reach + 1)
    scores = [correlation(a[max(lag, 0):count + min(lag, 0)], b[max(-lag, 0):count - max(lag, 0)]) for lag in lags]
    if np.isnan(scores).any():
        return float("nan"), float("nan")
    return max(zip(lags, scores), key=lambda found: found[1])
