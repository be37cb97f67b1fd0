"""Writes a trained voice as the ONNX file that the library loads.

The graph is built by hand: only plain operators, symbolic B and T and nothing that depends on data, so that
pure-Rust runtimes take it as well. State comes in and goes out as tensors with the batch first.

    python export.py CHECKPOINT OUT.onnx        ("random" as CHECKPOINT: untrained weights, for integration)
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from controls import EMOTIONS, SPEECH
from network import ANSWERS, DEFAULT, FEATURES, LOOK_AHEADS, SLIGHT, Voice, load, states
from phones import CLASSES

LAST = np.iinfo(np.int64).max


class Graph:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, np.ndarray] = {}

    def constant(self, value: np.ndarray | list[int], name: str) -> str:
        array = value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
        self.constants[name] = array.astype(np.int64 if array.dtype.kind == "i" else np.float32)
        return name

    def node(self, kind: str, inputs: list[str], name: str, outputs: list[str] | None = None, **attributes: object) -> str:
        outputs = outputs or [name]
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, **attributes))
        return outputs[0]

    def linear(self, x: str, layer: torch.nn.Linear, name: str) -> str:
        weight = self.constant(layer.weight.T.contiguous(), f"{name}_weight")
        bias = self.constant(layer.bias, f"{name}_bias")
        return self.node("Add", [self.node("MatMul", [x, weight], f"{name}_product"), bias], name)

    def answers(self, x: str, width: int, name: str) -> str:
        """[B, T, answers * width] as [B, T, answers, width]."""
        return self.node("Reshape", [x, self.constant([0, 0, -1, width], f"{name}_shape")], name)

    def slice(self, x: str, start: int, end: int, axis: int, name: str) -> str:
        return self.node("Slice", [x, self.constant([start], f"{name}_start"), self.constant([end], f"{name}_end"),
                                   self.constant([axis], f"{name}_axis")], name)

    def conv(self, x: str, state: str, layer: torch.nn.Conv1d, name: str) -> str:
        joined = self.node("Concat", [state, x], f"{name}_joined", axis=2)
        self.slice(joined, -2, LAST, 2, f"{name}_out")
        product = self.node("Conv", [joined, self.constant(layer.weight, f"{name}_weight"),
                                     self.constant(layer.bias, f"{name}_bias")], f"{name}_product", kernel_shape=[3])
        return self.node("Relu", [product], f"{name}_active")

    def clamp(self, x: str, low: torch.Tensor, span: torch.Tensor, name: str) -> str:
        """low <= x <= low + span."""
        above = self.node("Max", [x, self.constant(low, f"{name}_low")], f"{name}_above")
        return self.node("Min", [above, self.constant(low + span, f"{name}_high")], name)

    def pick(self, posterior: str, kind: str) -> str:
        """One class's posterior."""
        index = CLASSES.index(kind)
        return self.slice(posterior, index, index + 1, 3, f"{kind}_posterior")

    def gate(self, x: str, edges: tuple[float, float], name: str, flip: bool = False) -> str:
        """0 below the first edge, 1 above the second, of a share (or of its complement)."""
        scale = 1 / (edges[1] - edges[0])
        factor, offset = (-scale, (1 - edges[0]) * scale) if flip else (scale, -edges[0] * scale)
        scaled = self.node("Mul", [x, self.constant(np.float32([factor]), f"{name}_factor")], f"{name}_scaled")
        moved = self.node("Add", [scaled, self.constant(np.float32([offset]), f"{name}_shift")], f"{name}_moved")
        return self.node("Clip", [moved, self.constant(np.float32(0), "zero"), self.constant(np.float32(1), "one")], name)

    def dial(self, values: tuple[float, ...], name: str) -> str:
        """The value that belongs to the look-ahead, [B, 1, 1, 1]."""
        chosen = self.node("MatMul", ["look_ahead", self.constant(np.float32(values)[:, None], f"{name}_values")], f"{name}_chosen")
        return self.node("Unsqueeze", [chosen, self.constant([1, 2], "axes12")], name)

    def pull(self, speech: str, gate: str, strength: torch.Tensor, target: torch.Tensor, name: str) -> str:
        """speech + gate * strength * (target - speech)"""
        away = self.node("Sub", [self.constant(target, f"{name}_target"), speech], f"{name}_away")
        how = self.node("Mul", [gate, self.constant(strength, f"{name}_strength")], f"{name}_how")
        return self.node("Add", [speech, self.node("Mul", [how, away], f"{name}_step")], name)


