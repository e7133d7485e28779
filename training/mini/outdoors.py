"""Scenes under a sky: landscapes, water, cities, nights. Each returns (rgb, sky, subject, depth)."""

from __future__ import annotations

import numpy as np

from .fields import XX, YY, Array, blur, box, ellipse, fractal, paint, ramp, ridge, step
from .palette import pick, sky

Layers = tuple[Array, Array, Array, Array]


def draw_sky(rng: np.random.Generator, horizon: float) -> tuple[Array, float, Array]:
    """A sky down to the horizon, perhaps with clouds and a sun; its brightness; the colour of its haze."""
    top, low, bright = sky(rng)
    rgb = ramp((YY / max(horizon, 0.15)) ** rng.uniform(0.6, 1.6), top, low)
    if rng.random() < 0.65:
        clouds = fractal(rng, rng.uniform(1.2, 1.9), rng.uniform(1.0, 1.9))
        cover = step(clouds - rng.uniform(-0.5, 1.0), rng.uniform(0.2, 0.8)) * rng.uniform(0.3, 1.0)
        shade = np.clip(0.5 + 0.25 * fractal(rng, 1.6), 0, 1)
        white = np.clip(low * 0.4 + 0.6 * min(1.0, bright + 0.1), 0, 1).astype(np.float32)
        rgb = paint(rgb, cover, ramp(shade, white * 0.62, white))
    if rng.random() < 0.35:
        cy, cx, r = rng.uniform(0.05, max(horizon, 0.2)), rng.uniform(0.05, 0.95), rng.uniform(0.015, 0.06)
        d2 = (XX - cx) ** 2 + (YY - cy) ** 2
        warm = pick(rng, "light", 0.02)
        glow = np.exp(-d2 / (2 * rng.uniform(0.05, 0.3) ** 2)) * rng.uniform(0.2, 0.8)
        rgb = 1 - (1 - rgb) * (1 - glow * warm[:, None, None])
        rgb = paint(rgb, ellipse(cy, cx, r, r), np.clip(warm + 0.1, 0, 1))
    if bright < 0.35 and rng.random() < 0.5:
        stars = np.zeros_like(YY)
        n = int(rng.integers(10, 60))
        stars[rng.integers(0, 128, n), rng.integers(0, 128, n)] = rng.uniform(0.3, 1.0, n)
        rgb = np.clip(rgb + blur(stars, 0.6) * 2.5, 0, 1)
    return rgb, bright, low


def shrub(rng: np.random.Generator, rgb: Array, depth: Array, y: float, light: float) -> None:
    """Clumps of leaves in the foreground, drawn in place."""
    base = pick(rng, "foliage")
    cx, ry, rx = rng.uniform(-0.05, 1.05), rng.uniform(0.06, 0.4), rng.uniform(0.05, 0.3)
    lump = fractal(rng, 1.1)
    inside = 1 - np.sqrt(((XX - cx) / rx) ** 2 + ((YY - (y - ry * 0.7)) / ry) ** 2)
    mask = step(inside + 0.22 * lump, 0.06)
    texture = np.clip(0.5 + 0.22 * fractal(rng, 0.7) + 0.3 * inside, 0, 1)
    rgb[:] = paint(rgb, mask, ramp(texture, base * light * 0.35, np.clip(base * light * 1.4, 0, 1)))
    depth[:] = depth * (1 - mask) + 0.1 * mask


