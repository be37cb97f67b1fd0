"""Trains the voice on the windows that dataset.py made; resumes from its own checkpoint.

    python train.py --data DIR --work DIR [--epochs 16] [--threads 2] [--seed 1]
    python train.py --data DIR --work DIR --starts --from voice --name settled --epochs 2 --rate 4e-4

Losses: cross entropy of the mouth class (closures count more); squared error of the speech channels, weighted by
what people see; ten times the squared error of their frame differences (the "motion" term of Audio2Face); squared
error of the emotion channels for random emotion mixes against the rule targets. Dev speakers are only watched:
nothing is chosen by them, the last epoch is the result.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import emotion as emotion_rules
import metrics
from controls import EMOTIONS, SPEECH, SPEECH_INDEX
from features import FeatureTool
from network import LOOK_AHEAD, Teacher, Voice
from phones import CLASSES
from real import Utterance, load
from targets import IGNORE

CHANNEL_WEIGHT = {"jaw": 4.0, "mouth_lipsTogetherU": 2.0, "mouth_lipsTogetherD": 2.0, "mouth_lipBiteD": 1.5,
                  "mouth_lowerLipDepress": 2.0, "mouth_upperLipRaise": 2.0, "mouth_purseU": 1.0, "mouth_purseD": 1.0}
TONGUE_WEIGHT = 0.25
CLASS_WEIGHT = {"bilabial": 2.0, "labiodental": 1.7, "silence": 0.8}
VELOCITY = 10.0
# The shipped weights are a running average: single steps lean now to this class and now to that.
AVERAGE = 0.998
# Abrupt starts in a step of the last round, and what they weigh beside a batch of long windows.
STARTS_A_STEP, STARTS_COST = 64, 1.0
# Who has heard next to nothing yet had better leave the lips open: what a bilabial weighs in the first steps of a start.
EARLY, EARLY_BILABIAL = 24 + LOOK_AHEAD, 0.5


def random_emotion(batch: int, steps: int, random: np.random.Generator) -> np.ndarray:
    """Per window: neutral, one emotion, or a blend, at some intensity, sometimes changing midway."""
    result = np.zeros((batch, steps, len(EMOTIONS)), np.float32)
    for row in result:
        change = random.integers(steps // 4, steps) if random.random() < 0.3 else steps
        for part in (row[:change], row[change:]):
            kind = random.random()
            if kind < 0.45:
                part[:, random.integers(len(EMOTIONS))] = random.uniform(0.2, 1)
            elif kind < 0.8:
                part[:] = random.dirichlet(np.full(len(EMOTIONS), 0.5)) * random.uniform(0.3, 1)
    return result


def emotion_target(weights: Tensor, prosody: Tensor, tonic: Tensor, accent: Tensor) -> Tensor:
    """Rule: tonic overlay, a little stronger while speech is loud, and brows that rise on accents."""
    envelope, peak = prosody[..., :1], prosody[..., 1:]
    return weights @ tonic * (1 + emotion_rules.ENVELOPE_SHARE * (2 * envelope - 1)) + peak * accent


def late(x: Tensor) -> Tensor:
    """Step n answers for frame n - LOOK_AHEAD."""
    return torch.cat([x[:, :1].expand(-1, LOOK_AHEAD, *x.shape[2:]), x[:, :-LOOK_AHEAD]], 1)


def late_curves(curves: Tensor) -> Tensor:
    """Speech channels as the net must answer them: the jaw one frame after the lips, as captured jaws are."""
    curves = late(curves)
    jaw = torch.tensor([name.startswith("jaw") for name in SPEECH])
    return torch.where(jaw, torch.cat([curves[:, :1], curves[:, :-1]], 1), curves)


def mask_features(x: Tensor, random: np.random.Generator) -> Tensor:
    """Hides a band and bends the channel a little (in the manner of SpecAugment)."""
    batch, bands = len(x), x.shape[2] // 2
    for i in range(batch):
        if random.random() < 0.35:
            width, at = random.integers(1, 7), random.integers(0, bands)
            for column in (0, bands):
                x[i, :, column + at:column + min(at + width, bands)] = 0
    bend = torch.tensor(random.normal(size=(batch, 1, 6)) * 0.25, dtype=torch.float32)
    bend = nn.functional.interpolate(bend, bands, mode="linear", align_corners=True)
    return x + torch.cat([bend, bend], 2)


@torch.no_grad()
def follow(average: Voice, voice: Voice, keep: float) -> None:
    """Moves the running average of the weights."""
    for mine, theirs in zip(average.parameters(), voice.parameters()):
        mine.lerp_(theirs, 1 - keep)


def dev_set(data: Path, tool: Path) -> list[tuple[Utterance, np.ndarray]]:
    extract = FeatureTool(tool)
    tail = np.zeros(16000 * (LOOK_AHEAD + 1) // 60, np.float32)
    found = [(u, extract(np.concatenate([u.audio, tail]))) for u in load(data) if u.dev]
    extract.close()
    return found


def watch(voice: Voice, dev: list[tuple[Utterance, np.ndarray]]) -> str:
    """Hits and false closures of dev speakers, per corpus, in one line."""
    tallies: dict[str, metrics.Tally] = {}
    with torch.no_grad():
        for u, rows in dev:
            features = torch.tensor(rows)[None]
            curves = voice(features, torch.zeros(1, len(rows), 7), voice.zero_state(1))[0][0, LOOK_AHEAD:].numpy()
            tallies.setdefault(u.corpus[:5], metrics.Tally()).add(curves, u.segments)
    show = ("closure hit, strict", "closure hit, plain", "false closure, strict, any inner frame", "labiodental hit", "false tuck, any inner frame")
    parts = []
    for corpus, tally in tallies.items():
        f = tally.figures()
        parts.append(corpus + " " + " ".join(f"{100 * f[name][0]:.0f}" if name in f else "-" for name in show))
    return " | ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", default="voice", help="of the checkpoint in --work")
    parser.add_argument("--teacher", action="store_true", help="train the bidirectional labeller instead")
    parser.add_argument("--set", default="train.npz", help="which set in --work")
    parser.add_argument("--starts", action="store_true", help="mix in the abrupt starts of starts.py")
    parser.add_argument("--from", dest="origin", help="name of the checkpoint whose average to begin with")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    checkpoint = arguments.work / f"{arguments.name}.pt"

    read = lambda name: {key: torch.tensor(value) for key, value in np.load(arguments.work / name).items()}
    data = read(arguments.set)
    starts = read("starts.npz") if arguments.starts else None
    count = len(data["kind"])
    voice, average = (Teacher(), Teacher()) if arguments.teacher else (Voice(), Voice())
    sample = data["features"][::7].float().reshape(-1, data["features"].shape[2])
    voice.feature_mean.copy_(sample.mean(0))
    voice.feature_scale.copy_(1 / sample.std(0).clamp(min=0.1))
    if arguments.origin:
        learned = {name for name, _ in voice.named_parameters()} | {"feature_mean", "feature_scale"}
        origin = torch.load(arguments.work / f"{arguments.origin}.pt", weights_only=True)["average"]
        voice.load_state_dict({key: value for key, value in origin.items() if key in learned}, strict=False)
    optimiser = torch.optim.AdamW(voice.parameters(), lr=arguments.rate, weight_decay=0.02)
    average.load_state_dict(voice.state_dict())
    epoch, spent = 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        voice.load_state_dict(saved["weights"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        epoch, spent = saved["epoch"], saved["seconds"]

    weight = torch.ones(len(SPEECH))
    for name, value in CHANNEL_WEIGHT.items():
        weight[SPEECH_INDEX[name]] = value
    weight[[i for i, name in enumerate(SPEECH) if name.startswith("tongue")]] = TONGUE_WEIGHT
    class_weight = torch.tensor([CLASS_WEIGHT.get(name, 1.0) for name in CLASSES])
    bilabial = CLASSES.index("bilabial")
    tonic, accent = torch.tensor(emotion_rules.tonic_table()), torch.tensor(emotion_rules.accent_row())
    dev = dev_set(arguments.data, arguments.tool)

    def cost(data: dict[str, Tensor], rows: Tensor, random: np.random.Generator, start: bool) -> tuple[Tensor, list[float]]:
        """Loss of some windows, and its parts."""
        features = mask_features(data["features"][rows].float(), random)
        curves, classes = late_curves(data["curves"][rows].float()), late(data["classes"][rows].long())
        prosody = late(data["prosody"][rows].float())
        emotion = torch.tensor(random_emotion(len(rows), features.shape[1], random))
        shared, _ = voice.trunk(features, voice.zero_state(len(rows)))
        heads = voice.heads(shared, emotion)
        known = classes != IGNORE
        matters = class_weight[classes.clamp(min=0)] * known
        if start:
            early = matters[:, :EARLY]
            early[classes[:, :EARLY] == bilabial] = EARLY_BILABIAL
        decide = nn.functional.cross_entropy(heads["logits"].transpose(1, 2), classes, reduction="none", ignore_index=IGNORE)
        decide = (decide * matters).sum() / matters.sum()
        error = heads["speech"] - curves
        regress = (error ** 2 * weight).mean()
        motion = (error.diff(dim=1) ** 2 * weight).mean()
        feel = ((heads["emotion"] - emotion_target(heads["weights"], prosody, tonic, accent)) ** 2).mean()
        right = (heads["logits"].argmax(-1) == classes)[known].float().mean()
        loss = 0.5 * decide + 4 * regress + 4 * VELOCITY * motion + 2 * feel
        return loss, [part.item() for part in (decide, regress, motion, feel, right)]

    steps_each = math.ceil(count / arguments.batch)
    total = steps_each * arguments.epochs
    while epoch < arguments.epochs:
        random = np.random.default_rng([arguments.seed, epoch])
        order, begin, sums = random.permutation(count), time.time(), np.zeros(5)
        voice.train()
        for step in range(steps_each):
            done = epoch * steps_each + step
            rate = arguments.rate * min(1, (done + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * done / total)) + 1e-5
            for parameters in optimiser.param_groups:
                parameters["lr"] = rate
            rows = torch.tensor(order[step * arguments.batch:(step + 1) * arguments.batch])
            loss, parts = cost(data, rows, random, start=False)
            if starts:
                some = torch.tensor(random.permutation(len(starts["classes"]))[:STARTS_A_STEP])
                loss = loss + STARTS_COST * cost(starts, some, random, start=True)[0]
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(voice.parameters(), 1.0)
            optimiser.step()
            follow(average, voice, min(AVERAGE, (1 + done) / (10 + done)))
            sums += parts
            if step % 40 == 39:
                print(f"  step {step + 1}/{steps_each} {time.time() - begin:.0f} s " + " ".join(f"{v:.4f}" for v in sums / (step + 1)), flush=True)
        epoch += 1
        spent += time.time() - begin
        temporary = checkpoint.with_suffix(".part")
        torch.save({"weights": voice.state_dict(), "average": average.state_dict(), "teacher": arguments.teacher,
                    "optimiser": optimiser.state_dict(), "epoch": epoch, "seconds": spent}, temporary)
        os.replace(temporary, checkpoint)
        average.eval()
        print(f"epoch {epoch} {spent:.0f} s class {sums[0] / steps_each:.3f} speech {sums[1] / steps_each:.4f} motion {sums[2] / steps_each:.5f} "
              f"emotion {sums[3] / steps_each:.5f} right {sums[4] / steps_each:.3f} || {watch(average, dev)}", flush=True)


if __name__ == "__main__":
    main()