def trunk(g: Graph, voice: Voice) -> str:
    centred = g.node("Sub", ["features", g.constant(voice.feature_mean, "feature_mean")], "centred")
    scaled = g.node("Mul", [centred, g.constant(voice.feature_scale, "feature_scale")], "scaled")
    x = g.node("Transpose", [scaled], "channels_first", perm=[0, 2, 1])
    x = g.conv(x, "conv1", voice.conv1, "conv1")
    x = g.conv(x, "conv2", voice.conv2, "conv2")
    x = g.node("Transpose", [x], "time_first", perm=[2, 0, 1])
    # Gate order: torch has reset, update, new; ONNX has update, reset, new.
    gru, hidden_size = voice.gru, voice.size.hidden
    order = lambda w: torch.cat([w[hidden_size:2 * hidden_size], w[:hidden_size], w[2 * hidden_size:]])
    weights = [g.constant(order(gru.weight_ih_l0)[None], "gru_w"), g.constant(order(gru.weight_hh_l0)[None], "gru_r"),
               g.constant(torch.cat([order(gru.bias_ih_l0), order(gru.bias_hh_l0)])[None], "gru_b")]
    hidden = g.node("Unsqueeze", ["hidden", g.constant([0], "axis0")], "hidden_stacked")
    g.node("GRU", [x, *weights, "", hidden], "gru", ["gru_steps", "gru_last"], hidden_size=hidden_size, linear_before_reset=1)
    g.node("Squeeze", ["gru_last", "axis0"], "hidden_out")
    steps = g.node("Squeeze", ["gru_steps", g.constant([1], "axis1")], "gru_one_way")
    x = g.node("Transpose", [steps], "batch_first", perm=[1, 0, 2])
    shared = g.node("Relu", [g.linear(x, voice.shared, "shared_linear")], "shared")
    # The delay that this face did not choose is silenced: [B, delays] @ [delays, all channels].
    spread = np.repeat(np.eye(len(voice.look_aheads)), voice.size.shared, 1)
    mask = g.node("MatMul", ["look_ahead", g.constant(spread, "look_ahead_spread")], "look_ahead_wide")
    mask = g.node("Unsqueeze", [mask, "axis1"], "look_ahead_mask")
    return g.node("Mul", [shared, mask], "chosen")


def heads(g: Graph, voice: Voice, shared: str) -> tuple[str, str, str, str]:
    logits = g.answers(g.linear(shared, voice.classes, "classes"), len(CLASSES), "logits")
    posterior = g.node("Softmax", [logits], "posterior", axis=3)
    filled = g.node("MatMul", ["emotion", g.constant(voice.fill_matrix, "fill_matrix")], "filled")
    weights = g.node("Add", [filled, g.constant(voice.fill_bias, "fill_bias")], "weights")
    poses = g.node("MatMul", [posterior, g.constant(voice.pose, "pose")], "poses")
    speech = g.answers(g.linear(shared, voice.speech, "speech_linear"), len(SPEECH), "speech_answers")
    speech = g.node("Add", [speech, poses], "speech_raw")
    mood = g.node("Concat", [shared, weights], "mood_input", axis=2)
    mood = g.node("Relu", [g.linear(mood, voice.mood, "mood_linear")], "mood")
    tonic = g.node("MatMul", [weights, g.constant(voice.tonic, "tonic")], "tonic_sum")
    emotion = g.node("Add", [g.linear(mood, voice.mood_out, "mood_out"), tonic], "emotion_raw")
    # Of emotion all answers have the same.
    same = lambda x: g.node("Unsqueeze", [x, g.constant([2], "axis2")], f"{x}_of_all")
    return posterior, same(weights), speech, same(emotion)


