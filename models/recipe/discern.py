"""How well checkpoints tell sounds of the lips from sounds of the tongue, before any gate decides.

    python discern.py --data DIR --work DIR [--labels aligned2] NAME...        (WORK/NAME.pt)

For frames of p b m f v and of t d n k g s z th l r sh and the like: how likely the posterior of lips is higher in the first than in
the second (the area under the curve, .5 by chance, 1 at best). One row a checkpoint and look-ahead, one column a group
of recordings never heard: dev speakers, dev corpora, and those whose words were laid over by align.py.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from scipy.stats import mannwhitneyu

import targets
from augment import RATE
from evaluation.groups import TITLES, groups
from features import FeatureTool
from network import Voice, load
from phones import CLASSES, FRAME_RATE
from real import Utterance, load_aligned

LIPS = [CLASSES.index(name) for name in ("bilabial", "labiodental")]
TONGUE = [CLASSES.index(name) for name in ("dental", "alveolar", "velar", "sibilant", "postalveolar", "rhotic")]
TUNING = "tuning corpora (words known, times by machine)"


def heldout(data: Path, aligned: Path | None) -> dict[str, list[Utterance]]:
    """What no training hears, by title."""
    found = {TITLES[group.kind]: group.utterances for group in groups(data, aligned)}
    return found | ({TUNING: load_aligned(aligned, "tuning")} if aligned else {})


def lips_apart(voice: Voice, utterances: list[Utterance], extract: FeatureTool, index: int) -> float:
    """The area under the curve of one group at one look-ahead."""
    tail = np.zeros(RATE * (voice.look_aheads[index] + 1) // FRAME_RATE, np.float32)
    scores, acting = [], []
    for u in utterances:
        posterior = voice.hear(extract(np.concatenate([u.audio, tail])), index=index)["posterior"][0].numpy()
        classes = targets.frame_classes(u.segments, len(posterior))
        asked = np.isin(classes, LIPS + TONGUE)
        scores.append(posterior[asked][:, LIPS].sum(1))
        acting.append(np.isin(classes[asked], LIPS))
    score, lips = np.concatenate(scores), np.concatenate(acting)
    return float(mannwhitneyu(score[lips], score[~lips]).statistic / (lips.sum() * (~lips).sum()))


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--labels", help="folder in --work that align.py wrote")
    parser.add_argument("names", nargs="+", metavar="NAME")
    arguments = parser.parse_args()
    found, extract = heldout(arguments.data, arguments.work / arguments.labels if arguments.labels else None), FeatureTool(arguments.tool)
    print(f"| checkpoint, look-ahead | {' | '.join(found)} |")
    for name in arguments.names:
        voice = load(str(arguments.work / f"{name}.pt"))
        for index, delay in enumerate(voice.look_aheads):
            areas = [lips_apart(voice, utterances, extract, index) for utterances in found.values()]
            print(f"| {name}, {round(1000 * delay / FRAME_RATE)} ms | {' | '.join(f'{area:.3f}' for area in areas)} |", flush=True)
    extract.close()


if __name__ == "__main__":
    main()
