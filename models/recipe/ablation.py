"""What each part of the recipe brings: small voices that each lack one, on speakers and corpora never heard.

    python ablation.py --data DIR --work DIR [--windows 3200] [--epochs 5]

All are trained alike (same number of steps, same seed, same size unless it is the question) on a part of a set, so they
are comparable with each other but worse than the shipped voice. Nothing is tuned after training. Prints a Markdown table:
for each group of speakers what train.py's `watch` shows, in per cent; how well lips are told from tongues (discern.py:
dev speakers, dev corpora); last the correlation of the lips' opening with noise and without (VCTK); one of them at all
look-aheads. Resumes: what is trained is not trained again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch

from discern import heldout, lips_apart
from evaluation.noise import opening_alike, pairs
from features import FeatureTool
from network import Voice, load
from phones import FRAME_RATE
from train import dev_set, watch

REAL = ["emodb_german_emotion", "librispeech_train_clean"]
NO_WORDS = ["synthetic", *REAL, "muted"]
# Name, set, further arguments of train.py; where there are fewer windows, more epochs: 500 steps for all.
RUNS = (
    ("synthetic only", "rough.npz", ["--kinds", "synthetic", "muted", "--epochs", "12"]),
    ("+ recordings labelled by hand or aligner", "rough.npz", ["--kinds", *NO_WORDS, "--epochs", "7"]),
    ("+ recordings with known words, self-training", "rough.npz", []),
    ("the third without spoiling", "clean.npz", []),
    ("the third with plain losses", "rough.npz", ["--plain-losses"]),
    ("the third's speech labelled by the second teacher, nearly clean", "set12.npz", ["--once"]),
    ("the same, each window also in loud noise", "set12.npz", ["--windows", "1600", "--batch", "16"]),
    ("the third with a memory of 128", "rough.npz", ["--size", "160", "128", "128"]),
    ("the third with a memory of 256", "rough.npz", ["--size", "160", "256", "128"]),
)


def noise(voice: Voice, data: Path, extract: FeatureTool, index: int) -> float:
    """Correlation of the opening between noisy and clean recordings, mean of pairs."""
    heard = lambda audio: voice.compose(voice.hear(extract(audio), index=index))[0].numpy()
    return float(np.mean([opening_alike(*map(heard, pair)) for pair in pairs(data).values()]))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--windows", type=int, default=3200)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--half", action="store_true", help="products in bfloat16")
    arguments = parser.parse_args()
    common = ["--data", str(arguments.data), "--work", str(arguments.work), "--tool", str(arguments.tool)]
    if not (arguments.work / "clean.npz").exists():
        share = str(min(1.0, 1.1 * arguments.windows / 6800))
        subprocess.run([sys.executable, "dataset.py", *common, "--set", "clean.npz", "--seed", "2", "--clean", "--share", share], check=True)
    lines, extract, unheard = [], FeatureTool(arguments.tool), heldout(arguments.data, None).values()
    for i, (title, windows, more) in enumerate(RUNS):
        name = f"ablation{i}"
        subprocess.run([sys.executable, "train.py", *common, "--name", name, "--sets", windows, "--windows", str(arguments.windows),
                        "--epochs", str(arguments.epochs), "--jobs", str(arguments.jobs), *["--half"] * arguments.half, *more], check=True)
        voice = load(str(arguments.work / f"{name}.pt"))
        indices = range(len(voice.look_aheads)) if i == 2 else (1,)
        for index in indices:
            delay = voice.look_aheads[index]
            shown = watch(voice, dev_set(arguments.data, arguments.tool, delay), index)
            shown += "".join(f" | {lips_apart(voice, group, extract, index):.3f}" for group in unheard)
            shown += f" | {noise(voice, arguments.data, extract, index):.2f}"
            lines.append(f"| {title}, look-ahead {round(1000 * delay / FRAME_RATE)} ms | {shown} |")
            print(lines[-1], flush=True)
    extract.close()
    print("\n".join(lines))


if __name__ == "__main__":
    main()
