"""Last touches after training: amplitude of the curves, thresholds of the gates.

    python tune.py --data DIR --work DIR --set a.npz [--name voice]

A regression under doubt shrinks towards the mean: open vowels half as open, rounded ones half as round. Each speech
channel is therefore stretched about its mean until its spread is that of its targets (or nearly: STRETCH), on training
speech, and once more, a little, on recordings of corpora that are neither trained on nor reported (split.json,
"tuning_corpora"): how sure the net is depends on how well it knows a room, and it knows its own too well. Gates are chosen on
these, too. The grid is flat (a hundredth of its score from end to end), so gates can also be given. Last, vowels are set
apart by CONTRAST (the jaw's targets come from a map of loudness, which knows vowels too little), and rounded by ROUNDER.
Reads WORK/<name>.pt, writes WORK/<name>.tuned.pt.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

import targets
from evaluation import metrics
from controls import SPEECH, SPEECH_INDEX
from dataset import KINDS, RATE
from features import FeatureTool
from network import DEFAULT, Gates, Voice, load
from phones import CLASSES, FRAME_RATE, POSES
from real import Utterance, load_aligned

STRETCH, MOST = 0.9, 1.8
# The second stretch is for lips of vowels alone.
STRANGE = ("purse", "funnel", "towards", "upperLipRaise")
MOST_STRANGE = 1.3
# Added for open vowels and close front ones. Captured jaws open twice as far on the first as on the second (jaw.py); the
# targets, on fast speech of strangers, 1.3 times. Counts as often as Gates.apart says.
WIDER = (("jaw", 0.06), ("mouth_lowerLipDepress", 0.07), ("mouth_upperLipRaise", 0.07))
NARROWER = (("mouth_lowerLipDepress", -0.07), ("mouth_upperLipRaise", -0.035))
CONTRAST = {"open": WIDER, "front_open": WIDER, "front_close": NARROWER}
# Rounding in doubt: at a posterior of a third, rounded vowels get so much of the rule's pose besides their third of it.
# What every other vowel has of it by doubt is taken off (added to the poses).
ROUNDER, LESS_ROUND = 1.5, -0.2
ROUND, UNROUND = ("round_close", "round_open"), ("front_close", "front_open", "central", "open")
ROUND_LIPS = ("mouth_purseU", "mouth_purseD", "mouth_funnelU", "mouth_funnelD")
# Closures have their gates; stretched, they would close lips on doubt. A stretched jaw falls shut between syllables and
# follows captured jaws less well (.83 instead of .86).
LEFT_ALONE = ("lipsTogether", "mouth_press", "lipsRoll", "lipBite", "jaw-")
# What false closures cost, in closures: at the middle of an open vowel, anywhere inside a long vowel, and at the middle
# of a sound of the tongue (the lips of a "t" may be near each other: cheap). What tucks count beside closures.
COST_MIDDLE, COST_INNER, COST_TONGUE, TUCKS = 1.5, 0.5, 0.2, 0.5
LIPS = ((0.04, 0.15), (0.06, 0.20), (0.08, 0.25), (0.10, 0.30))
TUCK = ((0.10, 0.20), (0.15, 0.25), (0.20, 0.30), (0.25, 0.35))
CLOSE = ((0.20, 0.30), (0.30, 0.40), (0.40, 0.50), (0.50, 0.60))

Pairs = tuple[torch.Tensor, torch.Tensor]
Heard = list[tuple[Utterance, dict[str, torch.Tensor]]]


def late(x: torch.Tensor, delay: int) -> torch.Tensor:
    """Step n answers for frame n - delay."""
    return torch.cat([x[:, :1].expand(-1, delay, *x.shape[2:]), x[:, :-delay]], 1)


@torch.no_grad()
def at_home(voice: Voice, stored: dict[str, np.ndarray]) -> Pairs:
    """(what is heard, what is wanted) in frames of training speech."""
    chosen = np.flatnonzero(stored["kind"] < KINDS.index("aligned"))[::9]
    delay = voice.look_aheads[DEFAULT]
    found, wanted = [], []
    for rows in np.array_split(chosen, max(1, len(chosen) // 32)):
        features = torch.tensor(stored["features"][rows]).float()
        shared, _ = voice.trunk(features, voice.zero_state(len(rows)), DEFAULT)
        heads = voice.heads(shared, torch.zeros(len(rows), features.shape[1], 7), DEFAULT)
        firm = heads["speech"][:, :, 0]
        speaking = late(torch.tensor(stored["classes"][rows]).long(), delay) != CLASSES.index("silence")
        found.append(firm[speaking])
        wanted.append(late(torch.tensor(stored["curves"][rows]).float(), delay)[speaking])
    return torch.cat(found), torch.cat(wanted)


def among_strangers(heard: Heard) -> Pairs:
    """The same on the tuning corpora."""
    found, wanted = [], []
    for u, heads in heard:
        speech = heads["speech"][0]
        frames = min(len(speech), len(u.audio) * FRAME_RATE // RATE)
        speaking = torch.tensor(targets.frame_classes(u.segments, frames) != CLASSES.index("silence"))
        curves = targets.speech_curves(u.segments, targets.loudness_by_frame(u.audio, frames))
        found.append(speech[:frames][speaking])
        wanted.append(torch.tensor(curves)[speaking])
    return torch.cat(found), torch.cat(wanted)


@torch.no_grad()
def stretch(voice: Voice, pairs: Pairs, most: float, only: tuple[str, ...] = ("",)) -> None:
    """Matches the spread of speech channels to their targets."""
    found, wanted = pairs
    gain = ((wanted.std(0) / found.std(0).clamp(min=1e-3)) ** STRETCH).clamp(1.0, most)
    gain[[i for i, name in enumerate(SPEECH) if any(part in name for part in LEFT_ALONE) or not any(part in name for part in only)]] = 1.0
    middle = found.mean(0)
    each = gain.repeat(voice.answers)
    voice.speech.weight *= each[:, None]
    voice.speech.bias.copy_(each * voice.speech.bias + ((1 - gain) * middle).repeat(voice.answers))
    voice.pose *= gain
    print("stretched by " + ", ".join(f"{name.removesuffix('-translateY')} {g:.2f}" for name, g in zip(SPEECH, gain.tolist()) if g != 1))


@torch.no_grad()
def set_apart(voice: Voice) -> None:
    """Sets CONTRAST, and what makes up for doubt in rounding."""
    for mouth, shifts in CONTRAST.items():
        for channel, shift in shifts:
            voice.contrast[CLASSES.index(mouth), SPEECH_INDEX[channel]] = shift
    lips = [SPEECH_INDEX[channel] for channel in ROUND_LIPS]
    sure, third = voice.gates.unsure
    for mouth in map(CLASSES.index, ROUND):
        voice.rounding[mouth, lips] = ROUNDER * (third - sure) * torch.tensor(POSES[mouth])[lips]
    for mouth in map(CLASSES.index, UNROUND):
        voice.pose[mouth, lips] += LESS_ROUND


def hear_strangers(voice: Voice, labels: Path, tool: Path) -> Heard:
    """The tuning corpora."""
    extract = FeatureTool(tool)
    tail = np.zeros(RATE * (voice.look_aheads[DEFAULT] + 1) // FRAME_RATE, np.float32)
    heard = [(u, voice.hear(extract(np.concatenate([u.audio, tail])))) for u in load_aligned(labels, "tuning")]
    extract.close()
    return heard


def choose_gates(voice: Voice, heard: Heard) -> Gates:
    """The gates with the best score over the tuning corpora."""
    scored = []
    for lips, tuck_from, close_to in itertools.product(LIPS, TUCK, CLOSE):
        voice.gates = replace(voice.gates, lips=lips, tuck=tuck_from, close=close_to)
        tally = metrics.Tally()
        for u, heads in heard:
            tally.add(voice.compose(heads)[0].detach().numpy(), u.segments)
        f = {name: value for name, (value, _) in tally.figures().items()}
        hit, middle, inner, tongue = (f[name] for name in (
            "closure hit, plain", "false closure, plain, middle of open vowels", "false closure, strict, any inner frame",
            "closed, middle of tongue consonants"))
        tuck, false_tuck = f["tuck"], f["false tuck, any inner frame"]
        score = hit - COST_MIDDLE * middle - COST_INNER * inner - COST_TONGUE * tongue + TUCKS * (tuck - false_tuck)
        print(f"{lips} {tuck_from} {close_to}: hit {hit:.3f} false {middle:.3f} {inner:.3f} {tongue:.3f} tuck {tuck:.3f} false {false_tuck:.3f} score {score:.3f}")
        scored.append((score, voice.gates))
    return max(scored, key=lambda found: found[0])[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--name", default="voice")
    parser.add_argument("--set", default="train.npz")
    parser.add_argument("--labels", default="aligned", help="folder in --work that align.py filled")
    parser.add_argument("--lips", type=float, nargs=2, metavar=("FROM", "TO"), help="this gate instead of the best of the grid")
    parser.add_argument("--tuck", type=float, nargs=2, metavar=("FROM", "TO"), help="likewise")
    parser.add_argument("--close", type=float, nargs=2, metavar=("FROM", "TO"), help="likewise")
    parser.add_argument("--speech", type=float, nargs=2, metavar=("FROM", "TO"), help="this gate instead of that of training")
    arguments = parser.parse_args()
    voice = load(str(arguments.work / f"{arguments.name}.pt"))
    stretch(voice, at_home(voice, dict(np.load(arguments.work / arguments.set))), MOST)
    stretch(voice, among_strangers(hear_strangers(voice, arguments.work / arguments.labels, arguments.tool)), MOST_STRANGE, STRANGE)
    set_apart(voice)
    given = {name: tuple(value) for name in ("lips", "tuck", "close", "speech") if (value := getattr(arguments, name))}
    if not {"lips", "tuck", "close"} <= given.keys():
        voice.gates = choose_gates(voice, hear_strangers(voice, arguments.work / arguments.labels, arguments.tool))
        print(f"best of the grid: {voice.gates}")
    voice.gates = gates = replace(voice.gates, **given)
    print(f"chosen: {gates}")
    torch.save({"average": voice.state_dict(), "teacher": False, "size": list(asdict(voice.size).values()), "gates": asdict(gates)}, arguments.work / f"{arguments.name}.tuned.pt")


if __name__ == "__main__":
    main()
