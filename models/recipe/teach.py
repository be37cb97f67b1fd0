"""Self-training: the teacher labels recordings of readers whose speech nobody labelled.

    python teach.py --data DIR --work DIR

The teacher hears the whole recording, past and future, and clean; the voice will learn the same frames spoiled.
Frames on which the teacher is unsure carry no class. Writes DIR/taught/<recording>.npz.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from features import FeatureTool
from network import LOOK_AHEAD, load
from real import read_16k, unlabelled
from targets import IGNORE

SURE = 0.55


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    arguments = parser.parse_args()
    teacher, extract = load(str(arguments.work / "teacher.pt")), FeatureTool(arguments.tool)
    out = arguments.work / "taught"
    out.mkdir(exist_ok=True)
    seconds, sure = 0.0, []
    for path in unlabelled(arguments.data):
        audio = read_16k(path)
        rows = torch.tensor(extract(np.pad(audio, (0, 16000 * (LOOK_AHEAD + 1) // 60))))[None]
        with torch.no_grad():
            shared, _ = teacher.trunk(rows, teacher.zero_state(1))
            heads = teacher.heads(shared, torch.zeros(1, rows.shape[1], 7))
            curves = teacher.articulate(heads)[0][0, LOOK_AHEAD:]
            best, classes = heads["posterior"][0, LOOK_AHEAD:].max(-1)
        classes[best < SURE] = IGNORE
        np.savez(out / f"{path.stem}.npz", audio=(np.clip(audio, -1, 1) * 32767).astype(np.int16),
                 classes=classes.numpy().astype(np.int8), curves=curves.numpy().astype(np.float16))
        seconds += len(audio) / 16000
        sure.append((best >= SURE).float().mean().item())
    print(f"{len(sure)} recordings, {seconds / 60:.1f} min, sure of {np.mean(sure):.2f} of the frames")


if __name__ == "__main__":
    main()
