"""Builds a small set of abrupt starts: a stream that begins in room tone, in breath or in the middle of a word.

    python starts.py --data DIR --work DIR [--jobs 2] [--seed 3]

The net begins from zero state, and to it a jump from nothing to noise sounds like the burst of a "p". Windows cut from
features know no such jump, as features carry what went before; here the *audio* is cut and then turned into
features. Some pieces have a moment of digital silence first (a microphone that is switched on). Every piece is there twice,
nearly clean and in loud noise, which is all there is to hear until the speaker begins. `train.py --starts` mixes the pieces
in.
"""

from __future__ import annotations

import argparse
import multiprocessing
from pathlib import Path

import numpy as np

import augment
from dataset import RATE, Task, Windows, compact, drowned, everything, extract, plan, speak_chunk, start_worker, surroundings_of
from features import FeatureTool
from phones import CLASSES, FRAME_RATE, REST_POSE
from real import store

PIECE = 144
CUTS_PER_SECOND = 0.6
CHUNKS = {"emodb_german_emotion": 260, "librispeech_train_clean": 260, "aligned": 300, "taught": 200, "synthetic": 160, "muted": 80}
# Digital silence before the start: how often, and at most how many frames.
LEAD, LONGEST_LEAD = 0.3, 30


def cut_chunk(task: Task) -> list[Windows]:
    """Pieces of one chunk, half of them beginning in a pause where it has one."""
    random = np.random.default_rng(task[3])
    audio, crowd, chunk = speak_chunk(task, random, strength=random.choice([0.3, 1.0]))
    last, level = len(chunk["classes"]) - PIECE, augment.level_of(audio)
    pauses = np.flatnonzero(chunk["classes"][:last] == CLASSES.index("silence"))
    pieces = []
    for _ in range(int(CUTS_PER_SECOND * task[2])):
        at = random.choice(pauses) if len(pauses) and random.random() < 0.5 else random.integers(last)
        lead = random.integers(1, LONGEST_LEAD) if random.random() < LEAD else 0
        begin, end = (round(frame * RATE / FRAME_RATE) for frame in (at, at + PIECE - lead))
        silence = np.zeros(round(lead * RATE / FRAME_RATE), np.float32)
        piece = slice(begin, end + RATE // FRAME_RATE)
        heard = audio[piece]
        rows, noisy = (extract(np.concatenate([silence, x]))[:PIECE]
                       for x in (heard, drowned(task, heard, level, random) if crowd is None else crowd[piece]))
        cut = slice(at, at + PIECE - lead)
        rest = {"curves": np.tile(REST_POSE, (lead, 1)), "classes": np.zeros(lead, int), "prosody": np.zeros((lead, 2))}
        whole = {key: np.concatenate([rest[key], chunk[key][cut]]) for key in rest}
        assert len(rows) == PIECE, len(rows)
        pieces.append({**compact(rows, whole, slice(None)), "noisy": noisy.astype(np.float16)})
    return pieces


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", type=Path, default=FeatureTool.__init__.__defaults__[0])
    parser.add_argument("--set", default="starts.npz", help="name of the set in --work")
    parser.add_argument("--labels", default="aligned", help="folder in --work that align.py filled")
    parser.add_argument("--crowded", action="store_true", help="as for dataset.py")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=3)
    arguments = parser.parse_args()
    utterances = everything(arguments.data, arguments.work, arguments.labels)
    tasks = plan(utterances, arguments.seed)
    random = np.random.default_rng(arguments.seed)
    chosen = []
    for kind, count in CHUNKS.items():
        of_kind = [task for task in tasks if task[0] == kind]
        chosen += [of_kind[i] for i in random.permutation(len(of_kind))[:count]]
    surroundings = surroundings_of(utterances, arguments.work, arguments.crowded)
    settings = (arguments.tool, arguments.work, surroundings, 1.0, True)
    with multiprocessing.Pool(arguments.jobs, start_worker, settings) as pool:
        pieces = [piece for found in pool.imap(cut_chunk, chosen, chunksize=8) for piece in found]
    store(arguments.work / arguments.set, {key: np.stack([p[key] for p in pieces]) for key in pieces[0]})
    print(f"{len(pieces)} starts of {PIECE / FRAME_RATE} s")


if __name__ == "__main__":
    main()
