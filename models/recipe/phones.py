"""One phone set for every corpus, and what a face does for each phone.

A phone has a mouth class (what the classifier must decide), a pose (values of speech channels), and how strongly
the pose wins over its neighbours for the jaw and for the lips. Values start from the project's ARPAbet table, which
follows JALI (Edwards et al. 2016): p b m must close, f v must touch, tongue-only sounds leave the lips to their
neighbours, rounded and postalveolar sounds are lip-heavy. Dominance in the sense of Cohen & Massaro (1993).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from controls import SPEECH, SPEECH_INDEX

FRAME_RATE = 60
CLASSES = ("silence", "bilabial", "labiodental", "dental", "alveolar", "velar", "sibilant", "postalveolar", "rhotic",
           "round_close", "round_open", "open", "front_open", "central", "front_close", "breath")
VOWEL_CLASSES = ("round_close", "round_open", "open", "front_open", "central", "front_close")

# Short names of channel groups used by the pose table.
SHORT = {
    "jaw": ("jaw",), "fwd": ("jaw_fwdBack",), "tog": ("mouth_lipsTogetherU", "mouth_lipsTogetherD"),
    "prs": ("mouth_pressU", "mouth_pressD"), "roll": ("mouth_lipsRollU", "mouth_lipsRollD"),
    "rollD": ("mouth_lipsRollD",), "bite": ("mouth_lipBiteD",), "low": ("mouth_lowerLipDepress",),
    "upr": ("mouth_upperLipRaise",), "str": ("mouth_stretch",), "pull": ("mouth_cornerPull",),
    "pur": ("mouth_purseU", "mouth_purseD"), "fun": ("mouth_funnelU", "mouth_funnelD"),
    "tow": ("mouth_towardsU", "mouth_towardsD"), "chin": ("jaw_ChinRaiseD",), "tup": ("tongue",),
    "tout": ("tongue_inOut",), "tip": ("tongue_tip",), "tpress": ("tongue_press",), "twide": ("tongue_narrowWide",),
}


@dataclass(frozen=True)
class Phone:
    """One sound: its class, its pose, its dominance, and a second pose for diphthongs (60/40 split)."""

    mouth: str
    pose: dict[str, float] = field(default_factory=dict)
    jaw: float = 0.6
    lips: float = 0.6
    glide: dict[str, float] | None = None
    # Onset and decay in seconds; protruding lips start earlier and end later (JALI: 150 ms instead of 120 ms).
    ramp: float = 0.12


def _round(**pose: float) -> dict[str, float]:
    """Rounded lips also come towards each other."""
    return {"tow": 0.3 * (pose.get("pur", 0) + pose.get("fun", 0)), **pose}


PHONES: dict[str, Phone] = {
    "pau": Phone("silence", {"jaw": 0.025, "tog": 0.25}, 0.3, 0.3),
    "p": Phone("bilabial", {"jaw": 0.04, "tog": 1, "prs": 0.25, "roll": 0.15}, 0.5, 0.05, ramp=0.10),
    "b": Phone("bilabial", {"jaw": 0.04, "tog": 1, "prs": 0.25, "roll": 0.15}, 0.5, 0.05, ramp=0.10),
    "m": Phone("bilabial", {"jaw": 0.04, "tog": 1, "prs": 0.10, "roll": 0.12}, 0.5, 0.05, ramp=0.10),
    "f": Phone("labiodental", {"jaw": 0.05, "bite": 0.7, "rollD": 0.3, "upr": 0.15}, 0.5, 0.1, ramp=0.10),
    "v": Phone("labiodental", {"jaw": 0.05, "bite": 0.7, "rollD": 0.3, "upr": 0.12}, 0.5, 0.1, ramp=0.10),
    "th": Phone("dental", {"jaw": 0.12, "low": 0.15, "tout": -0.5, "tip": 0.2}, 0.5, 0.3),
    "dh": Phone("dental", {"jaw": 0.12, "low": 0.15, "tout": -0.4, "tip": 0.2}, 0.5, 0.3),
    "t": Phone("alveolar", {"jaw": 0.07, "low": 0.10, "tip": 0.6, "tpress": 0.3}, 0.35, 0.06),
    "d": Phone("alveolar", {"jaw": 0.09, "low": 0.10, "tip": 0.6, "tpress": 0.3}, 0.3, 0.06),
    "n": Phone("alveolar", {"jaw": 0.09, "low": 0.10, "tip": 0.6, "tpress": 0.3}, 0.25, 0.06),
    "l": Phone("alveolar", {"jaw": 0.12, "low": 0.10, "tip": 0.8}, 0.2, 0.06),
    "dx": Phone("alveolar", {"jaw": 0.12, "low": 0.08, "tip": 0.5}, 0.1, 0.05),
    "k": Phone("velar", {"jaw": 0.10, "low": 0.08, "tup": 0.5}, 0.2, 0.06),
    "g": Phone("velar", {"jaw": 0.10, "low": 0.08, "tup": 0.5}, 0.2, 0.06),
    "ng": Phone("velar", {"jaw": 0.10, "low": 0.08, "tup": 0.5}, 0.2, 0.06),
    "kh": Phone("velar", {"jaw": 0.14, "low": 0.10, "tup": 0.3}, 0.2, 0.06),
    "s": Phone("sibilant", {"jaw": 0.04, "str": 0.25, "low": 0.25, "upr": 0.10, "tip": 0.4}, 0.9, 0.35),
    "z": Phone("sibilant", {"jaw": 0.05, "str": 0.25, "low": 0.25, "upr": 0.10, "tip": 0.4}, 0.9, 0.35),
    "sh": Phone("postalveolar", _round(jaw=0.06, fun=0.55, pur=0.2, low=0.2, upr=0.15, fwd=0.1, tip=0.3), 0.9, 0.8, ramp=0.15),
    "zh": Phone("postalveolar", _round(jaw=0.06, fun=0.5, pur=0.2, low=0.2, upr=0.15, fwd=0.1, tip=0.3), 0.9, 0.8, ramp=0.15),
    "ch": Phone("postalveolar", _round(jaw=0.06, fun=0.5, pur=0.2, low=0.2, upr=0.15, fwd=0.1, tip=0.4), 0.9, 0.8, ramp=0.15),
    "jh": Phone("postalveolar", _round(jaw=0.06, fun=0.5, pur=0.2, low=0.2, upr=0.12, fwd=0.1, tip=0.4), 0.9, 0.8, ramp=0.15),
    "r": Phone("rhotic", _round(jaw=0.10, pur=0.35, fun=0.3, tip=0.2, tup=0.2), 0.35, 0.45, ramp=0.14),
    "w": Phone("round_close", _round(jaw=0.06, pur=0.9, fun=0.2, tup=0.3), 0.6, 0.95, ramp=0.15),
    "y": Phone("front_close", {"jaw": 0.08, "str": 0.35, "tup": 0.5, "twide": 0.2}, 0.5, 0.3),
    "hh": Phone("breath", {"jaw": 0.16, "low": 0.08}, 0.08, 0.04),
    "iy": Phone("front_close", {"jaw": 0.08, "str": 0.5, "pull": 0.15, "low": 0.15, "upr": 0.05, "tup": 0.6, "twide": 0.3}, 0.6, 0.7),
    "ih": Phone("front_close", {"jaw": 0.14, "str": 0.25, "low": 0.15, "upr": 0.04, "tup": 0.4, "twide": 0.2}, 0.6, 0.5),
    "e": Phone("front_open", {"jaw": 0.20, "str": 0.38, "low": 0.18, "upr": 0.06, "tup": 0.3}, 0.6, 0.6),
    "ey": Phone("front_open", {"jaw": 0.25, "str": 0.35, "low": 0.20, "upr": 0.06, "tup": 0.25}, 0.6, 0.6,
                {"jaw": 0.12, "str": 0.45, "low": 0.15, "tup": 0.5}),
    "eh": Phone("front_open", {"jaw": 0.27, "str": 0.3, "low": 0.2, "upr": 0.08, "tup": 0.1}, 0.65, 0.6),
    "ae": Phone("front_open", {"jaw": 0.38, "str": 0.35, "low": 0.3, "upr": 0.15}, 0.7, 0.6),
    "ah": Phone("open", {"jaw": 0.27, "low": 0.15, "upr": 0.05, "tup": -0.05}, 0.6, 0.5),
    "ax": Phone("central", {"jaw": 0.15, "low": 0.12, "upr": 0.03}, 0.4, 0.3),
    "ix": Phone("central", {"jaw": 0.12, "str": 0.15, "low": 0.12, "tup": 0.3}, 0.5, 0.5),
    "er": Phone("rhotic", _round(jaw=0.15, pur=0.3, fun=0.3, low=0.08, tup=0.2), 0.5, 0.55),
    "a": Phone("open", {"jaw": 0.42, "low": 0.25, "upr": 0.10, "str": 0.08, "tup": -0.2}, 0.7, 0.6),
    "aa": Phone("open", _round(jaw=0.45, fun=0.1, low=0.25, upr=0.08, tup=-0.25), 0.7, 0.6),
    "ay": Phone("open", {"jaw": 0.42, "low": 0.25, "upr": 0.10, "tup": -0.2}, 0.7, 0.6,
                {"jaw": 0.13, "str": 0.35, "low": 0.15, "tup": 0.4}),
    "aw": Phone("open", _round(jaw=0.42, fun=0.1, low=0.2, upr=0.08, tup=-0.2), 0.7, 0.65,
                _round(jaw=0.15, pur=0.6, fun=0.2, tup=0.2)),
    "ao": Phone("round_open", _round(jaw=0.35, fun=0.55, pur=0.1, low=0.1, tup=-0.1), 0.65, 0.8, ramp=0.14),
    "o": Phone("round_open", _round(jaw=0.24, fun=0.55, pur=0.3, tup=0.0), 0.6, 0.85, ramp=0.15),
    "ow": Phone("round_open", _round(jaw=0.28, fun=0.6, pur=0.1, tup=0.0), 0.6, 0.85, _round(jaw=0.15, fun=0.2, pur=0.7, tup=0.2), 0.15),
    "oy": Phone("round_open", _round(jaw=0.30, fun=0.6, pur=0.1, tup=-0.1), 0.6, 0.85, {"jaw": 0.12, "str": 0.3, "low": 0.12, "tup": 0.4}, 0.15),
    "oe": Phone("round_open", _round(jaw=0.20, fun=0.5, pur=0.3, tup=0.3), 0.6, 0.85, ramp=0.15),
    "uh": Phone("round_close", _round(jaw=0.15, pur=0.4, fun=0.3, tup=0.2), 0.55, 0.7),
    "uw": Phone("round_close", _round(jaw=0.10, pur=0.85, fun=0.3, tup=0.3), 0.6, 0.95, ramp=0.15),
    "ue": Phone("round_close", _round(jaw=0.09, pur=0.75, fun=0.35, tup=0.5), 0.6, 0.95, ramp=0.15),
}


def pose_vector(pose: dict[str, float]) -> np.ndarray:
    """Speech channels of a pose given in short names."""
    vector = np.zeros(len(SPEECH), np.float32)
    for short, value in pose.items():
        for channel in SHORT[short]:
            vector[SPEECH_INDEX[channel]] = value
    return vector


REST_POSE = pose_vector(PHONES["pau"].pose)
# Mean pose of the phones of each class: where the regression's per-class offsets start.
POSES = np.stack([np.mean([pose_vector(p.pose) for p in PHONES.values() if p.mouth == name], 0) for name in CLASSES])


@dataclass(frozen=True)
class Segment:
    """A phone of the one set with its times in seconds. `closed_until` ends the closure of a bilabial stop. Not `sure`:
    the words say so, but it was not heard there."""

    start: float
    end: float
    phone: str
    closed_until: float = 0.0
    stressed: bool = True
    sure: bool = True
