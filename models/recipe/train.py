"""Trains the voice on the windows that dataset.py made; resumes from its own checkpoint.

    python train.py --data DIR --work DIR --sets a.npz b.npz --starts starts.npz [--epochs 24] [--jobs 2] [--seed 1]

Losses, for a look-ahead drawn for each window: cross entropy of the mouth class (closures count more), half of it against
what a teacher that hears the future believed of the clean sound, where a set says so; squared error of the speech
channels, weighted by what people see; ten times the squared error of their frame differences (the "motion" term of
Audio2Face); squared error of the emotion channels for random emotion mixes against the rule targets. Epochs take turns
with the sets, which hold the same speech spoiled in other ways. Beside long windows, every step sees streams that start
abruptly (starts.py). Where a set has every window twice, nearly clean and in loud noise, the net is also told to say of
the noisy one what it says of the other: that is what it can know, and what a viewer compares. How far the lips are open
behind the gates shall move as in the targets, too: a gate that flickers costs. Dev speakers are only watched: nothing is
chosen by them, the last epoch is the result.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, distributed, multiprocessing, nn

import emotion as emotion_rules
from evaluation import metrics
from controls import EMOTIONS, SPEECH, SPEECH_INDEX
from dataset import KINDS
from features import FeatureTool
from network import Size, Teacher, Voice
from phones import CLASSES
from real import SPLIT, Utterance, load
from targets import IGNORE

CHANNEL_WEIGHT = {"jaw": 4.0, "mouth_lipsTogetherU": 2.0, "mouth_lipsTogetherD": 2.0, "mouth_lipBiteD": 1.5,
                  "mouth_lowerLipDepress": 2.0, "mouth_upperLipRaise": 2.0, "mouth_purseU": 1.0, "mouth_purseD": 1.0}
TONGUE_WEIGHT = 0.25
# Spread of the logarithm of a throat's length.
THROAT = 0.04
CLASS_WEIGHT = {"bilabial": 2.0, "labiodental": 2.2, "silence": 0.8}
VELOCITY = 10.0
# Of the opening behind the gates: its motion, and how alike it is with noise and without.
FLICKER, AGREE = 8.0, 8.0
# The same as a correlation, as the evaluator measures it, where there is speech (deviation of the opening).
ALIKE, LIVELY = 0.3, 0.03
# What the teacher's belief counts beside a label; where nobody was sure of one, all that is known.
BELIEF = 0.5
# The shipped weights are a running average: single steps lean now to this class and now to that.
AVERAGE = 0.998
DROPOUT = 0.05
# Abrupt starts in a step, and what they weigh beside a batch of long windows.
STARTS_A_STEP, STARTS_COST = 24, 0.5
# Who has heard next to nothing yet had better leave the lips open: what a bilabial weighs in the first steps of a start.
EARLY, EARLY_BILABIAL = 24, 0.5
BILABIAL = CLASSES.index("bilabial")


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


def opening(speech: Tensor) -> Tensor:
    """Aperture A of speech channels (evaluation/metrics.py, plain)."""
    of = lambda name: speech[..., SPEECH_INDEX[name]]
    together = (of("mouth_lipsTogetherU") + of("mouth_lipsTogetherD")) / 2
    return (of("jaw") + 0.35 * (of("mouth_lowerLipDepress") + of("mouth_upperLipRaise"))) * (1 - together)


def alike(a: Tensor, b: Tensor) -> Tensor:
    """Correlation of each row [batch, steps] with its counterpart."""
    a, b = (x - x.mean(-1, keepdim=True) for x in (a, b))
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1) + 1e-3)


def disagreement(heads: dict[str, Tensor], opened: Tensor, meant: Tensor, weight: Tensor) -> Tensor:
    """How far the noisy second half of a batch strays from its first half.

    What is heard, and where lips are, the clean half teaches the noisy one. How the opening moves they must agree on: what
    no noisy recording could tell is worth less in a clean one, too."""
    half = len(opened) // 2
    clean, noisy = (x.log_softmax(-1) for x in (heads["logits"][:half].detach(), heads["logits"][half:]))
    lips, lively = heads["speech"], meant[:half].std(-1) > LIVELY
    apart = (1 - alike(opened[half:], opened[:half])) * lively
    return (0.5 * (clean.exp() * (clean - noisy)).sum(-1).mean() + 4 * ((lips[half:] - lips[:half].detach()) ** 2 * weight).mean()
            + AGREE * ((opened[half:] - opened[:half].detach()) ** 2).mean() + ALIKE * apart.sum() / lively.sum().clamp(min=1))


def wanted_classes(classes: Tensor, believed: Tensor | None) -> Tensor:
    """[batch, steps, classes] that sum to one, or to nothing where nothing is known."""
    known = (classes != IGNORE).float()[..., None]
    labelled = known * nn.functional.one_hot(classes.clamp(min=0), len(CLASSES))
    return labelled if believed is None else labelled + (1 - (1 - BELIEF) * known) * (believed - labelled)


def bend_features(x: Tensor, random: np.random.Generator) -> Tensor:
    """Another throat (the bands stretched by some per cent), a bent channel, a hidden band, some noise."""
    batch, bands = len(x), x.shape[2] // 2
    columns = x.reshape(batch, x.shape[1], 2, bands)
    stretch = torch.tensor(np.exp(random.normal(size=batch) * THROAT), dtype=torch.float32)
    place = (torch.arange(bands) * stretch[:, None]).clamp(max=bands - 1)
    below = place.floor().long().clamp(max=bands - 2)
    share = (place - below)[:, None, None]
    take = lambda index: columns.gather(3, index[:, None, None].expand_as(columns))
    columns = take(below) * (1 - share) + take(below + 1) * share
    bend = torch.tensor(random.normal(size=(batch, 1, 6)) * 0.25, dtype=torch.float32)
    bend = nn.functional.interpolate(bend, bands, mode="linear", align_corners=True)
    columns = columns + bend[:, :, None]
    hide = torch.ones(batch, 1, 1, bands)
    for i in range(batch):
        if random.random() < 0.35:
            at = random.integers(0, bands)
            hide[i, ..., at:at + random.integers(1, 7)] = 0
    sigma = torch.tensor(random.uniform(0, 0.08, (batch, 1, 1)), dtype=torch.float32)
    return (columns * hide).reshape(x.shape) + sigma * torch.randn_like(x)


@torch.no_grad()
def follow(average: Voice, voice: Voice, keep: float) -> None:
    """Moves the running average of the weights."""
    for mine, theirs in zip(average.parameters(), voice.parameters()):
        mine.lerp_(theirs, 1 - keep)


def dev_set(data: Path, tool: Path, delay: int) -> list[tuple[Utterance, np.ndarray]]:
    extract = FeatureTool(tool)
    tail = np.zeros(16000 * (delay + 1) // 60, np.float32)
    found = [(u, extract(np.concatenate([u.audio, tail]))) for u in load(data) if u.dev]
    extract.close()
    return found


@torch.no_grad()
def watch(voice: Voice, dev: list[tuple[Utterance, np.ndarray]], index: int) -> str:
    """Hits and false closures of dev speakers, per corpus, in one line."""
    tallies: dict[str, metrics.Tally] = {}
    for u, rows in dev:
        corpus = u.corpus[:5] if u.corpus not in SPLIT["dev_only_corpora"] else "other"
        tallies.setdefault(corpus, metrics.Tally()).add(voice.compose(voice.hear(rows, index=index))[0].numpy(), u.segments)
    show = ("closure hit, plain", "false closure, plain, middle of open vowels", "false closure, strict, any inner frame",
            "closed, middle of tongue consonants", "tuck", "false tuck, any inner frame", "rounded minus spread rounding")
    parts = []
    for corpus, tally in tallies.items():
        f = tally.figures()
        parts.append(corpus + " " + " ".join(f"{100 * f[name][0]:.0f}" if name in f else "-" for name in show))
    return " | ".join(parts)


def average_gradients(voice: Voice, jobs: int) -> None:
    """The same step in all processes."""
    given = [p.grad for p in voice.parameters() if p.grad is not None]
    joined = torch.cat([g.flatten() for g in given])
    distributed.all_reduce(joined)
    for gradient, mean in zip(given, joined.split([g.numel() for g in given])):
        gradient.copy_(mean.view_as(gradient) / jobs)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--jobs", type=int, default=2, help="processes that share each batch; small products gain nothing from threads")
    parser.add_argument("--port", type=int, default=29517, help="of this machine alone, where the processes meet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", default="voice", help="of the checkpoint in --work")
    parser.add_argument("--teacher", action="store_true", help="train the bidirectional labeller instead")
    parser.add_argument("--sets", nargs="+", required=True, help="sets in --work, one an epoch in turn")
    parser.add_argument("--starts", help="set of abrupt starts in --work")
    parser.add_argument("--from", dest="origin", help="name of the checkpoint whose average to begin with")
    parser.add_argument("--size", type=int, nargs=3, default=list(asdict(Size()).values()), help="conv, hidden, shared")
    parser.add_argument("--half", action="store_true", help="products in bfloat16: twice as fast where the processor has them")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="for the ablation: what to train on")
    parser.add_argument("--windows", type=int, help="for the ablation: at most this many windows of a set")
    parser.add_argument("--plain-losses", action="store_true", help="for the ablation: no term for closures or motion")
    return parser.parse_args()


def train(job: int, arguments: argparse.Namespace) -> None:
    """Process `job` of --jobs; the first one watches and saves."""
    jobs = arguments.jobs
    if jobs > 1:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(arguments.port)}
        distributed.init_process_group("gloo", rank=job, world_size=jobs)
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    checkpoint = arguments.work / f"{arguments.name}.pt"

    def read(name: str) -> dict[str, Tensor]:
        stored = dict(np.load(arguments.work / name))
        if "kind" in stored and (len(arguments.kinds) < len(KINDS) or arguments.windows):
            rows = np.flatnonzero(np.isin(stored["kind"], [KINDS.index(kind) for kind in arguments.kinds]))
            rows = np.random.default_rng(arguments.seed).permutation(rows)[:arguments.windows]
            stored = {key: value[rows] for key, value in stored.items()}
        return {key: torch.tensor(value) for key, value in stored.items()}

    kind, size = Teacher if arguments.teacher else Voice, Size(*arguments.size)
    voice, average = kind(size), kind(size)
    data = read(arguments.sets[0])
    starts = read(arguments.starts) if arguments.starts else None
    sample = data["features"][::7].float().reshape(-1, data["features"].shape[2])
    voice.feature_mean.copy_(sample.mean(0))
    voice.feature_scale.copy_(1 / sample.std(0).clamp(min=0.1))
    if arguments.origin:
        voice.load_state_dict(torch.load(arguments.work / f"{arguments.origin}.pt", weights_only=True)["average"])
    optimiser = torch.optim.AdamW(voice.parameters(), lr=arguments.rate, weight_decay=0.02)
    average.load_state_dict(voice.state_dict())
    epoch, done, spent = 0, 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        voice.load_state_dict(saved["weights"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        epoch, done, spent = saved["epoch"], saved["done"], saved["seconds"]

    weight = torch.ones(len(SPEECH))
    for name, value in CHANNEL_WEIGHT.items():
        weight[SPEECH_INDEX[name]] = value
    weight[[i for i, name in enumerate(SPEECH) if name.startswith("tongue")]] = TONGUE_WEIGHT
    if arguments.plain_losses:
        weight[:] = 1
    class_weight = torch.tensor([1.0 if arguments.plain_losses else CLASS_WEIGHT.get(name, 1.0) for name in CLASSES])
    velocity, steady = (0.0, 0.0) if arguments.plain_losses else (VELOCITY, FLICKER)
    tonic, accent = torch.tensor(emotion_rules.tonic_table()), torch.tensor(emotion_rules.accent_row())
    watched = len(voice.look_aheads) // 2
    dev = [] if job else dev_set(arguments.data, arguments.tool, voice.look_aheads[watched])
    torch.manual_seed(arguments.seed + 1000 * epoch + job)

    def cost(data: dict[str, Tensor], rows: Tensor, random: np.random.Generator, start: bool) -> tuple[Tensor, np.ndarray]:
        """Loss of some windows, each at one look-ahead, and its parts."""
        features, twice = data["features"][rows].float(), "noisy" in data
        count, steps = features.shape[:2]
        emotion = torch.tensor(random_emotion(count, steps, random))
        drawn = torch.tensor(random.integers(len(voice.look_aheads), size=count))
        if twice:
            features = torch.cat([features, data["noisy"][rows].float()])
            rows, drawn, emotion = rows.repeat(2), drawn.repeat(2), emotion.repeat(2, 1, 1)
        features = bend_features(features, random)
        with torch.autocast("cpu", torch.bfloat16, enabled=arguments.half):
            shared, _ = voice.trunk(features, voice.zero_state(len(rows)))
        shared = nn.functional.dropout(shared.float(), DROPOUT, voice.training)
        # Step n answers for frame n - delay.
        delay = torch.tensor(voice.look_aheads)[drawn][:, None]
        frames = (torch.arange(steps) - delay).clamp(min=0)
        late = lambda name: data[name][rows[:, None], frames]
        curves, classes, prosody = late("curves").float(), late("classes").long(), late("prosody").float()
        heads = voice.heads(voice.chosen(shared, nn.functional.one_hot(drawn, len(voice.look_aheads)).float()), emotion)
        wanted = wanted_classes(classes, late("believed").float() if "believed" in data else None) * class_weight
        if start:
            early = (torch.arange(steps) < EARLY + delay) & (classes == BILABIAL)
            wanted = torch.where(early[..., None], wanted * EARLY_BILABIAL / class_weight[BILABIAL], wanted)
        decide = -(wanted * heads["logits"].log_softmax(-1)).sum() / wanted.sum()
        error = heads["speech"] - curves
        regress = (error ** 2 * weight).mean()
        motion = (error.diff(dim=1) ** 2 * weight).mean()
        feel = ((heads["emotion"] - emotion_target(heads["weights"], prosody, tonic, accent)) ** 2).mean()
        right = (heads["logits"].argmax(-1) == classes)[classes != IGNORE].float().mean()
        opened = opening(voice.articulate(heads)[0])
        meant = opening(curves * (1 + (heads["weights"] @ voice.jaw_gains - 1) * voice.is_jaw))
        flicker = ((opened - meant).diff(dim=1) ** 2).mean()
        stray = disagreement(heads, opened, meant, weight) if twice else torch.zeros(())
        loss = 0.5 * decide + 4 * regress + 4 * velocity * motion + 2 * feel + steady * flicker + stray
        return loss, np.array([part.item() for part in (decide, regress, motion, feel, right, flicker, stray)])

    # All sets are about as long as the first.
    total = len(data["kind"]) // arguments.batch * arguments.epochs
    while epoch < arguments.epochs:
        shuffle, random = np.random.default_rng([arguments.seed, epoch]), np.random.default_rng([arguments.seed, epoch, job])
        if len(arguments.sets) > 1:
            data = read(arguments.sets[epoch % len(arguments.sets)])
        order, begin, sums = shuffle.permutation(len(data["kind"])), time.time(), np.zeros(7)
        voice.train()
        steps = len(order) // arguments.batch
        for step in range(steps):
            rate = arguments.rate * min(1, (done + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * min(1, done / total))) + 1e-5
            for parameters in optimiser.param_groups:
                parameters["lr"] = rate
            rows = torch.tensor(order[step * arguments.batch:(step + 1) * arguments.batch][job::jobs])
            loss, parts = cost(data, rows, random, start=False)
            if starts:
                some = torch.tensor(random.permutation(len(starts["classes"]))[:STARTS_A_STEP // jobs])
                loss = loss + STARTS_COST * cost(starts, some, random, start=True)[0]
            optimiser.zero_grad()
            loss.backward()
            if jobs > 1:
                average_gradients(voice, jobs)
            nn.utils.clip_grad_norm_(voice.parameters(), 1.0)
            optimiser.step()
            follow(average, voice, min(AVERAGE, (1 + done) / (10 + done)))
            sums += parts
            done += 1
            if step % 40 == 39 and not job:
                print(f"  step {step + 1}/{steps} {time.time() - begin:.0f} s " + " ".join(f"{v:.4f}" for v in sums / (step + 1)), flush=True)
        epoch += 1
        spent += time.time() - begin
        if job:
            continue
        temporary = checkpoint.with_suffix(".part")
        torch.save({"weights": voice.state_dict(), "average": average.state_dict(), "teacher": arguments.teacher, "size": arguments.size,
                    "optimiser": optimiser.state_dict(), "epoch": epoch, "done": done, "seconds": spent}, temporary)
        os.replace(temporary, checkpoint)
        average.eval()
        mean = sums / steps
        print(f"epoch {epoch} {spent:.0f} s class {mean[0]:.3f} speech {mean[1]:.4f} motion {mean[2]:.5f} "
              f"emotion {mean[3]:.5f} right {mean[4]:.3f} flicker {mean[5]:.5f} stray {mean[6]:.4f} || {watch(average, dev, watched)}", flush=True)
    if jobs > 1:
        distributed.barrier()
        distributed.destroy_process_group()


def main() -> None:
    arguments = options()
    if arguments.jobs == 1:
        train(0, arguments)
    else:
        multiprocessing.spawn(train, (arguments,), arguments.jobs)


if __name__ == "__main__":
    main()
