"""The voice: a small causal net that hears lips, and the fixed rules that turn what it heard into 174 controls.

Learned: a trunk (two causal convolutions and a GRU) that knows nothing of emotion; for each look-ahead a layer that
answers for an earlier frame, a classifier of mouth states and a regression of speech channels; a small emotion head.
Fixed: the composition. A regression answers doubt with half-closed lips, a decision does not: so closures are pulled
all the way by the posterior of the bilabial and labiodental classes, and rest is pulled by the posterior of silence.

The look-ahead is a dial: step n answers for frame n - LOOK_AHEADS[i] where the input `look_ahead` is one-hot at i. The
trunk is the same for all; what a face did not choose is masked out, so three delays cost little more than one.

A step has two answers: beside that one a first opinion of the frame after it. The library smooths with that instead of
waiting a frame, so that all of a delay is heard before the net must say what a frame is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

import emotion as emotion_rules
from controls import EMOTION, EMOTIONS, SPEECH, SPEECH_INDEX, board, speech_range, spread
from phones import CLASSES, POSES, REST_POSE

FEATURES = 80
EMOTION_HIDDEN = 48
# Frames: 33, 67 and 133 ms. The library's smoothing adds none.
LOOK_AHEADS = (2, 4, 8)
DEFAULT = 1
# A step's frame, and the next one.
ANSWERS = 2
# Keeps a share of next to nothing from being one.
SLIGHT = 1e-3


@dataclass(frozen=True)
class Size:
    """Channels of the convolutions, of the GRU's memory, and of the layer behind it for each look-ahead."""

    conv: int = 160
    hidden: int = 192
    shared: int = 128


