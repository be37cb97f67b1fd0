"""Spoken frames to fit visemes on: random syllables through the recipe's phone rules, board to raw to ARKit.

The rules (models/recipe/phones.py, targets.py, emotion.py) follow JALI (Edwards et al. 2016) and Cohen & Massaro
(1993): every frame here is coarticulated, in some mood and at some strength, and its sound is known.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rigfile import ALWAYS, Profile

sys.path.append(str(Path(__file__).resolve().parents[1]))

import controls  # noqa: E402
import emotion  # noqa: E402
import phones  # noqa: E402
import targets  # noqa: E402

CONSONANTS = "p b m f v th dh t d n l dx k g ng s z sh zh ch jh r w y".split()
VOWELS = "iy ih e ey eh ae ah ax er a aa ay aw ao o ow oy oe uh uw ue".split()
CLOSING, CLOSED = 0.6, 0.95  # of src/rig/frame.rs; the tests compare
SURE = "p b m f v pau".split()
UNSURE = 0.9
TOGETHER = [f"CTRL_{s}_mouth_lipsTogether{lip}-translateY" for s in "LR" for lip in "UD"]


@dataclass
class Spoken:
    """Frames: the phone of each, how central the frame is in it (0-1), and all values of the chain by name."""

    phone: np.ndarray
    late: np.ndarray
    central: np.ndarray
    values: dict[str, np.ndarray]
    closed: np.ndarray


def closed(board: dict[str, np.ndarray]) -> np.ndarray:
    """Strength of closure, as src/rig/frame.rs has it."""
    progress = np.clip((sum(board[name] for name in TOGETHER) / 4 - CLOSING) / (CLOSED - CLOSING), 0, 1)
    return progress * progress * (3 - 2 * progress)


def close_lips(board: dict[str, np.ndarray]) -> np.ndarray:
    """Completes begun closures in place, as src/motion/limits.rs does; returns their strength."""
    strength = closed(board)
    pull = lambda name, goal: board.__setitem__(name, board[name] + (goal - board[name]) * strength)
    pull("CTRL_C_jaw-translateY", np.minimum(board["CTRL_C_jaw-translateY"], 0.15))
    for name in TOGETHER:
        pull(name, 1.0)
    for side in "LR":
        for opener in ("lowerLipDepress", "upperLipRaise"):
            pull(f"CTRL_{side}_mouth_{opener}-translateY", 0.0)
    return strength


def chain(frames: np.ndarray, always: dict[str, np.ndarray] | None = None) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Board frames [n, 174] to every value of board, metahuman and arkit by name, and the strength of closure."""
    names = [name for name, _, _ in controls.board()]
    board = {name: frames[:, i].astype(np.float64) for i, name in enumerate(names)}
    strength = close_lips(board)
    always = {name: np.zeros(len(frames)) for name in ALWAYS} | (always or {})
    raw = Profile("metahuman").apply(board, strength, always)
    return board | raw | always | Profile("arkit").apply(raw, strength, always), strength


def sentence(rng: np.random.Generator, syllables: int) -> list[phones.Segment]:
    """Random syllables, (C)CV(C), with a pause now and then; lengths as in fluent speech."""
    found, now = [], 0.0

    def add(phone, length):
        nonlocal now
        share = {"p": 0.65, "b": 0.8}.get(phone, 1.0)
        found.append(phones.Segment(now, now + length, phone, now + share * length, rng.random() < 0.5))
        now += length

    add("pau", 0.3)
    for _ in range(syllables):
        if rng.random() < 0.12:
            add("pau", rng.uniform(0.15, 0.5))
        if rng.random() < 0.9:
            add(rng.choice(CONSONANTS), rng.uniform(0.05, 0.13))
        if rng.random() < 0.15:
            add(rng.choice(["l", "r", "w", "s"]), rng.uniform(0.05, 0.09))
        add(rng.choice(VOWELS), rng.uniform(0.06, 0.2))
        if rng.random() < 0.4:
            add(rng.choice(CONSONANTS), rng.uniform(0.05, 0.12))
    add("pau", 0.3)
    return found


def speak(seed: int, sentences: int = 60, syllables: int = 25, moods: bool = True) -> Spoken:
    """Frames of random sentences, each in one mood of random strength; without moods, clear and neutral."""
    rng = np.random.default_rng(seed)
    speech, mood = controls.spread(controls.SPEECH), controls.spread([name for name, _ in controls.EMOTION])
    yields = np.array([share for _, share in controls.EMOTION])
    low, high = controls.speech_range()
    jaw = controls.SPEECH_INDEX["jaw"]
    parts = []
    for _ in range(sentences):
        found = sentence(rng, syllables)
        count = int(found[-1].end * phones.FRAME_RATE)
        curves = targets.speech_curves(found, np.full(count, -20.0)).astype(np.float64)
        strength = rng.uniform(0.55, 1.1) if moods else 1.0
        loose = [i for i in range(len(controls.SPEECH)) if i not in targets.TOGETHER]
        curves[:, loose] *= strength
        curves[:, jaw] *= rng.uniform(0.8, 1.5) if moods else 1.0
        weights = np.zeros(7)
        if moods and rng.random() < 0.6:
            weights[rng.integers(7)] = rng.uniform(0.2, 1)
        neutral = controls.EMOTIONS.index("neutral")
        weights[neutral] = 1 - weights.sum() + weights[neutral]
        curves[:, jaw] *= weights @ emotion.jaw_gains()
        together = curves[:, targets.TOGETHER].mean(1, keepdims=True)
        overlay = weights @ emotion.tonic_table() * (1 - yields * np.clip(together, 0, 1))
        board = np.clip(np.clip(curves, low, high) @ speech + overlay @ mood, -1, 1)
        t = np.arange(count) / phones.FRAME_RATE
        at = np.searchsorted([s.start for s in found], t, side="right") - 1
        start, end = (np.array([getattr(found[i], key) for i in at]) for key in ("start", "end"))
        far = np.abs((t - start) / (end - start) - 0.5) * 2
        always = {name: np.full(count, w) for name, w in zip(ALWAYS[3:10], weights)}
        late = (t - start) / (end - start) >= 0.6
        parts.append((np.array([found[i].phone for i in at]), late, 1 - far, board, always))
    phone, late, central, board = (np.concatenate([part[i] for part in parts]) for i in range(4))
    always = {name: np.concatenate([part[4][name] for part in parts]) for name in ALWAYS[3:10]}
    # A voice that is not sure of a sound shows something between it and others. Closures it is sure of.
    sure = np.isin(phone, SURE)
    unsure = np.where(sure, 0.1, UNSURE) * moods
    share = rng.uniform(0, 1, (len(phone), 1)) * unsure[:, None]
    others = rng.choice(np.flatnonzero(phone != "pau"), len(phone))
    board = (1 - share) * board + share * board[others]
    values, strength = chain(board, always)
    return Spoken(phone, late, central, values, strength)
