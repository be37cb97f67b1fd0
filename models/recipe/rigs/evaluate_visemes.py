"""Do the visemes of real recordings say what was said? A confusion table at the middles of labelled phones.

    python evaluate_visemes.py --data DATA --bake target/release/emoface [--every 4]

DATA holds phones.jsonl: one utterance a line, with `audio` (a path below DATA), `labels` and `phones` (start, end,
label). The recordings are baked with the voice of the command, mood neutral, and retargeted by the profiles here.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from rigfile import Profile
from spoken import chain, controls, phones
from visemes import viseme

import labels  # of models/recipe, which spoken.py put on the path

GROUPS = {"sil": "sil", "PP": "PP", "FF": "FF", "TH": "tongue", "DD": "tongue", "kk": "tongue", "nn": "tongue",
          "CH": "CH", "SS": "SS", "RR": "RR/ou", "ou": "RR/ou", "aa": "aa", "E": "E/ih", "ih": "E/ih", "oh": "oh"}


def bake(command: str, audio: Path) -> np.ndarray:
    """Board frames of a recording."""
    with tempfile.TemporaryDirectory() as folder:
        wav, table = Path(folder) / "in.wav", Path(folder) / "out.csv"
        sound, rate = soundfile.read(audio, always_2d=True)
        soundfile.write(wav, sound[:, 0], rate)
        subprocess.run([command, "bake", wav, "-o", table, "--emotion", "neutral"], capture_output=True, check=False)
        with table.open(newline="") as file:
            rows = csv.reader(file)
            names = next(rows)
            order = [names.index(name) for name, _, _ in controls.board()]
            return np.array([[float(row[i]) for i in order] for row in rows])


def spoken(entry: dict) -> list:
    """Segments of an utterance in the recipe's phones."""
    notation = labels.emodb if "EmoDB" in entry["labels"] else labels.arpabet
    return labels.segments([tuple(row) for row in entry["phones"]], notation)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--bake", required=True)
    options.add_argument("--every", type=int, default=4)
    given = options.parse_args()
    oculus = Profile("oculus")
    entries = [json.loads(line) for line in (given.data / "phones.jsonl").open()]
    counts = np.zeros((len(oculus.outputs),) * 2)
    closures = []
    for entry in entries[:: given.every]:
        frames = bake(given.bake, given.data / entry["audio"])
        values, strength = chain(frames)
        out = oculus.apply(values, strength)
        table = np.stack([out[name] for name in oculus.outputs], 1)
        for segment in spoken(entry):
            wanted = viseme(segment.phone)
            end = segment.closed_until or segment.end if wanted == "PP" else segment.end
            at = round((segment.start + end) / 2 * phones.FRAME_RATE)
            if wanted and at < len(table) and segment.end - segment.start >= 0.04:
                counts[oculus.outputs.index(wanted), table[at].argmax()] += 1
                if wanted == "PP":
                    closures.append(table[max(at - 2, 0):at + 3, oculus.outputs.index("PP")].max())
    share = lambda matrix: matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    print("row: said, column: wins, in percent\n     " + "".join(f"{name:>5}" for name in oculus.outputs) + "    of")
    for name, row, total in zip(oculus.outputs, share(counts), counts.sum(1)):
        print(f"{name:>4} " + "".join(f"{100 * value:5.0f}" for value in row) + f" {total:5.0f}")
    groups = list(dict.fromkeys(GROUPS.values()))
    fold = np.array([[GROUPS[name] == group for group in groups] for name in oculus.outputs], float)
    grouped = fold.T @ counts @ fold
    print("by group: " + ", ".join(f"{g} {100 * v:.0f} %" for g, v in zip(groups, np.diag(share(grouped)))))
    print(f"means: viseme {np.diag(share(counts)).mean():.3f}, group {np.diag(share(grouped)).mean():.3f}; "
          f"PP above .5 in {np.mean(np.array(closures) > 0.5):.3f} of {len(closures)} closures")


if __name__ == "__main__":
    main()
