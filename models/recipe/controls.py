"""The board rig as the recipe sees it: which controls speech and emotion drive.

The rig itself has one truth, `src/rig/board.csv`; this file only names groups of it. Speech and emotion are
predicted in *channels*: one number that drives the same control on the left and on the right. Two constant
matrices spread channels over the 174 controls, so that both sides always agree.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

BOARD_CSV = Path(__file__).resolve().parents[2] / "src" / "rig" / "board.csv"

EMOTIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")

# Channels that speech drives. Signs: tongue_inOut is negative when the tongue comes out.
SPEECH = (
    "jaw-translateY",
    "jaw_fwdBack-translateY",
    "mouth_lipsTogetherU-translateY",
    "mouth_lipsTogetherD-translateY",
    "mouth_pressU-translateY",
    "mouth_pressD-translateY",
    "mouth_lipsRollU-translateY",
    "mouth_lipsRollD-translateY",
    "mouth_lipBiteD-translateY",
    "mouth_lowerLipDepress-translateY",
    "mouth_upperLipRaise-translateY",
    "mouth_stretch-translateY",
    "mouth_cornerPull-translateY",
    "mouth_purseU-translateY",
    "mouth_purseD-translateY",
    "mouth_funnelU-translateY",
    "mouth_funnelD-translateY",
    "mouth_towardsU-translateY",
    "mouth_towardsD-translateY",
    "jaw_ChinRaiseD-translateY",
    "tongue-translateY",
    "tongue_inOut-translateY",
    "tongue_tip-translateY",
    "tongue_press-translateY",
    "tongue_narrowWide-translateY",
)
SPEECH_INDEX = {name.removesuffix("-translateY"): i for i, name in enumerate(SPEECH)}
# Channels that may be negative; all others live in 0..1.
SPEECH_SIGNED = ("jaw_fwdBack", "mouth_lipsRollU", "mouth_lipsRollD", "tongue", "tongue_inOut", "tongue_tip",
                 "tongue_narrowWide")

# Emotion channels: (name, share that gives way while lips must close or touch). Corners stay: they keep no lip from
# closing, and a smile that drops out on every "b" flickers.
EMOTION = (
    ("brow_down-translateY", 0.0),
    ("brow_lateral-translateY", 0.0),
    ("brow_raiseIn-translateY", 0.0),
    ("brow_raiseOut-translateY", 0.0),
    ("eye_blink-translateY", 0.0),
    ("eye_squintInner-translateY", 0.0),
    ("eye_cheekRaise-translateY", 0.0),
    ("nose-translateY", 0.0),
    ("nose_nasolabialDeepen-translateY", 0.0),
    ("nose_wrinkleUpper-translateY", 0.0),
    ("mouth_upperLipRaise-translateY", 0.8),
    ("mouth_cornerPull-translateY", 0.12),
    ("mouth_sharpCornerPull-translateY", 0.12),
    ("mouth_cornerDepress-translateY", 0.12),
    ("mouth_stretch-translateY", 0.30),
    ("mouth_pressU-translateY", 0.8),
    ("mouth_pressD-translateY", 0.8),
    ("mouth_tightenU-translateY", 0.8),
    ("mouth_tightenD-translateY", 0.8),
    ("jaw_ChinRaiseU-translateY", 0.8),
    ("jaw_ChinRaiseD-translateY", 0.8),
    ("jaw-translateY", 0.8),
)
EMOTION_INDEX = {name.removesuffix("-translateY"): i for i, (name, _) in enumerate(EMOTION)}


def board() -> list[tuple[str, float, float]]:
    """(name, min, max) of every control in output order."""
    with BOARD_CSV.open(newline="") as file:
        return [(row["name"], float(row["min"]), float(row["max"])) for row in csv.DictReader(file)]


def columns_of(channel: str) -> list[int]:
    """Board columns that a channel drives: the centre control, or the left and right ones."""
    names = [name for name, _, _ in board()]
    wanted = [f"CTRL_{side}_{channel}" for side in ("C", "L", "R")]
    found = [names.index(name) for name in wanted if name in names]
    assert len(found) in (1, 2), f"{channel}: {found}"
    return found


def spread(channels: list[str] | tuple[str, ...]) -> np.ndarray:
    """Matrix [channels, controls] that copies each channel onto its board columns."""
    matrix = np.zeros((len(channels), len(board())), np.float32)
    for row, channel in enumerate(channels):
        matrix[row, columns_of(channel)] = 1.0
    return matrix


def speech_range() -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest value of every speech channel."""
    low = np.zeros(len(SPEECH), np.float32)
    for name in SPEECH_SIGNED:
        low[SPEECH_INDEX[name]] = -1.0
    return low, np.ones(len(SPEECH), np.float32)
