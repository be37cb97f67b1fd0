"""Trains the voice on the windows that dataset.py made; resumes from its own checkpoint.

    python train.py --data DIR --work DIR --sets a.npz b.npz --starts starts.npz [--epochs 24] [--device cuda] [--seed 1]

What it is told, and what that costs: losses.py. Epochs take turns with the sets, which hold the same speech spoiled in
other ways. Beside long windows, every step sees streams that start abruptly (starts.py). Dev speakers are only watched:
nothing is chosen by them here. The result is the last epoch, or moments of the round (--moments) for mean.py.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import socket
import time
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, distributed, multiprocessing, nn

import recurrence
from evaluation import metrics
from dataset import KINDS
from features import FeatureTool
from losses import ALIKE, PARTS, Cost
from network import Size, Teacher, Voice
from real import SPLIT, Utterance, load

# The shipped weights are a running average: single steps lean now to this class and now to that.
AVERAGE = 0.998
# Tensors of some ten megabytes come and go in each step: the processes that train keep such memory, in large pages (glibc). A fifth
# of a step went into fetching it anew.
HEAP = {"MALLOC_MMAP_THRESHOLD_": str(1 << 28), "MALLOC_TRIM_THRESHOLD_": str(1 << 30), "MALLOC_TOP_PAD_": str(1 << 28),
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
# With --muon: the matrices of the memory, and of what each look-ahead makes of it.
TURNED = ("gru.weight_ih_l0", "gru.weight_hh_l0", "shared.weight")
# Abrupt starts in a step, and what they weigh beside a batch of long windows.
STARTS_A_STEP, STARTS_COST = 16, 0.5


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


def optimisers(voice: Voice, rate: float, muon: bool) -> list[torch.optim.Optimizer]:
    """AdamW; with Muon (Jordan et al. 2024) for TURNED, whose steps turn what a matrix does instead of following its largest
    gradients, and are as large as AdamW's would be (Liu et al. 2025)."""
    turned = {name: p for name, p in voice.named_parameters() if muon and name in TURNED}
    found = [torch.optim.AdamW((p for name, p in voice.named_parameters() if name not in turned), lr=rate, weight_decay=0.02)]
    if turned:
        found.append(torch.optim.Muon(turned.values(), lr=rate, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"))
    return found


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
    parser.add_argument("--fall", type=float, default=1.0, help="how far of its way to nothing, half a cosine, the rate falls in these epochs")
    parser.add_argument("--device", default="cpu", help="or cuda; a checkpoint goes on with either")
    parser.add_argument("--jobs", type=int, default=2, help="processes on the CPU that share each batch; small products gain nothing from threads")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--name", default="voice", help="of the checkpoint in --work")
    parser.add_argument("--teacher", action="store_true", help="train the bidirectional labeller instead")
    parser.add_argument("--sets", nargs="+", required=True, help="sets in --work, one an epoch in turn")
    parser.add_argument("--starts", help="set of abrupt starts in --work")
    parser.add_argument("--from", dest="origin", help="name of the checkpoint whose average to begin with")
    parser.add_argument("--captured", type=int, default=1, help="how often an epoch has each window of a captured take: few, and alone in knowing real jaws")
    parser.add_argument("--once", action="store_true", help="of sets that have every window twice, only the nearly clean one")
    parser.add_argument("--bend", type=float, default=1.0, help="how many times more than usual the features are bent")
    parser.add_argument("--follow", type=float, default=ALIKE, help="what it costs not to open the mouth in noise as without")
    parser.add_argument("--muon", action="store_true", help="Muon for the matrices of the memory")
    parser.add_argument("--moments", type=int, nargs="*", default=[], help="epochs whose checkpoint is kept as NAME.EPOCH.pt, for mean.py")
    parser.add_argument("--size", type=int, nargs=3, default=list(asdict(Size()).values()), help="conv, hidden, shared")
    parser.add_argument("--half", action="store_true", help="products on the CPU in bfloat16: twice as fast where it has them")
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
        with np.load(arguments.work / name) as file:
            stored = {key: file[key] for key in file if not (arguments.once and key == "noisy")}
        if "kind" in stored and (len(arguments.kinds) < len(KINDS) or arguments.windows):
            rows = np.flatnonzero(np.isin(stored["kind"], [KINDS.index(kind) for kind in arguments.kinds]))
            rows = np.random.default_rng(arguments.seed).permutation(rows)[:arguments.windows]
            stored = {key: value[rows] for key, value in stored.items()}
        return {key: torch.from_numpy(value) for key, value in stored.items()}

    kind, size = Teacher if arguments.teacher else Voice, Size(*arguments.size)
    voice, average = kind(size).to(arguments.device), kind(size).to(arguments.device)
    if arguments.device == "cpu":
        voice.gru = recurrence.Memory(size.conv, size.hidden, batch_first=True, bidirectional=voice.gru.bidirectional)
    data = read(arguments.sets[0])
    starts = read(arguments.starts) if arguments.starts else None
    sample = data["features"][::7].float().reshape(-1, data["features"].shape[2])
    voice.feature_mean.copy_(sample.mean(0))
    voice.feature_scale.copy_(1 / sample.std(0).clamp(min=0.1))
    if arguments.origin:
        voice.load_state_dict(torch.load(arguments.work / f"{arguments.origin}.pt", map_location=arguments.device, weights_only=True)["average"])
    steppers = optimisers(voice, arguments.rate, arguments.muon)
    average.load_state_dict(voice.state_dict())
    epoch, done, spent = 0, 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=arguments.device, weights_only=True)
        voice.load_state_dict(saved["weights"])
        average.load_state_dict(saved["average"])
        for stepper, state in zip(steppers, saved["optimisers"], strict=True):
            stepper.load_state_dict(state)
        epoch, done, spent = saved["epoch"], saved["done"], saved["seconds"]

    cost = Cost(voice, arguments.half, arguments.plain_losses, arguments.bend, arguments.follow)
    watched = len(voice.look_aheads) // 2
    dev = [] if job else dev_set(arguments.data, arguments.tool, voice.look_aheads[watched])
    torch.manual_seed(arguments.seed + 1000 * epoch + job)

    def plan() -> np.ndarray:
        """The rows of an epoch, before they are shuffled."""
        kinds = data["kind"].numpy()
        return np.repeat(np.arange(len(kinds)), np.where(kinds == KINDS.index("captured"), arguments.captured, 1))

    # All sets are about as long as the first.
    total = len(plan()) // arguments.batch * arguments.epochs
    while epoch < arguments.epochs:
        shuffle, random = np.random.default_rng([arguments.seed, epoch]), np.random.default_rng([arguments.seed, epoch, job])
        if len(arguments.sets) > 1:
            data = read(arguments.sets[epoch % len(arguments.sets)])
        order, begin, sums = shuffle.permutation(plan()), time.time(), torch.zeros(len(PARTS), device=arguments.device)
        voice.train()
        steps = len(order) // arguments.batch
        for step in range(steps):
            rate = arguments.rate * min(1, (done + 1) / 200) * (0.5 + 0.5 * math.cos(arguments.fall * math.pi * min(1, done / total))) + 1e-5
            for stepper in steppers:
                stepper.param_groups[0]["lr"] = rate
            rows = torch.tensor(order[step * arguments.batch:(step + 1) * arguments.batch][job::jobs])
            loss, parts = cost(data, rows, random, start=False)
            if starts:
                some = torch.tensor(random.permutation(len(starts["classes"]))[:STARTS_A_STEP // jobs])
                loss = loss + STARTS_COST * cost(starts, some, random, start=True)[0]
            if not loss.isfinite():
                raise SystemExit(f"the loss is {loss.item()} in step {step} of epoch {epoch + 1}; the last checkpoint is from before it")
            voice.zero_grad()
            loss.backward()
            if jobs > 1:
                average_gradients(voice, jobs)
            nn.utils.clip_grad_norm_(voice.parameters(), 1.0)
            for stepper in steppers:
                stepper.step()
            follow(average, voice, min(AVERAGE, (1 + done) / (10 + done)))
            sums += parts
            done += 1
            if step % 40 == 39 and not job:
                print(f"  step {step + 1}/{steps} {time.time() - begin:.0f} s " + " ".join(f"{v:.4f}" for v in (sums / (step + 1)).tolist()), flush=True)
        epoch += 1
        spent += time.time() - begin
        if job:
            continue
        temporary = checkpoint.with_suffix(".part")
        torch.save({"weights": voice.state_dict(), "average": average.state_dict(), "teacher": arguments.teacher, "size": arguments.size,
                    "optimisers": [stepper.state_dict() for stepper in steppers], "epoch": epoch, "done": done, "seconds": spent}, temporary)
        # First, lest a stop between the two lose the moment.
        if epoch in arguments.moments:
            shutil.copy(temporary, arguments.work / f"{arguments.name}.{epoch}.pt")
        os.replace(temporary, checkpoint)
        told = " ".join(f"{name} {value:#.3g}" for name, value in zip(PARTS, (sums / steps).tolist()))
        print(f"epoch {epoch} {spent:.0f} s {told} || {watch(deepcopy(average).cpu(), dev, watched)}", flush=True)
    if jobs > 1:
        distributed.barrier()
        distributed.destroy_process_group()


def main() -> None:
    arguments = options()
    if arguments.device != "cpu":
        # A GPU waits for its orders in any case: it can as well be exact.
        arguments.jobs, arguments.half, torch.backends.cudnn.allow_tf32 = 1, False, False
    if arguments.device == "cpu":
        recurrence.built()
    if arguments.jobs == 1:
        train(0, arguments)
    else:
        with socket.create_server(("127.0.0.1", 0)) as free:
            arguments.port = free.getsockname()[1]
        os.environ |= HEAP
        multiprocessing.spawn(train, (arguments,), arguments.jobs)


if __name__ == "__main__":
    main()
