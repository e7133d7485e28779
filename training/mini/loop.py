"""The training loop that all stages share: steps, bf16, EMA, checkpoints that resume, and a log line now and then."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from .config import RUN
from .layers import Ema

Losses = dict[str, torch.Tensor]


def finished(name: str) -> Path:
    return RUN / f"{name}.pt"


def train(
    name: str,
    model: nn.Module,
    loss: Callable[[int], Losses],
    steps: int,
    lr: float,
    decay: float = 0.998,
    every: int = 400,
) -> dict[str, float]:
    """Minimise the sum of the losses; the averaged weights end in run/<name>.pt, and the last mean losses are given back."""
    resume = RUN / f"{name}.resume.pt"
    weights = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    ema, first = Ema(model, decay), 0
    if resume.exists():
        state = torch.load(resume, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        ema.state, ema.n, first = state["ema"], state["n"], state["step"]
    means: dict[str, float] = {}
    begun = time.time()
    for step in range(first, steps):
        warm = min(1.0, (step + 1) / min(200, 1 + steps // 10))
        rate = lr * warm * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        parts = loss(step)
        total = sum(parts.values())
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        ema.update(model)
        for k, v in parts.items():
            means[k] = 0.98 * means.get(k, float(v.detach())) + 0.02 * float(v.detach())
        if (step + 1) % 50 == 0:
            print(
                f"{name} {step + 1}/{steps} {(time.time() - begun) / (step + 1 - first):.3f} s/step "
                + " ".join(f"{k}={v:.4f}" for k, v in means.items()),
                flush=True,
            )
        if (step + 1) % every == 0:
            partial = resume.with_suffix(".tmp")
            torch.save(
                {
                    "model": model.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "ema": ema.state,
                    "n": ema.n,
                    "step": step + 1,
                },
                partial,
            )
            partial.replace(resume)
    torch.save(ema.state, finished(name))
    resume.unlink(missing_ok=True)
    return {k: round(v, 5) for k, v in means.items()}


def load(name: str, model: nn.Module) -> nn.Module:
    """The finished weights, frozen."""
    model.load_state_dict(torch.load(finished(name), weights_only=True))
    return model.eval().requires_grad_(False)
