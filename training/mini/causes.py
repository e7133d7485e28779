"""Which visible properties a picture has most: the causes that the MLLM learns to name."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from .effects import luma, soft
from .grammar import CAUSES

# Typical value and spread of each property over the neutral scenes.
TYPICAL = torch.tensor([0.40, 0.15, 0.15, 0.04, 0.00, 0.14, 0.03, 0.03])
SPREAD = torch.tensor([0.20, 0.07, 0.13, 0.14, 0.06, 0.16, 0.10, 0.06])
# (name when high, name when low) for each property; None where only one side has a name
NAMES = (
    ("bright light", "dim light"),
    ("strong contrast", "low contrast"),
    ("vivid colors", "muted colors"),
    ("warm tones", "cold tones"),
    ("a green tint", "a purple tint"),
    ("lifted blacks", "deep shadows"),
    ("dark edges", None),
    ("glowing highlights", None),
)
assert {n for pair in NAMES for n in pair if n} <= set(CAUSES)


def measure(x: torch.Tensor) -> torch.Tensor:
    """[B,8] properties of pictures [B,3,H,W] in 0..1."""
    y = luma(x)
    small = F.avg_pool2d(y, 4)
    mean = small.mean((1, 2, 3))
    spread = small.flatten(1).std(1)
    saturation = (x.amax(1) - x.amin(1)).mean((1, 2))
    r, g, b = x.mean((2, 3)).unbind(1)
    low = small.flatten(1).quantile(0.05, dim=1)
    line = torch.linspace(-1, 1, small.shape[-1])
    radius = (line[:, None] ** 2 + line[None] ** 2).sqrt()[None, None]
    edges = (small * (radius < 0.6)).sum((1, 2, 3)) / (radius < 0.6).sum() - (small * (radius > 1.0)).sum((1, 2, 3)) / (
        radius > 1.0
    ).sum()
    glow = (soft(y, 9) - soft(y, 24)).flatten(1).quantile(0.97, dim=1)
    return torch.stack([mean, spread, saturation, r - b, g - (r + b) / 2, low, edges, glow - 0.07], 1)


def name(x: torch.Tensor) -> list[list[str]]:
    """For each picture the two properties that stand out most."""
    z = (measure(x) - TYPICAL) / SPREAD
    out = []
    for row in z:
        found: list[str] = []
        for i in row.abs().argsort(descending=True).tolist():
            word = NAMES[i][0] if row[i] > 0 else NAMES[i][1]
            if word and abs(float(row[i])) > 0.5 and len(found) < 2:
                found.append(word)
        out.append(found or ["plain light"])
    return out
