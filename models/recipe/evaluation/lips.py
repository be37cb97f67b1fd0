"""What lips show against what was said: seven states of a mouth, read off the curves at each phone's middle.

In this order, the first that holds (A and p95 as in metrics.py, plain):
  closed   lips together >= 0.5
  tucked   lipBiteD or lipsRollD >= 0.3
  rounded  funnel + purse >= 0.35, half of what the rule gives rounded vowels
  open     A >= 50 % of p95
  spread   stretch >= 0.2, half of what the rule gives spread vowels
  rest     A <= 10 % of p95: no lip acts and the mouth is all but shut
  other    slightly open, neither round nor spread
A stop's middle is that of its closure.
"""

from __future__ import annotations

import numpy as np

from evaluation import metrics
from evaluation.groups import Group
from evaluation.speech import Curves, key
from phones import FRAME_RATE, PHONES, Segment

SHOWN = ("closed", "tucked", "rounded", "open", "spread", "other", "rest")
# What was said, and what would show it; the lips of other sounds are their neighbours'.
SAID = {"p b m": "closed", "f v": "tucked", "rounded vowel, w": "rounded", "sh ch r": "rounded", "open vowel": "open",
        "spread vowel, y": "spread", "other vowel": None, "other consonant": None, "pause": "rest"}


def said(s: Segment) -> str | None:
    mouth = PHONES[s.phone].mouth
    if s.phone in (*metrics.ROUND_VOWELS, "w"):
        return "rounded vowel, w"
    if s.phone in metrics.OPEN_VOWELS:
        return "open vowel"
    if s.phone in (*metrics.SPREAD_VOWELS, "y"):
        return "spread vowel, y"
    if s.phone == "pau":
        # Short pauses are stops of the breath in which lips already go to the next sound.
        return "pause" if s.end - s.start > 0.3 else None
    named = {"bilabial": "p b m", "labiodental": "f v", "postalveolar": "sh ch r", "rhotic": "sh ch r"}
    return named.get(mouth, "other vowel" if mouth in metrics.VOWEL_CLASSES else "other consonant")


def shown(curves: np.ndarray) -> np.ndarray:
    """Index into SHOWN for every frame."""
    a = metrics.aperture(curves, True)
    p95 = max(float(np.percentile(a, 95)), metrics.MOVES)
    tests = (metrics.mean(curves, metrics.TOGETHER) >= 0.5, metrics.tuck(curves) >= metrics.TUCK, metrics.rounding(curves) >= 0.35,
             a >= 0.5 * p95, metrics.mean(curves, metrics.STRETCH) >= 0.2, a <= 0.1 * p95)
    return np.select(tests, [SHOWN.index(name) for name in ("closed", "tucked", "rounded", "open", "spread", "rest")], SHOWN.index("other"))


def confusion(group: Group, curves: Curves) -> np.ndarray:
    """Counts [said, shown]."""
    counts, rows = np.zeros((len(SAID), len(SHOWN)), int), list(SAID)
    for u in group.utterances:
        states = shown(curves[key(u)])
        for s in u.segments:
            end = s.closed_until if PHONES[s.phone].mouth == "bilabial" and s.closed_until > s.start else s.end
            at, name = round((s.start + end) / 2 * FRAME_RATE), said(s)
            if name and at < len(states):
                counts[rows.index(name), states[at]] += 1
    return counts
