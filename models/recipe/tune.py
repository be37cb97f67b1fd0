"""Last touches after training, on training speakers only: amplitude of the curves, thresholds of the gates.

    python tune.py --data DIR --work DIR [--name voice] [--mix OTHER SHARE] [--bilabial FROM TO]

A regression under doubt shrinks towards the mean: open vowels half as open, rounded ones half as round. Each speech
channel is therefore stretched about its mean until its spread is that of its targets (or nearly: STRETCH). Gates are
chosen on a grid: most closures hit at the least false closures; the grid is flat, so the bilabial gate can be given
instead. --mix first averages the weights with a share of another checkpoint's. Reads DIR/<name>.pt, writes DIR/<name>.tuned.pt.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

import augment
import metrics
from controls import SPEECH
from features import FeatureTool
from network import LOOK_AHEAD, Gates, Voice, load
from phones import CLASSES
from real import load as load_real
from train import late, late_curves

STRETCH, MOST = 0.7, 1.5
# Closures have their gates; stretched, they would close lips on doubt.
LEFT_ALONE = ("lipsTogether", "mouth_press", "lipsRoll", "lipBite")
# What a false closure (strict, any inner frame of a vowel) costs, in closures.
COST = 1.5


@torch.no_grad()
def stretch(voice: Voice, stored: dict[str, np.ndarray]) -> None:
    """Matches the spread of every speech channel to its targets in frames of speech."""
    chosen = np.flatnonzero(stored["kind"] < 3)[::9]
    found, wanted = [], []
    for rows in np.array_split(chosen, max(1, len(chosen) // 32)):
        features = torch.tensor(stored["features"][rows]).float()
        shared, _ = voice.trunk(features, voice.zero_state(len(rows)))
        heads = voice.heads(shared, torch.zeros(len(rows), features.shape[1], 7))
        speaking = late(torch.tensor(stored["classes"][rows]).long()) != CLASSES.index("silence")
        found.append(heads["speech"][speaking])
        wanted.append(late_curves(torch.tensor(stored["curves"][rows]).float())[speaking])
    found, wanted = torch.cat(found), torch.cat(wanted)
    gain = ((wanted.std(0) / found.std(0).clamp(min=1e-3)) ** STRETCH).clamp(1.0, MOST)
    gain[[i for i, name in enumerate(SPEECH) if any(part in name for part in LEFT_ALONE)]] = 1.0
    middle = found.mean(0)
    voice.speech.weight *= gain[:, None]
    voice.speech.bias.copy_(gain * voice.speech.bias + (1 - gain) * middle)
    voice.pose *= gain
    print("stretched by " + ", ".join(f"{name.removesuffix('-translateY')} {g:.2f}" for name, g in zip(SPEECH, gain.tolist())))


@torch.no_grad()
def choose_gates(voice: Voice, data: Path, tool: Path, given: tuple[float, float] | None) -> Gates:
    extract = FeatureTool(tool)
    random, heard = np.random.default_rng(5), []
    for u in [u for u in load_real(data) if not u.dev][::2]:
        # The net is too sure of recordings it knows: spoiled ones stand for rooms and microphones to come.
        audio = augment.spoil(u.audio, random, [])
        rows = torch.tensor(extract(np.pad(audio, (0, 16000 * (LOOK_AHEAD + 1) // 60))))[None]
        shared, _ = voice.trunk(rows, voice.zero_state(1))
        heard.append((u.segments, voice.heads(shared, torch.zeros(1, rows.shape[1], 7))))
    extract.close()
    best = (-1e9, Gates())
    for bilabial, labiodental, speech in itertools.product(
            (given,) if given else ((0.08, 0.25), (0.12, 0.32), (0.15, 0.40), (0.20, 0.50), (0.30, 0.60), (0.40, 0.70)),
            ((0.08, 0.25), (0.12, 0.35), (0.20, 0.45)), ((0.20, 0.60),)):
        voice.gates = Gates(bilabial, labiodental, speech)
        tally = metrics.Tally()
        for found, heads in heard:
            tally.add(voice.compose(heads)[0, LOOK_AHEAD:].numpy(), found)
        f = {name: value for name, (value, _) in tally.figures().items()}
        hit, false = f["closure hit, strict"], f["false closure, strict, any inner frame"]
        tuck, false_tuck = f["labiodental hit"], f["false tuck, any inner frame"]
        score = hit - COST * false + 0.5 * (tuck - COST * false_tuck)
        print(f"{voice.gates.bilabial} {voice.gates.labiodental} {voice.gates.speech}: hit {hit:.3f} false {false:.3f} tuck {tuck:.3f} "
              f"false {false_tuck:.3f} rounding {f['rounded minus spread rounding']:.2f} plain hit {f['closure hit, plain']:.3f} jitter {f['energy above 8 Hz']:.3f} score {score:.3f}")
        if score > best[0]:
            best = (score, voice.gates)
    return best[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--name", default="voice")
    parser.add_argument("--set", default="train.npz")
    parser.add_argument("--mix", nargs=2, metavar=("OTHER", "SHARE"), help="another checkpoint and its share of the weights")
    parser.add_argument("--bilabial", type=float, nargs=2, metavar=("FROM", "TO"), help="the bilabial gate, instead of the grid's best")
    arguments = parser.parse_args()
    voice = load(str(arguments.work / f"{arguments.name}.pt"))
    if arguments.mix:
        other = load(str(arguments.work / f"{arguments.mix[0]}.pt"))
        with torch.no_grad():
            for mine, theirs in zip(voice.parameters(), other.parameters()):
                mine.lerp_(theirs, float(arguments.mix[1]))
    stretch(voice, dict(np.load(arguments.work / arguments.set)))
    gates = choose_gates(voice, arguments.data, arguments.tool, arguments.bilabial and tuple(arguments.bilabial))
    print(f"chosen: {gates}")
    torch.save({"average": voice.state_dict(), "teacher": False, "gates": asdict(gates)}, arguments.work / f"{arguments.name}.tuned.pt")


if __name__ == "__main__":
    main()