def states(size: Size) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(name, shape without the batch dimension) in input order."""
    return ("conv1", (FEATURES, 2)), ("conv2", (size.conv, 2)), ("hidden", (size.hidden,))


@dataclass(frozen=True)
class Gates:
    """Posterior at which a pull begins, and at which it is complete. Cheap dials; training has these, tune.py sets others."""

    # At each look-ahead what lips do, and how far vowels are apart, counts so many times (not yet in training): who hears far
    # ahead, or hardly ahead, is sparing with both.
    keen: tuple[float, ...] = (1.15, 1.0, 1.3)
    apart: tuple[float, ...] = (1.5, 1.2, 1.75)
    # Lips do something: both classes together.
    lips: tuple[float, float] = (0.10, 0.35)
    # All but silence.
    speech: tuple[float, float] = (0.30, 0.90)
    # The labiodental share of what the two classes have together: where lips that do something begin to tuck, and where
    # they cease to close. Between the two they do both, as rolled lips on an "m" do: who is not sure is not wrong. Steeper
    # gates bring out rounding errors: a live stream and its bake would differ by more than 1e-5.
    tuck: tuple[float, float] = (0.05, 0.18)
    close: tuple[float, float] = (0.35, 0.55)
    # One over the posterior of rounded vowels: from where on what doubt takes from rounding is made up for, and where all
    # of it that is to be.
    unsure: tuple[float, float] = (1.0, 3.0)


def closure_pull(name: str) -> tuple[np.ndarray, np.ndarray]:
    """(strength, target) per speech channel of the pull towards a closed or tucked mouth.

    The jaw is pulled little: lips close over a jaw that stays half open, as captured takes show.
    """
    strength = np.zeros(len(SPEECH), np.float32)
    target = np.zeros(len(SPEECH), np.float32)
    pulls = {
        "bilabial": {"mouth_lipsTogetherU": (1, 1), "mouth_lipsTogetherD": (1, 1), "mouth_lowerLipDepress": (1, 0),
                     "mouth_upperLipRaise": (1, 0), "jaw": (0.1, 0.04), "mouth_pressU": (0.8, 0.25),
                     "mouth_pressD": (0.8, 0.25), "mouth_lipBiteD": (0.3, 0), "mouth_lipsRollU": (0.8, 0.15),
                     "mouth_lipsRollD": (0.8, 0.15), "mouth_funnelU": (0.6, 0), "mouth_funnelD": (0.6, 0)},
        "labiodental": {"mouth_lipBiteD": (1, 0.7), "mouth_lipsRollD": (1, 0.3), "jaw": (0.15, 0.05),
                        "mouth_lowerLipDepress": (1, 0), "mouth_upperLipRaise": (0.7, 0.15),
                        "mouth_lipsTogetherU": (1, 0), "mouth_lipsTogetherD": (1, 0), "mouth_pressU": (1, 0),
                        "mouth_pressD": (1, 0), "mouth_funnelD": (0.6, 0)},
    }
    for channel, (how_much, where) in pulls[name].items():
        strength[SPEECH_INDEX[channel]] = how_much
        target[SPEECH_INDEX[channel]] = where
    return strength, target


class Voice(nn.Module):
    """The whole model; `forward` runs any number of steps from given state."""

    look_aheads, answers = LOOK_AHEADS, ANSWERS

    def __init__(self, size: Size = Size(), gates: Gates = Gates()) -> None:
        super().__init__()
        self.size, self.gates = size, gates
        self.conv1 = nn.Conv1d(FEATURES, size.conv, 3)
        self.conv2 = nn.Conv1d(size.conv, size.conv, 3)
        self._listen(size)
        wide = size.shared * len(self.look_aheads)
        self.classes = nn.Linear(wide, self.answers * len(CLASSES))
        self.speech = nn.Linear(wide, self.answers * len(SPEECH))
        self.pose = nn.Parameter(torch.tensor(POSES))
        # Set by tune.py, not learned: what to add for vowels, and for rounded ones in doubt.
        self.contrast = nn.Parameter(torch.zeros(len(CLASSES), len(SPEECH)), requires_grad=False)
        self.rounding = nn.Parameter(torch.zeros(len(CLASSES), len(SPEECH)), requires_grad=False)
        self.mood = nn.Linear(wide + len(EMOTIONS), EMOTION_HIDDEN)
        self.mood_out = nn.Linear(EMOTION_HIDDEN, len(EMOTION))
        self.tonic = nn.Parameter(torch.tensor(emotion_rules.tonic_table()))
        nn.init.normal_(self.speech.weight, std=0.02)
        nn.init.zeros_(self.mood_out.weight)
        nn.init.zeros_(self.mood_out.bias)

        constant = lambda name, value: self.register_buffer(name, torch.as_tensor(np.asarray(value, np.float32)))
        constant("feature_mean", np.zeros(FEATURES))
        constant("feature_scale", np.ones(FEATURES))
        matrix, bias = emotion_rules.fill_neutral()
        constant("fill_matrix", matrix)
        constant("fill_bias", bias)
        constant("jaw_gains", emotion_rules.jaw_gains()[:, None])
        constant("rest", REST_POSE)
        low, high = speech_range()
        constant("speech_low", low)
        constant("speech_span", high - low)
        for name in ("bilabial", "labiodental"):
            strength, target = closure_pull(name)
            constant(f"{name}_strength", strength)
            constant(f"{name}_target", target)
        jaw = np.zeros(len(SPEECH), np.float32)
        jaw[SPEECH_INDEX["jaw"]] = 1.0
        constant("is_jaw", jaw)
        constant("held_back", [given for _, given in EMOTION])
        constant("spread_speech", spread(SPEECH))
        constant("spread_emotion", spread([name for name, _ in EMOTION]))
        constant("low", [low for _, low, _ in board()])
        constant("span", [high - low for _, low, high in board()])

    def _listen(self, size: Size) -> None:
        """The layers with a memory."""
        self.gru = nn.GRU(size.conv, size.hidden, batch_first=True)
        self.shared = nn.Linear(size.hidden, size.shared * len(self.look_aheads))

    @property
    def device(self) -> torch.device:
        return self.rest.device

    def zero_state(self, batch: int) -> list[Tensor]:
        return [torch.zeros((batch, *shape), device=self.device) for _, shape in states(self.size)]

    def chosen(self, shared: Tensor, look_ahead: Tensor) -> Tensor:
        """What one delay heard: the rest of the trunk's answer is masked out. `look_ahead`: [B, delays], one-hot."""
        return shared * look_ahead.repeat_interleave(self.size.shared, -1)[:, None]

    def one_hot(self, index: int, batch: int = 1) -> Tensor:
        return nn.functional.one_hot(torch.full((batch,), index), len(self.look_aheads)).float()

    def dials(self, look_ahead: Tensor) -> dict[str, Tensor]:
        """Gates that depend on the look-ahead, [B, 1, 1, 1] of a one-hot [B, delays]."""
        of = lambda values: (look_ahead @ torch.tensor(values[:len(self.look_aheads)]))[:, None, None, None]
        return {"keen": of(self.gates.keen), "apart": of(self.gates.apart)}

    def part(self, index: int | None) -> slice:
        """What belongs to one look-ahead of the layer behind the memory; all of it without an index."""
        return slice(None) if index is None else slice(index * self.size.shared, (index + 1) * self.size.shared)

    def trunk(self, features: Tensor, state: list[Tensor], index: int | None = None) -> tuple[Tensor, list[Tensor]]:
        """What all look-aheads heard, or only one of them, and the next state."""
        x = ((features - self.feature_mean) * self.feature_scale).transpose(1, 2)
        x = torch.cat([state[0], x], 2)
        state1 = x[:, :, -2:]
        x = torch.cat([state[1], torch.relu(self.conv1(x))], 2)
        state2 = x[:, :, -2:]
        x = torch.relu(self.conv2(x)).transpose(1, 2)
        x, hidden = self.gru(x, state[2][None].contiguous())
        part = self.part(index)
        return torch.relu(nn.functional.linear(x, self.shared.weight[part], self.shared.bias[part])), [state1, state2, hidden[0]]

    def heads(self, shared: Tensor, emotion: Tensor, index: int | None = None) -> dict[str, Tensor]:
        """What the net believes of what all look-aheads heard (or one), [B, T, answers, ...]: class logits, raw speech channels; of
        emotion, which is slow, the same for all answers."""
        part = self.part(index)
        linear = lambda layer: nn.functional.linear(shared, layer.weight[:, part], layer.bias).unflatten(-1, (self.answers, -1))
        logits = linear(self.classes)
        posterior = torch.softmax(logits, -1)
        weights = emotion @ self.fill_matrix + self.fill_bias
        # The emotion head listens to the trunk but must not bend it: lips are the trunk's only task.
        felt = nn.functional.linear(shared.detach(), self.mood.weight[:, :-len(EMOTIONS)][:, part], self.mood.bias)
        mood = torch.relu(felt + nn.functional.linear(weights, self.mood.weight[:, -len(EMOTIONS):]))
        return {
            "logits": logits,
            "posterior": posterior,
            "speech": linear(self.speech) + posterior @ self.pose,
            "emotion": (weights @ self.tonic + self.mood_out(mood))[:, :, None],
            "weights": weights[:, :, None],
        }

    def articulate(self, heads: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """(speech channels, how much lips close or touch): rest in silence, full closures, jaw gain of emotion."""
        posterior = heads["posterior"]
        gate = lambda p, edges: torch.clamp((p - edges[0]) / (edges[1] - edges[0]), 0, 1)
        pick = lambda name: posterior[..., CLASSES.index(name)][..., None]
        speaking = gate(1 - pick("silence"), self.gates.speech)
        # In a strange room the net often knows that lips do something, but not what: whether is decided first.
        # What may as well be a "th" does not tuck.
        tuck = torch.relu(pick("labiodental") - pick("dental"))
        lips = pick("bilabial") + tuck
        share = tuck / (lips + SLIGHT)
        acting = gate(lips * heads.get("keen", 1.0), self.gates.lips)
        bilabial, labiodental = acting * (1 - gate(share, self.gates.close)), acting * gate(share, self.gates.tuck)

        doubt = gate(1 / (pick("round_close") + pick("round_open") + SLIGHT), self.gates.unsure)
        speech = heads["speech"] + heads.get("apart", 1.0) * (posterior @ self.contrast) + doubt * (posterior @ self.rounding)
        speech = (speech - self.speech_low).clamp(min=0)
        speech = self.speech_low + self.speech_span - (self.speech_span - speech).clamp(min=0)
        speech = self.rest + speaking * (speech - self.rest)
        gain = heads["weights"] @ self.jaw_gains
        speech = speech * (1 + (gain - 1) * self.is_jaw)
        speech = speech + labiodental * self.labiodental_strength * (self.labiodental_target - speech)
        speech = speech + bilabial * self.bilabial_strength * (self.bilabial_target - speech)
        return speech, acting

    def compose(self, heads: dict[str, Tensor]) -> Tensor:
        """All 174 controls: speech, and emotion held back while lips close, inside their ranges."""
        speech, closing = self.articulate(heads)
        emotion = heads["emotion"] * (1 - closing * self.held_back)
        controls = speech @ self.spread_speech + emotion @ self.spread_emotion
        controls = (controls - self.low).clamp(min=0)
        return self.low + self.span - (self.span - controls).clamp(min=0)

    def forward(self, features: Tensor, emotion: Tensor, look_ahead: Tensor, state: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        shared, state = self.trunk(features, state)
        heads = self.heads(self.chosen(shared, look_ahead), emotion)
        return self.compose({**heads, **self.dials(look_ahead)}), state

    @torch.no_grad()
    def hear(self, rows: np.ndarray, emotion: str = "neutral", index: int = DEFAULT) -> dict[str, Tensor]:
        """The heads' answers (the firm ones, no opinions of a next frame) for a whole recording's features, already moved to the
        frames that they are for."""
        batch, delay = torch.tensor(rows)[None], self.look_aheads[index]
        weights = torch.zeros(1, len(rows), len(EMOTIONS))
        weights[..., EMOTIONS.index(emotion)] = 1
        shared, _ = self.trunk(batch, self.zero_state(1))
        look_ahead = self.one_hot(index)
        answers = self.heads(self.chosen(shared, look_ahead), weights)
        return {**{name: value[:, delay:, 0] for name, value in answers.items()}, **{name: value[..., 0] for name, value in self.dials(look_ahead).items()}}


class Teacher(Voice):
    """The same heads on a trunk that also hears the future: labels recordings that nobody labelled."""

    look_aheads, answers = (3,), 1

    def _listen(self, size: Size) -> None:
        self.gru = nn.GRU(size.conv, size.hidden, batch_first=True, bidirectional=True)
        self.shared = nn.Linear(2 * size.hidden, size.shared)

    def zero_state(self, batch: int) -> list[Tensor]:
        return [*super().zero_state(batch)[:2], torch.zeros(2, batch, self.size.hidden, device=self.device)]

    def trunk(self, features: Tensor, state: list[Tensor], index: int | None = None) -> tuple[Tensor, list[Tensor]]:
        x = ((features - self.feature_mean) * self.feature_scale).transpose(1, 2)
        x = torch.relu(self.conv1(torch.cat([state[0], x], 2)))
        x = torch.relu(self.conv2(torch.cat([state[1], x], 2))).transpose(1, 2)
        return torch.relu(self.shared(self.gru(x, state[2])[0])), state


def load(checkpoint: str) -> Voice:
    """A voice from a checkpoint of train.py, or with random weights when the name is "random"."""
    torch.manual_seed(0)
    voice = Voice()
    if checkpoint != "random":
        saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
        size = Size(*saved["size"])
        voice = Teacher(size) if saved["teacher"] else Voice(size)
        # Rules come from the code, learned weights and the scale of the features from the checkpoint.
        learned = {name for name, _ in voice.named_parameters()} | {"feature_mean", "feature_scale"}
        voice.load_state_dict({k: v for k, v in saved["average"].items() if k in learned}, strict=False)
        if "gates" in saved:
            voice.gates = Gates(**saved["gates"])
    return voice.eval()
