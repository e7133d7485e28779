"""Stage mllm: read the source's emotion, describe it with causes, and write a condition that says what is to change."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import causes, grammar
from .config import DIM, QUERIES, SEED, TOKENS, Steps
from .emotions import NEUTRAL, VALENCE_AROUSAL
from .loop import Losses, load, train
from .mllm import Mllm
from .moods import Gallery

Tensor = torch.Tensor
CELLS = 4  # condition token i describes cell i of a 4 x 4 grid, in 2 x 2 parts
assert CELLS * CELLS == TOKENS


class Probes(nn.Module):
    """Heads that only shape the states during training; they do not ship."""

    def __init__(self) -> None:
        super().__init__()
        self.target = nn.Linear(DIM, 9)
        self.cell = nn.Linear(DIM, 12)
        self.state = nn.Linear(DIM, 9 + 9 + 3)  # at h_L: source, target, kind of instruction


class Trainee(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mllm, self.probes = Mllm(len(grammar.VOCABULARY)), Probes()


def pad(texts: list[list[int]]) -> tuple[Tensor, Tensor]:
    n = max(map(len, texts))
    ids = torch.zeros(len(texts), n, dtype=torch.long)
    for i, t in enumerate(texts):
        ids[i, : len(t)] = torch.tensor(t)
    hidden = torch.arange(n)[None] >= torch.tensor([len(t) for t in texts])[:, None]
    return ids, hidden


def ask(rng: np.random.Generator, label: int) -> tuple[str, int, int, float]:
    """A prompt for a picture labelled so: its text, kind, target (8 = no change) and strength."""
    u = rng.random()
    if u < 0.18:
        return grammar.prompt(label), grammar.EMPTY, NEUTRAL, 0.0
    if u < 0.38:
        return grammar.prompt(label, grammar.plain(rng)), grammar.OTHER, NEUTRAL, 0.0
    target = int(rng.integers(8))
    text, k = grammar.asking(rng, target)
    return grammar.prompt(label, text), grammar.EMOTIONAL, target, k


def run(steps: Steps) -> dict[str, float]:
    torch.manual_seed(SEED + 2)
    rng, words = torch.Generator().manual_seed(SEED + 3), np.random.default_rng(SEED + 4)
    gallery = Gallery()
    model = Trainee()
    va = torch.tensor(VALENCE_AROUSAL)

    def loss(step: int) -> Losses:
        n = steps.mllm_batch
        rows = torch.randint(len(gallery), (n,), generator=rng).numpy()
        source = torch.where(
            torch.rand(n, generator=rng) < 0.6, torch.randint(8, (n,), generator=rng), torch.tensor(NEUTRAL)
        )
        x = gallery.get(rows, source.numpy())
        # one label in eight is wrong on purpose: the picture and its named source may disagree in use
        label = torch.where(torch.rand(n, generator=rng) < 0.125, torch.randint(9, (n,), generator=rng), source)
        asked = [ask(words, int(s)) for s in label]
        kind, target = torch.tensor([a[1] for a in asked]), torch.tensor([a[2] for a in asked])
        k = torch.tensor([a[3] for a in asked])
        neutral, full = gallery.get(rows, np.full(n, NEUTRAL)), gallery.get(rows, target.numpy())
        change = neutral + k.view(-1, 1, 1, 1) * (full - neutral) - x  # strength, as a blend
        change = torch.where((target == NEUTRAL).view(-1, 1, 1, 1), torch.zeros_like(x), change)
        ids, hidden = pad([grammar.encode(a[0]) for a in asked])
        told, told_hidden = pad(
            [
                grammar.encode(grammar.DESCRIBE) + grammar.encode(grammar.description(words, int(s), c))
                for s, c in zip(source, causes.name(x))
            ]
        )
        with torch.autocast("cpu", torch.bfloat16):
            embeds, emotion, feeling = model.mllm.vision(x * 2 - 1)
            condition, logits, _, h = model.mllm.decoder(embeds, ids, pad=hidden)
            _, spoken, _, _ = model.mllm.decoder(embeds, told, pad=told_hidden)
            condition = condition.float()
            state = model.probes.state(h[:, -QUERIES:]).float()
            said = model.probes.target(condition.mean(1)).float()
            cells = model.probes.cell(condition).float()
        emotional = source != NEUTRAL
        named = torch.where(emotional[:, None], F.one_hot(source.clamp(max=7), 8).float(), torch.full((n, 8), 0.125))
        pooled = (
            F.adaptive_avg_pool2d(change, 2 * CELLS)
            .view(n, 3, CELLS, 2, CELLS, 2)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(n, TOKENS, 12)
        )
        start = len(grammar.encode(grammar.DESCRIBE))
        lm = F.cross_entropy(
            spoken[:, start - 1 : -1].float().transpose(1, 2), told[:, start:], ignore_index=grammar.PAD
        )
        read = state.flatten(0, 1)
        each = lambda t: t[:, None].expand(-1, QUERIES).flatten()
        return {
            "source": 0.5 * F.cross_entropy(emotion.float(), named),
            "feeling": F.mse_loss(feeling.float(), va[source]),
            "words": 0.3 * lm,
            "target": 0.5 * F.cross_entropy(said, target),
            "cells": 6.0 * (cells - pooled).abs().mean(),
            "h_target": 0.3 * F.cross_entropy(read[:, 9:18], each(target)),
            "h_source": 0.15 * F.cross_entropy(read[:, :9], each(label)),
            "h_kind": 0.15 * F.cross_entropy(read[:, 18:], each(kind)),
        }

    return train("mllm", model, loss, steps.mllm, lr=6e-4, decay=0.99, every=200)


def trained() -> Mllm:
    return load("mllm", Trainee()).mllm


__all__ = ["ask", "run", "trained"]
