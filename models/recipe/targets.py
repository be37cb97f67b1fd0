"""Phones with times -> speech channels at 60 frames a second and the mouth class of every frame.

The curves are a dominance blend (Cohen & Massaro 1993) whose windows follow JALI (Edwards et al. 2016): a phone
begins to act 120 ms before its sound (150 ms for protruding lips), is in full effect from its start to 75 % of its
length and decays in 120 ms. Closures are not left to the blend: after it, bilabials close the lips, labiodentals
touch the teeth and sibilants hold the jaw up, each with its own envelope. Vowels open the jaw by their loudness; in
training the jaw of captures (jaw.py) is laid over this one, which stays the rule that the evaluator is checked with.
"""

from __future__ import annotations

import numpy as np

from controls import SPEECH, SPEECH_INDEX
from phones import CLASSES, FRAME_RATE, PHONES, REST_POSE, VOWEL_CLASSES, Segment, pose_vector

JAW_CHANNELS = [SPEECH_INDEX["jaw"], SPEECH_INDEX["jaw_fwdBack"]]
TONGUE_CHANNELS = [i for i, name in enumerate(SPEECH) if name.startswith("tongue")]
TOGETHER = [SPEECH_INDEX["mouth_lipsTogetherU"], SPEECH_INDEX["mouth_lipsTogetherD"]]
IGNORE = -1
SIBILANT_JAW = 0.12
# Captured jaws follow their vowels later than lips do (measured on real takes: the jaw of a blend without this delay
# leads by one to two frames), and grow with loudness.
JAW_DELAY = 0.025
JAW_BY_LOUDNESS = 0.40
# Lips need this long to reach and to leave a closure.
CLOSE_RAMP, OPEN_RAMP = 0.060, 0.050


def _ramp(x: np.ndarray) -> np.ndarray:
    """Smooth step from 0 at x <= 0 to 1 at x >= 1."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def _window(t: np.ndarray, rise: float, start: float, hold: float, fall: float) -> np.ndarray:
    """1 from `start` to `hold`, smooth flanks of the given lengths outside."""
    return np.minimum(_ramp((t - start + rise) / rise), _ramp((hold + fall - t) / fall))


def loudness_by_frame(audio: np.ndarray, frames: int, rate: int = 16000) -> np.ndarray:
    """Level in dB around each frame (25 ms)."""
    power = np.concatenate([[0.0], np.cumsum(audio.astype(np.float64) ** 2)])
    centre = (np.arange(frames) / FRAME_RATE * rate).astype(int)
    a, b = np.clip(centre - 200, 0, len(audio)), np.clip(centre + 200, 0, len(audio))
    return 10 * np.log10((power[b] - power[a]) / np.maximum(b - a, 1) + 1e-9)


def vowel_loudness(found: list[Segment], level: np.ndarray) -> list[float]:
    """Per segment: how many deviations louder than the clip's mean vowel (0 for other sounds)."""
    peaks = []
    for s in found:
        a, b = int(s.start * FRAME_RATE), max(int(s.end * FRAME_RATE), int(s.start * FRAME_RATE) + 1)
        is_vowel = PHONES[s.phone].mouth in VOWEL_CLASSES and a < len(level)
        peaks.append(level[a:b].max() if is_vowel else np.nan)
    known = np.array([p for p in peaks if np.isfinite(p)])
    if len(known) < 3:
        return [0.0] * len(found)
    spread = max(known.std(), 3.0)
    return [float(np.clip((p - known.mean()) / spread, -1.5, 1.5)) if np.isfinite(p) else 0.0 for p in peaks]


def speech_curves(found: list[Segment], level: np.ndarray) -> np.ndarray:
    """[frames, speech channels]."""
    t = np.arange(len(level)) / FRAME_RATE
    total = np.full((len(t), len(SPEECH)), 1e-3) * REST_POSE
    weight = np.full((len(t), len(SPEECH)), 1e-3)
    for s, loud in zip(found, vowel_loudness(found, level)):
        phone = PHONES[s.phone]
        length = s.end - s.start
        strong = np.full(len(SPEECH), phone.lips)
        strong[JAW_CHANNELS] = phone.jaw
        strong[TONGUE_CHANNELS] = 0.6 if phone.mouth not in ("bilabial", "labiodental", "breath") else 0.05
        if phone.mouth in VOWEL_CLASSES and not s.stressed:
            strong = strong * 0.75
        for pose, start, end in _poses(phone, s):
            target = pose_vector(pose)
            target[JAW_CHANNELS[0]] *= 1 + JAW_BY_LOUDNESS * loud
            hold = start + 0.75 * (end - start)
            if s.phone == "pau":
                # Lips come to rest slowly, and leave rest only for the sound to come.
                window = _window(t, 0.12, start + 0.05, max(start + 0.06, end - 0.12), 0.10)
            else:
                window = _window(t, min(phone.ramp, 0.06 + length), start, hold, min(phone.ramp, 0.06 + length))
            windows = np.repeat(window[:, None], len(SPEECH), 1)
            windows[:, JAW_CHANNELS] = np.interp(t - JAW_DELAY, t, window)[:, None]
            total += windows * strong * target
            weight += windows * strong
    curves = total / weight
    return _constrain(curves, found, t)