def compose(g: Graph, voice: Voice, posterior: str, weights: str, speech: str, emotion: str) -> None:
    """The same rules as Voice.compose."""
    speaking = g.gate(g.pick(posterior, "silence"), voice.gates.speech, "speaking", flip=True)
    surer = g.node("Sub", [g.pick(posterior, "labiodental"), g.pick(posterior, "dental")], "labiodental_surer")
    tucking = g.node("Relu", [surer], "tucking")
    lips = g.node("Add", [g.pick(posterior, "bilabial"), tucking], "lips")
    some = g.node("Add", [lips, g.constant(np.float32([SLIGHT]), "slight")], "lips_some")
    share = g.node("Div", [tucking, some], "tuck_share")
    closing = g.gate(g.node("Mul", [lips, g.dial(voice.gates.keen, "keen")], "lips_keen"), voice.gates.lips, "closing")
    labiodental = g.node("Mul", [closing, g.gate(share, voice.gates.tuck, "tuck")], "labiodental")
    opened = g.node("Mul", [closing, g.gate(share, voice.gates.close, "open")], "opened")
    bilabial = g.node("Sub", [closing, opened], "bilabial")
    apart = g.node("MatMul", [posterior, g.constant(voice.contrast, "contrast")], "vowels")
    speech = g.node("Add", [speech, g.node("Mul", [apart, g.dial(voice.gates.apart, "apart")], "vowels_apart")], "speech_apart")
    rounded = g.node("Add", [g.pick(posterior, "round_close"), g.pick(posterior, "round_open")], "rounded")
    some = g.node("Add", [rounded, "slight"], "rounded_some")
    doubt = g.gate(g.node("Reciprocal", [some], "rounded_unlikely"), voice.gates.unsure, "rounded_doubt")
    rounder = g.node("MatMul", [posterior, g.constant(voice.rounding, "rounding")], "rounder")
    speech = g.node("Add", [speech, g.node("Mul", [doubt, rounder], "rounder_in_doubt")], "speech_rounder")
    speech = g.clamp(speech, voice.speech_low, voice.speech_span, "speech_limited")
    away = g.node("Sub", [speech, g.constant(voice.rest, "rest")], "from_rest")
    speech = g.node("Add", ["rest", g.node("Mul", [speaking, away], "spoken")], "speech_active")
    # gain - 1 = weights @ (gains - 1), as the weights sum to one.
    gain = g.node("MatMul", [weights, g.constant(voice.jaw_gains - 1, "jaw_gains")], "jaw_gain")
    factor = g.node("Mul", [gain, g.constant(voice.is_jaw, "is_jaw")], "jaw_factor")
    speech = g.node("Add", [speech, g.node("Mul", [speech, factor], "jaw_more")], "speech_gained")
    speech = g.pull(speech, labiodental, voice.labiodental_strength, voice.labiodental_target, "tucked")
    speech = g.pull(speech, bilabial, voice.bilabial_strength, voice.bilabial_target, "closed")
    held = g.node("Mul", [closing, g.constant(voice.held_back, "held_back")], "held")
    held_emotion = g.node("Mul", [emotion, held], "emotion_held")
    emotion = g.node("Sub", [emotion, held_emotion], "emotion_left")
    spoken = g.node("MatMul", [speech, g.constant(voice.spread_speech, "spread_speech")], "speech_controls")
    felt = g.node("MatMul", [emotion, g.constant(voice.spread_emotion, "spread_emotion")], "emotion_controls")
    total = g.node("Add", [spoken, felt], "controls_raw")
    g.clamp(total, voice.low, voice.span, "controls")


def manifest(voice: Voice) -> dict[str, object]:
    return {
        "format": 2, "name": "emoface-voice", "version": "0.9.0", "licence": "MIT OR Apache-2.0", "rig": "board",
        "sample_rate": 16000, "frame_rate": 60, "features": {"kind": "logmel", "version": 2, "width": FEATURES},
        "look_ahead_frames": list(LOOK_AHEADS), "look_ahead_default": DEFAULT, "preview": ANSWERS > 1, "emotions": list(EMOTIONS),
        "state": [{"input": name, "output": f"{name}_out", "shape": list(shape)} for name, shape in states(voice.size)],
    }


