"""One procedural photograph from a seed, and the stage that caches thousands of them."""

from __future__ import annotations

from multiprocessing import Pool

import numpy as np

from . import indoors, outdoors
from .config import RUN, SEED, SIZE, Steps
from .fields import XX, YY, Array, blur, fractal

KINDS = (
    (outdoors.landscape, 0.30),
    (outdoors.city, 0.10),
    (outdoors.night, 0.09),
    (indoors.person, 0.20),
    (indoors.animal, 0.06),
    (indoors.room, 0.09),
    (indoors.table, 0.07),
    (indoors.leaves, 0.04),
    (indoors.texture, 0.04),
    (indoors.lettering, 0.01),
)


def camera(rng: np.random.Generator, rgb: Array) -> Array:
    """What a camera adds: texture of surfaces, exposure, white balance, curve, saturation, focus, vignette, noise."""
    if rng.random() < 0.7:  # light that falls unevenly, and fine texture on every surface
        rgb = rgb * np.exp(0.12 * rng.random() * fractal(rng, 1.7) + 0.05 * rng.random() * fractal(rng, 0.6))
    rgb = np.clip(rgb, 0, 1)
    if rng.random() < 0.6:  # the camera's meter: towards a middle exposure
        mean = max(float(rgb.mean()), 0.02)
        rgb = rgb ** np.clip(np.log(rng.uniform(0.3, 0.58)) / np.log(min(mean, 0.95)), 0.45, 1.6)
    rgb = rgb ** np.exp(rng.normal(0, 0.16)) * np.exp(rng.normal(0, 0.14))
    rgb = rgb * np.exp(rng.normal(0, 0.07, 3)).astype(np.float32)[:, None, None]
    if rng.random() < 0.12:  # low key
        rgb = rgb * rng.uniform(0.25, 0.6)
    elif rng.random() < 0.08:  # high key
        rgb = 1 - (1 - np.clip(rgb, 0, 1)) * rng.uniform(0.3, 0.7)
    grey = (rgb * np.asarray([0.299, 0.587, 0.114], np.float32)[:, None, None]).sum(0, keepdims=True)
    saturation = 0.0 if rng.random() < 0.04 else np.exp(rng.normal(0.4, 0.4))
    rgb = grey + (rgb - grey) * min(saturation, 3.0)
    mean = float(rgb.mean())
    rgb = mean + (rgb - mean) * np.exp(rng.normal(0.25, 0.25))
    if rng.random() < 0.35:
        rgb = rgb * (1 - rng.uniform(0.1, 0.5) * ((XX - 0.5) ** 2 + (YY - 0.5) ** 2)[None] * 2)
    if rng.random() < 0.5:
        rgb = blur(rgb, rng.uniform(0.2, 1.2))
    rgb = np.clip(rgb, 0, 1) + rng.normal(0, rng.uniform(0, 0.025), rgb.shape)
    return np.clip(rgb, 0, 1).astype(np.float32)


def squash(rng: np.random.Generator, stack: Array) -> Array:
    """Cut a window of any aspect and stretch it to the square, as wide and tall photographs are squashed."""
    h, w = rng.uniform(0.55, 1.0, 2) if rng.random() < 0.6 else (1.0, 1.0)
    y, x = rng.uniform(0, 1 - h), rng.uniform(0, 1 - w)
    rows = (y + h * (np.arange(SIZE) + 0.5) / SIZE) * SIZE - 0.5
    cols = (x + w * (np.arange(SIZE) + 0.5) / SIZE) * SIZE - 0.5
    r0, c0 = np.clip(np.floor(rows).astype(int), 0, SIZE - 2), np.clip(np.floor(cols).astype(int), 0, SIZE - 2)
    fr, fc = np.clip(rows - r0, 0, 1)[:, None], np.clip(cols - c0, 0, 1)[None, :]
    top = stack[:, r0][:, :, c0] * (1 - fc) + stack[:, r0][:, :, c0 + 1] * fc
    low = stack[:, r0 + 1][:, :, c0] * (1 - fc) + stack[:, r0 + 1][:, :, c0 + 1] * fc
    out = top * (1 - fr) + low * fr
    return out[:, :, ::-1] if rng.random() < 0.5 else out


def make_scene(seed: int) -> Array:
    """uint8 [6,128,128]: red, green, blue, sky, subject, depth."""
    rng = np.random.default_rng([SEED, seed])
    draw = KINDS[rng.choice(len(KINDS), p=np.asarray([p for _, p in KINDS]))][0]
    rgb, sky, subject, depth = draw(rng)
    stack = squash(rng, np.concatenate([np.clip(rgb, 0, 1), np.stack([sky, subject, depth])]))
    stack[:3] = camera(rng, stack[:3])
    if rng.random() < 0.03:  # black borders
        b = int(rng.integers(4, 18))
        if rng.random() < 0.5:
            stack[:, :b] = stack[:, -b:] = 0
        else:
            stack[:, :, :b] = stack[:, :, -b:] = 0
    return np.round(np.clip(stack, 0, 1) * 255).astype(np.uint8)


def build(steps: Steps) -> None:
    """Cache the training scenes, and held-out ones from seeds that training never sees."""
    RUN.mkdir(parents=True, exist_ok=True)
    for name, count, first in (("scenes", steps.scenes, 0), ("held_out", steps.held_out, 10_000_000)):
        path = RUN / f"{name}.npy"
        if path.exists() and len(np.load(path, mmap_mode="r")) == count:
            continue
        with Pool(2) as pool:
            scenes = list(pool.imap(make_scene, range(first, first + count), chunksize=64))
        np.save(path, np.stack(scenes))
        print(f"{name}: {count} scenes", flush=True)


def load(name: str) -> Array:
    return np.load(RUN / f"{name}.npy")
