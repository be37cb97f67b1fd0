"""The mean of the weights of several checkpoints of one size: `tune.py --name NAME`, or `train.py --from NAME`.

    python mean.py --work DIR --name NAME CHECKPOINT...              (a b: as much of each; DIR/a.pt, DIR/b.pt)
    python mean.py --work DIR --name NAME SHARE:CHECKPOINT...        (0.22:a 0.78:b)

Moments of one round lie near each other: their mean was better than the last of them (MODEL_CARD.md, "What was tried").
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("parts", nargs="+", metavar="[SHARE:]CHECKPOINT")
    arguments = parser.parse_args()
    parts = [part.rpartition(":") for part in arguments.parts]
    shares = [(float(share) if colon else 1 / len(parts), name) for share, colon, name in parts]
    total = sum(share for share, _ in shares)
    if abs(total - 1) > 1e-6:
        raise SystemExit(f"the shares are {total} together; they must be 1")
    found = [(share, torch.load(arguments.work / f"{name}.pt", map_location="cpu", weights_only=True)) for share, name in shares]
    first = found[0][1]
    if any(saved["size"] != first["size"] or saved["teacher"] != first["teacher"] for _, saved in found):
        raise SystemExit("the checkpoints are of different sizes")
    mean = {key: sum(share * saved["average"][key].float() for share, saved in found) for key in first["average"]}
    torch.save({"average": mean, "teacher": first["teacher"], "size": first["size"]}, arguments.work / f"{arguments.name}.pt")


if __name__ == "__main__":
    main()