def build(voice: Voice) -> onnx.ModelProto:
    g = Graph()
    compose(g, voice, *heads(g, voice, trunk(g, voice)))
    tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    controls = voice.low.shape[0]
    inputs = [tensor("features", ["B", "T", FEATURES]), tensor("emotion", ["B", "T", len(EMOTIONS)])]
    inputs += [tensor("look_ahead", ["B", len(voice.look_aheads)])]
    inputs += [tensor(name, ["B", *shape]) for name, shape in states(voice.size)]
    outputs = [tensor("controls", ["B", "T", ANSWERS, controls])]
    outputs += [tensor(f"{name}_out", ["B", *shape]) for name, shape in states(voice.size)]
    constants = [numpy_helper.from_array(value, name) for name, value in g.constants.items()]
    graph = helper.make_graph(g.nodes, "emoface-voice", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="emoface recipe")
    model.ir_version = 8
    helper.set_model_props(model, {"emoface.manifest": json.dumps(manifest(voice))})
    onnx.checker.check_model(model, full_check=True)
    return model


class Session:
    """The file through ONNX Runtime, on one thread."""

    def __init__(self, path: Path | str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.manifest = json.loads(self.session.get_modelmeta().custom_metadata_map["emoface.manifest"])
        self.state = self.manifest["state"]
        self.outputs = ["controls"] + [state["output"] for state in self.state]

    def zero_state(self, batch: int) -> list[np.ndarray]:
        return [np.zeros((batch, *state["shape"]), np.float32) for state in self.state]

    def run(self, features: np.ndarray, emotion: np.ndarray, index: int, state: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
        """Controls, those of all answers, and new state at the look-ahead `index`."""
        delay = np.eye(len(self.manifest["look_ahead_frames"]), dtype=np.float32)[[index] * len(features)]
        feed = {"features": features, "emotion": emotion, "look_ahead": delay}
        feed |= {entry["input"]: value for entry, value in zip(self.state, state)}
        controls, *state = self.session.run(self.outputs, feed)
        return controls, state


def check(path: Path, voice: Voice) -> None:
    """The file equals the trained net, step by step equals at once, and one step is fast."""
    session = Session(path)
    random = np.random.default_rng(0)
    features = random.normal(size=(2, 50, FEATURES)).astype(np.float32)
    emotion = random.dirichlet(np.ones(7), (2, 50)).astype(np.float32)
    for index, frames in enumerate(LOOK_AHEADS):
        at_once, _ = session.run(features, emotion, index, session.zero_state(2))
        with torch.no_grad():
            wanted = voice(torch.tensor(features), torch.tensor(emotion), voice.one_hot(index, 2), voice.zero_state(2))[0].numpy()
        state, steps = session.zero_state(2), []
        for t in range(50):
            step, state = session.run(features[:, t:t + 1], emotion[:, t:t + 1], index, state)
            steps.append(step)
        print(f"look-ahead {frames}: torch against file {np.abs(at_once - wanted).max():.1e}, "
              f"one step at a time {np.abs(np.concatenate(steps, 1) - at_once).max():.1e}")
    for batch in (1, 16):
        feed = (features[:1, :1].repeat(batch, 0), emotion[:1, :1].repeat(batch, 0), DEFAULT, session.zero_state(batch))
        times = []
        for _ in range(500):
            begin = time.perf_counter()
            session.run(*feed)
            times.append(time.perf_counter() - begin)
        print(f"one step of {batch} faces: median {1e6 * np.median(times):.0f} us")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    voice = load(arguments.checkpoint)
    onnx.save(build(voice), arguments.out)
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes, {sum(p.numel() for p in voice.parameters())} parameters")
    check(arguments.out, voice)


if __name__ == "__main__":
    main()