def landscape(rng: np.random.Generator) -> Layers:
    horizon = rng.uniform(0.2, 0.8)
    rgb, light, haze = draw_sky(rng, horizon)
    depth = np.ones_like(YY)
    below = np.zeros_like(YY)
    sky_only = rgb.copy()
    light = max(light, 0.12)
    for i, far in enumerate(sorted(rng.uniform(0.25, 0.95, int(rng.integers(0, 4))), reverse=True)):
        line = (
            horizon - rng.uniform(0.0, 0.22) * (0.4 + far) - rng.uniform(0.01, 0.07) * ridge(rng, rng.uniform(0.7, 1.5))
        )
        mask = step(YY - line[None, :], 0.008)
        base = pick(rng, rng.choice(["stone", "foliage", "earth", "snow"]))
        rock = ramp(
            np.clip(0.5 + 0.22 * fractal(rng, rng.uniform(0.7, 1.3)), 0, 1), base * light * 0.5, base * light * 1.25
        )
        rgb = paint(rgb, mask, rock * (1 - far * 0.75) + haze[:, None, None] * far * 0.75)
        depth, below = depth * (1 - mask) + far * mask, np.maximum(below, mask)
    ground = step(YY - (horizon + 0.012 * ridge(rng, 1.5))[None, :], 0.008)
    near = np.clip((YY - horizon) / (1.02 - horizon), 0, 1)
    kind = rng.choice(["foliage", "earth", "sand", "snow", "water", "stone"], p=[0.25, 0.15, 0.12, 0.13, 0.25, 0.1])
    if kind == "water":
        flip = np.clip(2 * horizon - YY, 0, 1)
        rows = np.clip((flip[:, 0] * 127).astype(int), 0, 127)
        ripple = fractal(rng, 0.8, 2.5)
        mirror = rgb[:, rows, :] * rng.uniform(0.55, 0.9) * (1 + 0.12 * ripple * near)
        base = pick(rng, "water") * light
        fill = mirror * 0.7 + base[:, None, None] * 0.3
    else:
        base = pick(rng, kind)
        texture = np.clip(
            0.5 + (0.1 + 0.14 * near) * fractal(rng, rng.uniform(0.5, 1.2), rng.uniform(1.0, 1.8)) + 0.1 * (near - 0.5),
            0,
            1,
        )
        fill = ramp(texture, base * light * 0.45, np.clip(base * light * 1.35, 0, 1))
        fill = fill * (0.55 + 0.45 * near) + haze[:, None, None] * 0.45 * (1 - near)
    rgb = paint(rgb, ground, fill)
    depth = depth * (1 - ground) + (0.6 * (1 - near) ** 2 + 0.02) * ground
    below = np.maximum(below, ground)
    for _ in range(int(rng.integers(0, 5))):
        shrub(rng, rgb, depth, horizon + rng.uniform(0.02, 0.6) * (1 - horizon), light)
    subject = np.zeros_like(YY)
    if rng.random() < 0.3:
        subject = figure(rng, rgb, depth, horizon + rng.uniform(0.1, 0.3), rng.uniform(0.1, 0.3), light)
    open_sky = (1 - below) * (np.abs(rgb - sky_only).max(0) < 0.02)
    return rgb, blur(open_sky.astype(np.float32), 0.7), subject, depth


def figure(rng: np.random.Generator, rgb: Array, depth: Array, foot: float, tall: float, light: float) -> Array:
    """A small standing person, drawn in place; gives its mask."""
    cx = rng.uniform(0.15, 0.85)
    body = ellipse(foot - tall * 0.45, cx, tall * 0.35, tall * 0.13) + box(
        foot - tall * 0.35, cx - tall * 0.08, foot, cx + tall * 0.08
    )
    head = ellipse(foot - tall * 0.9, cx, tall * 0.1, tall * 0.08)
    body = np.clip(body, 0, 1)
    rgb[:] = paint(rgb, body, pick(rng, "cloth") * light)
    rgb[:] = paint(rgb, head, pick(rng, "skin") * max(light, 0.3))
    mask = np.maximum(body, head)
    depth[:] = depth * (1 - mask) + 0.15 * mask
    return mask


