"""Cached latents of every scene in neutral and in all eight moods, and the numbers that normalise them."""

from __future__ import annotations

import json

import numpy as np
import torch

from .config import GRID, RUN
from .config import LATENT_CHANNELS as C
from .emotions import SOURCES
from .loop import load
from .moods import Gallery
from .vae import Vae


def build() -> None:
    """run/latents.npy: float16 [scenes, 9, 8, 16, 16] (normalised means; 8 = neutral), and run/latents.json."""
    if (RUN / "latents.json").exists():
        return
    gallery = Gallery()
    vae = load("vae", Vae()).to(memory_format=torch.channels_last)
    out = np.zeros((len(gallery), 9, C, GRID, GRID), np.float32)
    moods = np.arange(9)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(gallery), 7):
            rows = np.arange(i, min(i + 7, len(gallery)))
            x = gallery.get(np.repeat(rows, 9), np.tile(moods, len(rows)))
            mean = vae.encoder((x * 2 - 1).contiguous(memory_format=torch.channels_last)).float()[:, :C]
            out[rows] = mean.numpy().reshape(len(rows), 9, C, GRID, GRID)
    mean, std = out.mean((0, 1, 3, 4)), out.std((0, 1, 3, 4))
    out = (out - mean[:, None, None]) / std[:, None, None]
    delta = (out[:, :8] - out[:, 8:]).std((0, 1, 3, 4))
    np.save(RUN / "latents.npy", out.astype(np.float16))
    (RUN / "latents.json").write_text(
        json.dumps({"mean": mean.tolist(), "std": std.tolist(), "delta": delta.tolist(), "order": SOURCES})
    )
    print(f"latents: {len(out)} scenes x 9, delta deviation {delta.round(3).tolist()}", flush=True)


def numbers() -> dict[str, list[float]]:
    return json.loads((RUN / "latents.json").read_text())
