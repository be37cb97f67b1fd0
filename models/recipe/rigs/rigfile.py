"""Writing profiles (one output a line) and evaluating them in numpy, as src/rig does in Rust.

The built-in rigs are profile files made by the scripts beside this one:

    python metahuman.py && python arkit.py && python oculus.py && python vrm.py

They need numpy and scipy and nothing outside this repository.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

RIGS = Path(__file__).resolve().parents[3] / "src" / "rig"
ALWAYS = ("headYaw", "headPitch", "headRoll", "emotionAngry", "emotionDisgust", "emotionFear", "emotionHappy",
          "emotionNeutral", "emotionSad", "emotionSurprise", "speaking", "laughter")
BOTH = ("L", "R")


def term(name: str, weight: float = 1.0, curve: list | None = None, times: str | None = None) -> dict:
    """One term of a sum."""
    entry = {"input": name}
    if weight != 1.0:
        entry["weight"] = round(weight, 8)
    if curve:
        entry["curve"] = curve
    if times:
        entry["times"] = times
    return entry


def output(name: str, region: str, inputs, **more) -> dict:
    """One output; `inputs` is a map of weights or a list of terms."""
    if isinstance(inputs, dict):
        inputs = {key: round(float(weight), 8) for key, weight in inputs.items()}
    return {"name": name, "region": region, **more, "inputs": inputs}


def write(name: str, source: str, outputs: list[dict], closure: list[dict], **more) -> Path:
    """Writes `name`.json into src/rig."""
    def lines(entries):
        return ",\n".join("    " + json.dumps(entry) for entry in entries)

    head = [f'  "emoface_profile": 1,\n  "name": "{name}",\n  "source": "{source}"']
    head += [f'  "{key}": {json.dumps(value)}' for key, value in more.items()]
    parts = head + [f'  "outputs": [\n{lines(outputs)}\n  ]', f'  "closure": [\n{lines(closure)}\n  ]']
    path = RIGS / f"{name}.json"
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")
    return path


class Profile:
    """A profile ready to be applied to frames."""

    def __init__(self, name: str):
        self.document = json.loads((RIGS / f"{name}.json").read_text())
        self.outputs = [entry["name"] for entry in self.document["outputs"]]

    def apply(self, source: dict[str, np.ndarray], closed: np.ndarray, always: dict | None = None) -> dict:
        """Outputs by name; `source` holds arrays of one length, `closed` the strength of closure."""
        known = {**{name: np.zeros_like(closed) for name in ALWAYS}, **source, **(always or {})}
        values = {entry["name"]: self._output(entry, known, np.zeros_like(closed)) for entry in self.document["outputs"]}
        for rule in self.document.get("closure", []):
            value = values[rule["output"]]
            goal = value
            for side, limit in (("min", np.maximum), ("max", np.minimum)):
                if (bound := rule.get(side)) is not None:
                    if isinstance(bound, dict):
                        bound = bound.get("gain", 1) * values[bound["output"]] + bound.get("offset", 0)
                    goal = limit(goal, bound)
            values[rule["output"]] = value + (goal - value) * closed
        if rest := self.document.get("normalise", {}).get("rest"):
            total = sum(value for name, value in values.items() if name != rest)
            scale = 1 / np.maximum(total, 1)
            values = {name: value * scale for name, value in values.items()}
            values[rest] = 1 - total * scale
        return values

    @staticmethod
    def _output(entry, known, zero):
        terms = entry["inputs"]
        if isinstance(terms, dict):
            terms = [{"input": name, "weight": weight} for name, weight in terms.items()]
        total = zero + sum(Profile._term(term, known) for term in terms)
        total = entry.get("gain", 1) * total + entry.get("offset", 0)
        return np.clip(Profile._curve(entry.get("curve"), total), entry.get("min", 0), entry.get("max", 1))

    @staticmethod
    def _term(entry, known):
        value = entry.get("weight", 1) * Profile._curve(entry.get("curve"), known[entry["input"]])
        return value * known[entry["times"]] if "times" in entry else value

    @staticmethod
    def _curve(knots, value):
        return np.interp(value, *zip(*knots)) if knots else value