def city(rng: np.random.Generator) -> Layers:
    """Façades with rows of windows, one street, some sky."""
    horizon = rng.uniform(0.55, 0.9)
    rgb, light, haze = draw_sky(rng, horizon)
    open_sky, depth = np.ones_like(YY), np.ones_like(YY)
    x = -0.1
    light = max(light, 0.15)
    while x < 1.05:
        w, top = rng.uniform(0.12, 0.5), rng.uniform(-0.1, horizon - 0.1)
        far = rng.uniform(0.05, 0.5)
        mask = box(top, x, horizon + 0.05, x + w)
        base = pick(rng, rng.choice(["wall", "stone", "wood"])) * light * rng.uniform(0.6, 1.1)
        face = ramp(np.clip(0.5 + 0.1 * fractal(rng, 1.2) + 0.25 * (YY - 0.5), 0, 1), base * 1.1, base * 0.75)
        ny, nx = rng.uniform(6, 18), rng.uniform(6, 20)
        grid = (np.mod(YY * ny, 1) > 0.38) * (np.mod((XX - x) * nx, 1) > 0.42)
        lit = rng.random((24, 24))[np.minimum((YY * ny).astype(int), 23), np.clip(((XX - x) * nx).astype(int), 0, 23)]
        glass = np.where(lit > (0.85 if light > 0.5 else 0.55), 0.85, 0.18 + 0.15 * light)
        window = pick(rng, "light")[:, None, None] * glass
        face = paint(face, blur(grid.astype(np.float32), 0.4) * 0.9, window)
        rgb = paint(rgb, mask, face * (1 - 0.5 * far) + haze[:, None, None] * 0.5 * far)
        open_sky, depth = open_sky * (1 - mask), depth * (1 - mask) + far * mask
        x += w * rng.uniform(0.7, 1.2)
    street = step(YY - horizon, 0.006)
    base = pick(rng, "stone") * light * 0.7
    rgb = paint(
        rgb,
        street,
        ramp(np.clip(0.5 + 0.15 * fractal(rng, 0.9, 2.0) + 0.3 * (YY - horizon), 0, 1), base * 0.7, base * 1.2),
    )
    depth = depth * (1 - street) + 0.3 * (1 - YY) * street
    subject = np.zeros_like(YY)
    for _ in range(int(rng.integers(0, 4))):
        subject = np.maximum(
            subject, figure(rng, rgb, depth, horizon + rng.uniform(0.02, 0.1), rng.uniform(0.08, 0.25), light)
        )
    return rgb, open_sky * (1 - street), subject, depth


def night(rng: np.random.Generator) -> Layers:
    """Mostly dark: points, discs and streaks of light, as of lamps, bokeh, fire or a rocket."""
    base = np.asarray([0.02, 0.025, 0.04], np.float32) * rng.uniform(0.4, 4)
    rgb = ramp(np.clip(0.5 + 0.3 * fractal(rng, 1.5), 0, 1), base * 0.3, base * 1.8)
    horizon = rng.uniform(0.5, 1.1)
    silhouette = step(YY - (horizon + 0.04 * ridge(rng, rng.uniform(0.5, 1.4)))[None, :], 0.01)
    rgb = paint(rgb, silhouette, base * 0.25)
    lights = np.zeros_like(rgb)
    for _ in range(int(rng.integers(1, 22))):
        cy, cx, r = rng.uniform(0, 1), rng.uniform(0, 1), rng.choice([0.008, 0.02, 0.05])
        lights = np.maximum(
            lights,
            ellipse(cy, cx, r, r * rng.uniform(0.8, 1.2)) * pick(rng, "light")[:, None, None] * rng.uniform(0.3, 1.1),
        )
    if rng.random() < 0.45:
        cx, top, foot = rng.uniform(0.2, 0.8), rng.uniform(0.05, 0.6), rng.uniform(0.7, 1.0)
        width = 0.006 + 0.04 * np.clip((YY - top) / (foot - top), 0, 1) ** rng.uniform(0.8, 2)
        trail = step(width - np.abs(XX - cx), 0.012) * step(YY - top) * step(foot - YY, 0.04)
        lights = np.maximum(lights, trail * pick(rng, "light")[:, None, None])
        smoke = step(0.2 * fractal(rng, 1.3) + 0.9 - np.hypot((XX - cx) / 0.45, (YY - foot) / 0.14), 0.25)
        rgb = paint(rgb, smoke * rng.uniform(0.3, 0.9), pick(rng, "light") * rng.uniform(0.35, 0.8))
    glow = blur(lights, rng.uniform(3, 9)) * rng.uniform(1, 4) + blur(lights, 22) * rng.uniform(0.5, 3)
    rgb = 1 - (1 - np.clip(rgb, 0, 1)) * (1 - np.clip(glow, 0, 0.95)) * (1 - np.clip(lights, 0, 1))
    return rgb, (1 - silhouette) * (rgb.max(0) < 0.35), np.zeros_like(YY), 1 - 0.8 * silhouette
