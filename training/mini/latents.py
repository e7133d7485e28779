"""Cached latents of every scene in neutral and in all eight moods, and the numbers that normalise them."""
from __future__ import annotations

import json

import numpy as np
import torch

from . import effects, scenes
from .config import GRID, LATENT_CHANNELS as C, RUN, SEED
from .emotions import NEUTRAL, SOURCES
from .loop import load
from .vae import Vae

Tensor = torch.Tensor


def mood(scene: Tensor, emotion: int, seed: int, low: float = 0.6, high: float = 1.25) -> tuple[Tensor, Tensor]:
    """One random grade of each scene by one emotion; colours in 0..1 and the strength used."""
    rng = torch.Generator().manual_seed(seed)
    k = low + (high - low) * torch.rand(len(scene), generator=rng)
    return effects.apply(scene, torch.full((len(scene),), emotion), k, rng), k


def build(name: str = "scenes") -> None:
    """run/latents.npy: float16 [scenes, 9, 8, 16, 16] (normalised means; 8 = neutral), and run/latents.json."""
    if (RUN / "latents.json").exists():
        return
    data = scenes.load(name)
    vae = load("vae", Vae()).to(memory_format=torch.channels_last)
    out = np.lib.format.open_memmap(RUN / "latents.npy", "w+", np.float16, (len(data), 9, C, GRID, GRID))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(data), 64):
            scene = torch.from_numpy(data[i : i + 64]).float() / 255
            for e in range(9):
                x = scene[:, :3] if e == NEUTRAL else mood(scene, e, SEED + 100 * i + e)[0]
                mean = vae.encoder((x * 2 - 1).contiguous(memory_format=torch.channels_last)).float()[:, :C]
                out[i : i + 64, e] = mean.numpy().astype(np.float16)
    sample = np.asarray(out[: min(len(data), 2000)], np.float32)
    mean, std = sample.mean((0, 1, 3, 4)), sample.std((0, 1, 3, 4))
    z = (out - mean[:, None, None].astype(np.float16)) / std[:, None, None].astype(np.float16)
    out[:] = z
    z = np.asarray(out[: min(len(data), 2000)], np.float32)
    delta = (z[:, :8] - z[:, 8:]).std((0, 1, 3, 4))
    out.flush()
    (RUN / "latents.json").write_text(json.dumps({"mean": mean.tolist(), "std": std.tolist(), "delta": delta.tolist(), "order": SOURCES}))
    print(f"latents: {len(data)} scenes x 9, delta deviation {delta.round(3).tolist()}", flush=True)


def numbers() -> dict[str, list[float]]:
    return json.loads((RUN / "latents.json").read_text())
