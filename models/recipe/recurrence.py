"""The GRU of the trunk in C++, for training: half the time of torch.nn.GRU, in bfloat16 a quarter; the same numbers.

    python recurrence.py

compares the two.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.cpp_extension import load

_built = None


def built():
    """The extension, compiled where that was not yet done (half a minute)."""
    global _built
    if _built is None:
        # The Python package of ninja puts its command beside the interpreter, which need not be on the path.
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        # "-ffast-math" for the exponentials: a compiler has them for many numbers at once, good to the last bits.
        flags = ["-O3", "-march=native", "-ffast-math", "-fopenmp-simd", "-mprefer-vector-width=512"]
        _built = load("recurrence", [str(Path(__file__).with_name("recurrence.cpp"))], extra_cflags=flags)
    return _built


class Recurrence(torch.autograd.Function):
    """All memories [steps, batch, hidden] from what the input says to the gates [steps, batch, 3 * hidden], whose precision is
    that of all products."""

    @staticmethod
    def forward(context, said: Tensor, first: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        memories, gates = built().forward(said, first.contiguous(), weight.to(said.dtype), bias)
        context.save_for_backward(memories, gates, weight)
        return memories[1:]

    @staticmethod
    def backward(context, wanted: Tensor):
        memories, gates, weight = context.saved_tensors
        to_said, to_first, to_memory, to_bias = built().backward(wanted.contiguous(), memories, gates, weight.to(gates.dtype).contiguous())
        told = to_memory.flatten(0, 1)
        to_weight = (told.t() @ memories[:-1].flatten(0, 1).to(told.dtype)).float()
        return to_said, to_first, to_weight, to_bias


class Memory(nn.GRU):
    """A GRU of one layer, the batch first, one way or both, that learns quickly. Products are in bfloat16 under autocast."""

    def forward(self, x: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        x = x.transpose(0, 1)
        forth = self._remember(x, first[0], "l0")
        if not self.bidirectional:
            return forth.transpose(0, 1), forth[-1:]
        back = self._remember(x.flip(0), first[1], "l0_reverse")
        return torch.cat([forth, back.flip(0)], -1).transpose(0, 1), torch.stack([forth[-1], back[-1]])

    def _remember(self, x: Tensor, first: Tensor, layer: str) -> Tensor:
        weight = lambda kind: getattr(self, f"{kind}_{layer}")
        said = nn.functional.linear(x.contiguous(), weight("weight_ih"))
        bias = torch.stack([weight("bias_ih"), weight("bias_hh")])
        return Recurrence.apply(said, first.float(), weight("weight_hh"), bias)


def compare(batch: int = 16, steps: int = 384, inputs: int = 160, hidden: int = 192) -> None:
    """Prints how far memories and gradients are from those of torch.nn.GRU, and what a pass costs."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    usual, first, seen = torch.randn(batch, steps, inputs), 0.3 * torch.randn(1, batch, hidden), torch.linspace(-1, 1, hidden)
    # Where a sigmoid's exponential would be infinite.
    far = usual * torch.logspace(-1, 3, batch)[:, None, None]

    def run(gru: nn.GRU, half: bool, x: Tensor) -> tuple[list[Tensor], float]:
        gru.zero_grad()
        given, begun = [y.clone().requires_grad_() for y in (x, first)], time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            heard = gru(*given)[0].float()
        (heard * seen).square().mean().backward()
        return [heard.detach(), *(y.grad for y in given), *(p.grad.clone() for p in gru.parameters())], time.process_time() - begun

    for name, x, halves, lasting in (("usual", usual, (False, True), 0), ("far out", far, (False,), 0), ("long memory", usual, (False, True), 8)):
        slow, quick = nn.GRU(inputs, hidden, batch_first=True), Memory(inputs, hidden, batch_first=True)
        # As in a trained one: some memories last for a frame, some for seconds.
        slow.bias_ih_l0.data[hidden:2 * hidden] += torch.linspace(0, lasting, hidden)
        quick.load_state_dict(slow.state_dict())
        exact = run(slow, False, x)[0]
        for half in halves:
            for gru in (slow, quick):
                found, seconds = min((run(gru, half, x) for _ in range(5)), key=lambda result: result[1])
                apart = max(((a - b).norm() / b.norm()).item() for a, b in zip(found, exact))
                print(f"{name}, {type(gru).__name__} {'bfloat16' if half else 'float32'}: {seconds * 1000:.0f} ms, {apart:.1e} apart")


if __name__ == "__main__":
    compare()
