"""Rule part of emotion: what each of the seven does to a face that is speaking.

Prototypes follow the public FACS summaries (happiness 6+12, sadness 1+4+15, surprise 1+2+5+26, fear 1+2+4+5+20,
anger 4+5+7+23, disgust 9+10+15), written as board controls for a speaking face, so mouth parts are mild.
Row order is the order of `controls.EMOTIONS`.
"""

from __future__ import annotations

import numpy as np

from controls import EMOTION, EMOTION_INDEX, EMOTIONS

TONIC: dict[str, dict[str, float]] = {
    "neutral": {"eye_squintInner": 0.05},
    "angry": {"brow_down": 0.45, "brow_lateral": 0.70, "eye_blink": -0.20, "eye_squintInner": 0.60,
              "eye_cheekRaise": 0.10, "nose": 0.28, "nose_nasolabialDeepen": 0.21, "nose_wrinkleUpper": 0.15,
              "mouth_upperLipRaise": 0.15, "mouth_cornerDepress": 0.10, "mouth_stretch": 0.05, "mouth_pressU": 0.06,
              "mouth_pressD": 0.06, "mouth_tightenU": 0.20, "mouth_tightenD": 0.20, "jaw_ChinRaiseD": 0.10,
              "jaw_ChinRaiseU": 0.05},
    "disgust": {"brow_down": 0.30, "brow_lateral": 0.35, "eye_blink": 0.05, "eye_squintInner": 0.45,
                "eye_cheekRaise": 0.25, "nose": 0.60, "nose_nasolabialDeepen": 0.45, "nose_wrinkleUpper": 0.35,
                "mouth_upperLipRaise": 0.35, "mouth_cornerDepress": 0.25, "mouth_tightenU": 0.05,
                "jaw_ChinRaiseU": 0.20, "jaw_ChinRaiseD": 0.30},
    "fear": {"brow_down": 0.15, "brow_lateral": 0.45, "brow_raiseIn": 0.65, "brow_raiseOut": 0.35, "eye_blink": -0.40,
             "eye_squintInner": 0.10, "nose": 0.05, "mouth_cornerDepress": 0.10, "mouth_stretch": 0.35, "jaw": 0.05},
    "happy": {"brow_raiseIn": 0.10, "brow_raiseOut": 0.15, "eye_squintInner": 0.30, "eye_cheekRaise": 0.55,
              "nose_nasolabialDeepen": 0.20, "mouth_upperLipRaise": 0.10, "mouth_cornerPull": 0.60,
              "mouth_sharpCornerPull": 0.15, "mouth_stretch": 0.10},
    "sad": {"brow_down": 0.15, "brow_lateral": 0.30, "brow_raiseIn": 0.60, "eye_blink": 0.12, "eye_squintInner": 0.10,
            "eye_cheekRaise": 0.10, "nose_nasolabialDeepen": 0.05, "mouth_cornerDepress": 0.45,
            "mouth_tightenD": 0.05, "jaw_ChinRaiseU": 0.15, "jaw_ChinRaiseD": 0.30},
    "surprise": {"brow_raiseIn": 0.65, "brow_raiseOut": 0.70, "eye_blink": -0.40, "jaw": 0.10},
}
JAW_GAIN = {"neutral": 1.0, "angry": 1.15, "disgust": 0.95, "fear": 1.10, "happy": 1.05, "sad": 0.80, "surprise": 1.15}

# Share by which loud, stressed speech strengthens the overlay, and what an accent adds to the brows.
ENVELOPE_SHARE = 0.15
ACCENT = {"brow_raiseIn": 0.12, "brow_raiseOut": 0.14}


def tonic_table() -> np.ndarray:
    """[7, emotion channels] overlay of each emotion at intensity 1."""
    table = np.zeros((len(EMOTIONS), len(EMOTION)), np.float32)
    for row, emotion in enumerate(EMOTIONS):
        for channel, value in TONIC[emotion].items():
            table[row, EMOTION_INDEX[channel]] = value
    return table


def jaw_gains() -> np.ndarray:
    """[7] factor on the jaw of speech."""
    return np.array([JAW_GAIN[emotion] for emotion in EMOTIONS], np.float32)


def fill_neutral() -> tuple[np.ndarray, np.ndarray]:
    """Matrix and bias that turn given weights into weights summing to one: what is missing is neutral."""
    neutral = EMOTIONS.index("neutral")
    matrix = np.eye(len(EMOTIONS), dtype=np.float32)
    matrix[:, neutral] = -1.0
    matrix[neutral, neutral] = 0.0
    bias = np.zeros(len(EMOTIONS), np.float32)
    bias[neutral] = 1.0
    return matrix, bias


def accent_row() -> np.ndarray:
    """What an accent of strength one adds to every emotion channel."""
    row = np.zeros(len(EMOTION), np.float32)
    for channel, value in ACCENT.items():
        row[EMOTION_INDEX[channel]] = value
    return row
