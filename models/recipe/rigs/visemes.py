"""Which viseme belongs to which phone, what visemes are read from, and the least-squares fit itself."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from rigfile import term

RAW = "CTRL_expressions_"
# Oculus: PP {p b m} FF {f v} TH DD {t d} kk {k g} CH SS nn {n l ng} RR; methods of grouping as Meta documents them.
OCULUS = {
    "PP": "p b m", "FF": "f v", "TH": "th dh", "DD": "t d dx", "kk": "k g kh", "CH": "ch jh sh zh", "SS": "s z",
    "nn": "n l ng", "RR": "r er", "aa": "a aa ae ah ay aw", "E": "e eh ey", "ih": "ih iy y ix",
    "oh": "ao o ow oy oe", "ou": "uh uw w ue", "sil": "pau",
}
# Second part of a diphthong.
GLIDES = {"ay": "ih", "ey": "ih", "oy": "ih", "aw": "ou", "ow": "ou"}
OF_PHONE = {phone: viseme for viseme, group in OCULUS.items() for phone in group.split()}


def viseme(phone: str, late: bool = False) -> str | None:
    """Oculus viseme of a phone; None for sounds without a mouth of their own (schwa, h)."""
    return GLIDES[phone] if late and phone in GLIDES else OF_PHONE.get(phone)


def pair(name: str) -> list[str]:
    return [name + "Left", name + "Right"]


# What visemes are read from: (terms that share a weight, knots). Both sides weigh the same.
def features() -> list[tuple[list[str], list | None]]:
    shapes = [["mouthClose"], ["mouthFunnel"], ["mouthPucker"], ["mouthRollLower"], ["mouthRollUpper"],
              ["mouthShrugLower"], ["mouthShrugUpper"], ["jawForward"]]
    shapes += [pair(f"mouth{name}") for name in ("Smile", "Frown", "Stretch", "Press", "LowerDown", "UpperUp")]
    shapes += [pair("noseSneer"), pair("cheekSquint")]
    # The tongue and the bite have no ARKit shape, but a profile reads all rigs above its own.
    shapes += [[RAW + name] for name in ("tongueTipUp", "tonguePress", "tongueUp", "tongueDown", "tongueOut",
                                         "tongueWide")]
    shapes += [[RAW + "mouthLowerLipBite" + side for side in "LR"]]
    shapes += [[RAW + "mouthLipsTogether" + corner for corner in ("DL", "DR", "UL", "UR")]]
    # These open the jaw or stretch the lips of a silent mouth, which is no sound.
    shapes += [["emotionFear"], ["emotionSurprise"]]
    ramps = [(["jawOpen"], (0, 0.06, 0.12, 0.2, 0.3, 0.45))]
    bent = [(names, [[a, 0], [b, round(b - a, 3)]]) for names, x in ramps for a, b in zip(x, x[1:])]
    return [(names, None) for names in shapes] + bent


def measure(values: dict[str, np.ndarray], wanted) -> np.ndarray:
    """[frames, features]"""
    def one(names, knots):
        bend = lambda value: np.interp(value, *zip(*knots)) if knots else value
        return sum(bend(values[name]) for name in names) / len(names)

    return np.stack([one(*feature) for feature in wanted], 1)


def terms(weights: np.ndarray, wanted) -> list[dict]:
    """The terms of one output, without weights too small to be seen."""
    found = []
    for weight, (names, knots) in zip(weights, wanted):
        if weight:
            found += [term(name, round(float(weight) / len(names), 3), knots) for name in names]
    return found


def spread(weights, x, shared: bool):
    """Outputs of the fit, and the gradient of a loss in them pulled back to the sums."""
    z = x @ weights[:-1] + weights[-1]
    y = np.clip(z, 0, 1)
    inside = (z > 0) & (z < 1)
    total = y.sum(1, keepdims=True) if shared else np.zeros((len(x), 1))
    scale = 1 / np.maximum(total, 1)

    def back(gradient):
        lost = (gradient * y).sum(1, keepdims=True) * scale**2 * (total > 1)
        # A sum that is clamped for good would never learn: it keeps a hundredth of its slope.
        return (gradient * scale - lost) * np.where(inside, 1.0, 0.01)

    return y * scale, back


# How much the rest counts: a mouth that speaks should not look silent because the sound is uncertain.
REST = 1.0
# Weights below this make no visible difference and are dropped.
SMALL = 0.05


def fit(x: np.ndarray, goal: np.ndarray, importance: np.ndarray, shared: bool, rest_weight=REST, ridge=1e-3,
        rounds=600) -> np.ndarray:
    """Weights [features + 1, outputs] of least squares through clamp and normalisation. The last row is the offset."""
    importance = (importance / importance.sum())[:, None]
    shape = (x.shape[1] + 1, goal.shape[1])
    with_one = np.concatenate([x, np.ones((len(x), 1))], 1)
    gram = with_one.T @ (importance * with_one) + ridge * np.eye(shape[0])
    start = np.linalg.solve(gram, with_one.T @ (importance * goal))

    def loss(flat):
        weights = flat.reshape(shape)
        y, back = spread(weights, x, shared)
        error = y - goal
        rest = error.sum(1, keepdims=True)
        slope = back(2 * importance * (error + rest_weight * rest))
        squares = (error**2).sum(1, keepdims=True) + rest_weight * rest**2
        decay = 0.03 * ridge
        gradient = np.concatenate([x.T @ slope, slope.sum(0, keepdims=True)]) + 2 * decay * weights
        return (importance * squares).sum() + decay * (weights**2).sum(), gradient.ravel()

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    return found.x.reshape(shape)
