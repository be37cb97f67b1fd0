"""oculus.json: the 15 visemes of Oculus (Ready Player Me, VRChat and XR_META_face_tracking_visemes use the same).

    python oculus.py

Least squares on spoken frames: each viseme should be 1 in the middle of its sound, 0 elsewhere, `sil` takes what is
left of 1. No official table from ARKit to these visemes exists.
"""

from __future__ import annotations

import numpy as np

from rigfile import output, write
from spoken import speak
from visemes import OCULUS, SMALL, features, fit, measure, spread, terms, viseme

ORDER = "sil PP FF TH DD kk CH SS nn RR aa E ih oh ou".split()
SPOKEN = ORDER[1:]
# How much more silence counts than a viseme: a mouth at rest is looked at for longer.
PAUSE = 3


def labels(spoken) -> tuple[np.ndarray, np.ndarray]:
    """(goal, importance) of every frame: middles of sounds count most, sounds that are rarer as much as others."""
    names = [viseme(phone, late) for phone, late in zip(spoken.phone, spoken.late)]
    index = np.array([ORDER.index(name) if name else -1 for name in names])
    goal = np.eye(len(ORDER))[index]
    importance = np.where(index < 0, 0.0, np.clip(spoken.central, 0.05, 1) ** 2)
    for k, name in enumerate(ORDER):
        importance[index == k] *= (PAUSE if name == "sil" else 1) / importance[index == k].sum()
    return goal, importance


def main() -> None:
    wanted = features()
    train, test = speak(1), speak(2, sentences=20)
    goal, importance = labels(train)
    x = measure(train.values, wanted)
    weights = fit(x, goal[:, 1:], importance, shared=True)
    weights[np.abs(weights) < SMALL] = 0
    for name, part in (("train", train), ("test", test)):
        y, _ = spread(weights, measure(part.values, wanted), shared=True)
        y = np.concatenate([1 - y.sum(1, keepdims=True), y], 1)
        goal, importance = labels(part)
        right = (y.argmax(1) == goal.argmax(1)) * importance
        print(f"{name}: {right.sum() / importance.sum():.3f} of sounds win, mean square error "
              f"{((y - goal) ** 2 * importance[:, None]).sum() / importance.sum():.3f}")
    regions = dict.fromkeys(ORDER, "mouth") | dict.fromkeys(("TH", "DD", "kk", "nn"), "tongue")
    outputs = [output("sil", "mouth", {})]
    for k, name in enumerate(SPOKEN):
        offset = round(float(weights[-1, k]), 3)
        outputs.append(output(name, regions[name], terms(weights[:-1, k], wanted), **({"offset": offset} if offset else {})))
    closure = [{"output": "PP", "min": 1.0}] + [{"output": name, "max": 0.0} for name in SPOKEN[1:]]
    write("oculus", "arkit", outputs, closure, normalise={"rest": "sil"})


if __name__ == "__main__":
    main()
