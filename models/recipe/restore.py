"""A checkpoint from a voice file, to train it further: `train.py --from NAME`.

    python restore.py VOICE.onnx WORK/NAME.pt

The reverse of export.py: what was learned is read from the graph's constants. Amplitudes are those that tune.py set; what it
added for vowels and rounding, and its gates, are left out, for training has neither. A file from before a step had two
answers had its delays one frame shorter: its answer is now the opinion of the next frame, and what the other begins with.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from network import Size, Voice


def weights(path: Path) -> tuple[Size, dict[str, Tensor]]:
    """The size of the net in a file, and what it learned, as Voice names it."""
    constants = {c.name: numpy_helper.to_array(c).astype(np.float32) for c in onnx.load(path).graph.initializer}
    found: dict[str, np.ndarray] = {name: constants[name] for name in ("feature_mean", "feature_scale", "pose", "tonic")}
    for layer in ("conv1", "conv2"):
        found |= {f"{layer}.{kind}": constants[f"{layer}_{kind}"] for kind in ("weight", "bias")}
    linear = {"shared": "shared_linear", "classes": "classes", "speech": "speech_linear", "mood": "mood_linear", "mood_out": "mood_out"}
    linear["classes"] = "classes" if "classes_weight" in constants else "logits"
    for layer, name in linear.items():
        found |= {f"{layer}.weight": constants[f"{name}_weight"].T, f"{layer}.bias": constants[f"{name}_bias"]}
    # Gate order: ONNX has update, reset, new; torch has reset, update, new.
    hidden = constants["gru_r"].shape[2]
    order = lambda w: np.concatenate([w[hidden:2 * hidden], w[:hidden], w[2 * hidden:]])
    into, back = np.split(constants["gru_b"][0], 2)
    found |= {"gru.weight_ih_l0": order(constants["gru_w"][0]), "gru.weight_hh_l0": order(constants["gru_r"][0]),
              "gru.bias_ih_l0": order(into), "gru.bias_hh_l0": order(back)}
    size = Size(len(found["conv1.bias"]), hidden, len(found["shared.bias"]) // len(Voice.look_aheads))
    return size, {name: torch.tensor(np.ascontiguousarray(value)) for name, value in found.items()}


def restored(path: Path) -> Voice:
    """The voice of a file, untuned."""
    size, learned = weights(path)
    voice = Voice(size)
    for layer in ("classes", "speech"):
        for kind in ("weight", "bias"):
            value, wanted = learned[f"{layer}.{kind}"], getattr(getattr(voice, layer), kind)
            learned[f"{layer}.{kind}"] = value.repeat(len(wanted) // len(value), *[1] * (value.dim() - 1))
    missing = set(dict(voice.named_parameters())) - set(learned) - {"contrast", "rounding"}
    if missing:
        raise SystemExit(f"{path} lacks {', '.join(sorted(missing))}")
    voice.load_state_dict(learned, strict=False)
    return voice


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voice", type=Path)
    parser.add_argument("checkpoint", type=Path)
    arguments = parser.parse_args()
    voice = restored(arguments.voice)
    torch.save({"average": voice.state_dict(), "teacher": False, "size": list(asdict(voice.size).values())}, arguments.checkpoint)


if __name__ == "__main__":
    main()