def _poses(phone, s: Segment):
    if phone.glide is None:
        return [(phone.pose, s.start, s.end)]
    middle = s.start + 0.6 * (s.end - s.start)
    return [(phone.pose, s.start, middle), (phone.glide, middle, s.end)]


def _constrain(curves: np.ndarray, found: list[Segment], t: np.ndarray) -> np.ndarray:
    """Hard rules after blending: sibilants keep the jaw up, labiodentals touch, bilabials close."""
    for wanted in ("sibilant", "labiodental", "bilabial"):
        for s in found:
            phone = PHONES[s.phone]
            if phone.mouth == wanted or wanted == "sibilant" and phone.mouth == "postalveolar":
                envelope = _window(t, CLOSE_RAMP, s.start, max(s.closed_until, s.start + 0.02), OPEN_RAMP)
                if wanted == "sibilant":
                    jaw = curves[:, JAW_CHANNELS[0]]
                    jaw -= envelope * np.maximum(jaw - SIBILANT_JAW, 0)
                    continue
                pose = pose_vector(phone.pose)
                lips = [i for i in range(len(SPEECH)) if i not in TONGUE_CHANNELS]
                # Rounding of the neighbours shows through a closure (a "p" before "oo" is already pushed forward).
                share = np.array([0.5 if "purse" in SPEECH[i] or "towards" in SPEECH[i] else 1.0 for i in lips])
                curves[:, lips] += envelope[:, None] * share * (pose[lips] - curves[:, lips])
    return curves.astype(np.float32)


def frame_classes(found: list[Segment], frames: int) -> np.ndarray:
    """Class index of every frame; the open end of a stop belongs to the sound that follows."""
    classes = np.full(frames, CLASSES.index("silence"))
    t = np.arange(frames) / FRAME_RATE
    for s, after in zip(found, [*found[1:], None]):
        here = (t >= s.start) & (t < s.end)
        mouth = PHONES[s.phone].mouth
        classes[here] = CLASSES.index(mouth)
        if PHONES[s.phone].glide is not None:
            classes[here & (t >= s.start + 0.6 * (s.end - s.start))] = CLASSES.index(glide_class(s.phone))
        if mouth == "bilabial" and s.closed_until < s.end:
            released = "breath" if s.phone == "p" or after is None else PHONES[after.phone].mouth
            classes[here & (t >= s.closed_until)] = CLASSES.index(released)
        if not PHONES[s.phone].mouth == "silence" and not s.sure:
            classes[here] = IGNORE
    # Times are known to some 10 ms: half a frame more of closure is kinder to short ones.
    for s in found:
        if PHONES[s.phone].mouth == "bilabial" and s.sure:
            classes[(t >= s.start - 0.008) & (t < max(s.closed_until, s.start + 0.02) + 0.004)] = CLASSES.index("bilabial")
    return classes


def glide_class(phone: str) -> str:
    return "round_close" if phone in ("ow", "aw") else "front_close"


def accents(level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(envelope, accent) for the emotion head: a slow speech envelope, and peaks well above it (Guaitella/Cave:
    brow raises go with emphasis; here emphasis is loudness, smooth over 0.1 s up and 0.2 s down)."""
    loud = np.clip((level - np.percentile(level, 95) + 30) / 30, 0, 1) if level.max() > -80 else np.zeros_like(level)
    slow, fast, accent = 0.0, 0.0, np.zeros((2, len(level)), np.float32)
    for i, value in enumerate(loud):
        slow += (value - slow) / (0.6 * FRAME_RATE)
        fast += (value - fast) / ((0.10 if value > fast else 0.22) * FRAME_RATE)
        accent[:, i] = slow, np.clip((fast - slow - 0.25) / 0.35, 0, 1)
    return accent[0], accent[1]
