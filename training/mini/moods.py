"""Every training scene in all eight moods, graded once and kept: run/moods.npy, uint8 [scenes, 8, 3, 128, 128]."""

from __future__ import annotations

from multiprocessing import get_context

import numpy as np
import torch

from . import effects, scenes
from .config import RUN, SEED, SIZE, Steps

LOW, HIGH = 0.65, 1.2  # strengths of the cached grades
BLOCK = 32


def grades(raw: np.ndarray, seed: int) -> np.ndarray:
    """All eight moods of a block of scenes [n,6,128,128], each with its own random strength."""
    rng = torch.Generator().manual_seed(seed)
    scene = torch.from_numpy(raw).float() / 255
    view = effects.view(scene, rng)
    out = []
    for e in range(8):
        k = LOW + (HIGH - LOW) * torch.rand(len(scene), generator=rng)
        out.append((effects.grade(view, e, k) * 255).round().to(torch.uint8))
    return torch.stack(out, 1).numpy()


def one_mood(scene: torch.Tensor, emotion: int, seed: int, low: float = LOW, high: float = HIGH) -> torch.Tensor:
    """One random grade of each scene [n,6,128,128] in 0..1 by one emotion."""
    rng = torch.Generator().manual_seed(seed)
    k = low + (high - low) * torch.rand(len(scene), generator=rng)
    return effects.grade(effects.view(scene, rng), emotion, k)


def _block(i: int) -> tuple[int, np.ndarray]:
    torch.set_num_threads(1)
    data = np.load(RUN / "scenes.npy", mmap_mode="r")
    return i, grades(np.array(data[i : i + BLOCK]), SEED + 31 * i)


def build(steps: Steps) -> None:
    path, partial = RUN / "moods.npy", RUN / "moods.part.npy"
    if path.exists():
        return
    n = min(steps.moods, len(scenes.load("scenes")))
    out = np.lib.format.open_memmap(partial, "w+", np.uint8, (n, 8, 3, SIZE, SIZE))
    with get_context("spawn").Pool(2) as pool:
        for i, block in pool.imap_unordered(_block, range(0, n, BLOCK)):
            out[i : i + BLOCK] = block[: n - i]
    out.flush()
    partial.rename(path)
    print(f"moods: {n} scenes x 8", flush=True)


class Gallery:
    """Scenes and their moods by (scene, mood); mood 8 is the scene itself. Gives float pictures in 0..1."""

    def __init__(self) -> None:
        self.moods = np.load(RUN / "moods.npy", mmap_mode="r")
        self.plain = np.load(RUN / "scenes.npy", mmap_mode="r")

    def __len__(self) -> int:
        return len(self.moods)

    def get(self, rows: np.ndarray, moods: np.ndarray) -> torch.Tensor:
        out = np.stack([self.plain[r, :3] if m == 8 else self.moods[r, m] for r, m in zip(rows, moods)])
        return torch.from_numpy(out).float() / 255
