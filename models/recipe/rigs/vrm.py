"""vrm.json: the 18 preset expressions of VRM 1.0.

    python vrm.py

Mouth: an avatar has five vowels. A vowel should be 1 in the middle of its sound; a consonant is the mixture of vowels
whose lips and jaw are nearest to its own (non-negative least squares on the poses of clear speech); p b m are none.
One fit on spoken frames in all moods, so that a smile is not taken for a vowel.

Emotions: `happy` and its like move an avatar's mouth as well, so they give way while the voice is active. VRM has no
fear and no disgust: fear is surprise with sadness, disgust is anger. `relaxed` and `neutral` are the game's to use.
Blinks come for each eye alone; `blink` stays 0, for an avatar with all three would close its lids twice.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from rigfile import output, term, write
from spoken import speak
from visemes import GLIDES, SMALL, features, fit, measure, pair, spread, terms

VOWELS = {"aa": "a aa ah ay aw", "ih": "iy ih y ix", "ou": "uw w uh ue", "ee": "eh e ey", "oh": "ao o ow oy oe"}
CLOSED = "p b m pau"
LIPS = ["jawOpen", "mouthFunnel", "mouthPucker", "mouthStretchLeft", "mouthLowerDownLeft", "mouthUpperUpLeft"]
# How much more a pause counts than a sound: a mouth at rest is looked at for longer.
PAUSE = 10
# Share by which an emotion gives way to speech.
GIVES_WAY = {"emotionHappy": 0.4, "emotionAngry": 0.4, "emotionSad": 0.3, "emotionSurprise": 0.5, "emotionFear": 0.5,
             "emotionDisgust": 0.4}
MOODS = {
    "happy": {"emotionHappy": 1.0},
    "angry": {"emotionAngry": 1.0, "emotionDisgust": 0.6},
    "sad": {"emotionSad": 1.0, "emotionFear": 0.4},
    "relaxed": {},
    "surprised": {"emotionSurprise": 1.0, "emotionFear": 0.6},
}


def goals() -> dict[str, np.ndarray]:
    """Weights of the five vowels for each phone."""
    clear = speak(5, sentences=30, moods=False)
    shapes = np.stack([clear.values[name] for name in LIPS], 1)
    middle = lambda group: shapes[np.isin(clear.phone, group.split()) & (clear.central > 0.6) & ~clear.late].mean(0)
    vowels = np.stack([middle(group) for group in VOWELS.values()], 1)
    found = {phone: np.eye(5)[k] for k, group in enumerate(VOWELS.values()) for phone in group.split()}
    for phone in sorted(set(clear.phone) - set(found)):
        found[phone] = np.zeros(5) if phone in CLOSED.split() else np.clip(nnls(vowels, middle(phone))[0], 0, 1)
    return found


def mouth() -> list[dict]:
    """The five vowels."""
    goal_of, wanted, spoken = goals(), features(), speak(1)
    at = {"ih": goal_of["ih"], "ou": goal_of["uw"]}
    goal = np.array([at[GLIDES[p]] if late and p in GLIDES else goal_of[p] for p, late in zip(spoken.phone, spoken.late)])
    importance = np.clip(spoken.central, 0.05, 1) ** 2
    for phone in set(spoken.phone):
        importance[spoken.phone == phone] *= (PAUSE if phone == "pau" else 1) / (spoken.phone == phone).sum()
    x = measure(spoken.values, wanted)
    weights = fit(x, goal, importance, shared=False, rest_weight=0.3)
    weights[np.abs(weights) < SMALL] = 0
    error = spread(weights, x, shared=False)[0] - goal
    vowels = np.isin(spoken.phone, " ".join(VOWELS.values()).split())
    for label, frames in (("vowels", vowels), ("consonants and pauses", ~vowels)):
        root = np.sqrt((importance[frames, None] * error[frames] ** 2).sum() / importance[frames].sum() / 5)
        print(f"{label}: root mean square error {root:.3f}")
    found = []
    for k, name in enumerate(VOWELS):
        offset = round(float(weights[-1, k]), 3)
        found.append(output(name, "mouth", terms(weights[:-1, k], wanted), **({"offset": offset} if offset else {})))
    return found


def moods() -> list[dict]:
    """Emotions that give way to the voice."""
    found = []
    for name, parts in MOODS.items():
        inputs = [term(emotion, weight) for emotion, weight in parts.items()]
        inputs += [term(emotion, -weight * GIVES_WAY[emotion], times="speaking") for emotion, weight in parts.items()]
        inputs += [term("laughter", 0.6)] if name == "happy" else []
        found.append(output(name, "head", inputs))
    return found


def eyes() -> list[dict]:
    """Lids and gaze."""
    mean = lambda *names: {name: 0.5 for name in names}
    found = [output("blink", "lids", {})] + [output(f"blink{s}", "lids", {f"eyeBlink{s}": 1}) for s in ("Left", "Right")]
    found += [output("lookUp", "eyes", mean(*pair("eyeLookUp"))), output("lookDown", "eyes", mean(*pair("eyeLookDown")))]
    found += [output("lookLeft", "eyes", mean("eyeLookOutLeft", "eyeLookInRight")),
              output("lookRight", "eyes", mean("eyeLookInLeft", "eyeLookOutRight"))]
    return found


def main() -> None:
    outputs = moods() + mouth() + eyes() + [output("neutral", "head", {})]
    closure = [{"output": name, "max": 0.0} for name in VOWELS]
    write("vrm", "arkit", outputs, closure)


if __name__ == "__main__":
    main()
