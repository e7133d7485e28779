"""Near scenes: people, animals, rooms, tables, leaves, textures, text. Each returns (rgb, sky, subject, depth)."""

from __future__ import annotations

import numpy as np

from .fields import XX, YY, Array, blur, box, ellipse, fractal, paint, ramp, step
from .outdoors import Layers, city, landscape
from .palette import FAMILIES, pick

_ZERO = np.zeros_like(YY)


def backdrop(rng: np.random.Generator) -> tuple[Array, Array]:
    """What is behind a portrait: another scene out of focus, a wall, or a studio gradient; with its sky."""
    u = rng.random()
    if u < 0.4:
        rgb, sky, _, _ = (landscape if rng.random() < 0.7 else city)(rng)
        s = rng.uniform(2, 7)
        return blur(rgb, s), blur(sky, s)
    if u < 0.7:
        rgb, _, _, _ = leaves(rng) if rng.random() < 0.5 else room(rng)
        return blur(rgb, rng.uniform(1.5, 6)), _ZERO
    base = pick(rng, "wall") * rng.uniform(0.3, 1.1)
    d = np.hypot(XX - rng.uniform(0.2, 0.8), YY - rng.uniform(0, 0.6))
    return ramp(np.clip(d + 0.05 * fractal(rng, 1.4), 0, 1), np.clip(base * 1.25, 0, 1), base * 0.45), _ZERO


def person(rng: np.random.Generator) -> Layers:
    rgb, sky = backdrop(rng)
    subject, depth = np.zeros_like(YY), np.full_like(YY, 0.8)
    for _ in range(1 if rng.random() < 0.7 else 2):
        cx, cy, r = rng.uniform(0.25, 0.75), rng.uniform(0.22, 0.5), rng.uniform(0.09, 0.2)
        lean = rng.normal(0, 0.12)
        skin, hair, cloth = pick(rng, "skin", 0.02), pick(rng, "hair"), pick(rng, "cloth")
        side = np.clip(0.5 + (XX - cx) / (3 * r) * rng.choice([-1, 1]) + 0.1 * fractal(rng, 1.3), 0, 1)
        torso = ellipse(cy + r * 3.9, cx + lean * r, r * 2.7, r * rng.uniform(1.8, 2.6))
        folds = np.clip(side + 0.14 * fractal(rng, 0.9, 1.7, rng.uniform(0, 3)), 0, 1)
        rgb = paint(rgb, torso, ramp(folds, cloth * 0.4, np.clip(cloth * 1.2, 0, 1)))
        if rng.random() < 0.5:
            rgb = paint(rgb, torso * box(cy + r * 1.6, cx - r * 0.35, cy + r * 4, cx + r * 0.35), pick(rng, "cloth"))
        hairy = ellipse(cy - r * 0.15, cx, r * rng.uniform(1.2, 1.8), r * rng.uniform(1.0, 1.5), lean)
        rgb = paint(
            rgb, hairy, ramp(np.clip(0.5 + 0.2 * fractal(rng, 0.7, 2), 0, 1), hair * 0.5, np.clip(hair * 1.4, 0, 1))
        )
        neck = box(cy + r * 0.6, cx - r * 0.4, cy + r * 1.7, cx + r * 0.4, 0.01)
        face = ellipse(cy + r * 0.1, cx, r * 1.12, r * 0.84, lean)
        tone = ramp(np.clip(side + 0.06 * fractal(rng, 1.0), 0, 1), skin * 0.62, np.clip(skin * 1.1, 0, 1))
        rgb = paint(paint(rgb, neck, tone * 0.85), face, tone)
        for e in (-0.34, 0.34):
            rgb = paint(rgb, ellipse(cy - r * 0.02, cx + e * r, r * 0.08, r * 0.16) * 0.8, hair * 0.4)
        rgb = paint(
            rgb,
            ellipse(cy + r * 0.62, cx, r * 0.09, r * 0.3) * 0.7,
            np.clip(skin * np.array([0.85, 0.55, 0.55], np.float32), 0, 1),
        )
        mask = np.clip(torso + hairy + face + neck, 0, 1)
        subject, depth, sky = np.maximum(subject, mask), depth * (1 - mask) + 0.08 * mask, sky * (1 - mask)
    return rgb, sky, subject, depth


def animal(rng: np.random.Generator) -> Layers:
    """A furred body that fills much of the frame, with ears, eyes and a nose."""
    rgb, sky = backdrop(rng)
    fur, second = pick(rng, "fur"), pick(rng, "fur")
    cx, cy, r = rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.6), rng.uniform(0.18, 0.36)
    body = ellipse(cy + r * 1.5, cx + rng.normal(0, 0.2), r * 1.7, r * rng.uniform(1.2, 2.4))
    head = ellipse(cy, cx, r * 0.9, r)
    ears = np.maximum(
        ellipse(cy - r * 0.85, cx - r * 0.65, r * 0.5, r * 0.25, -0.3),
        ellipse(cy - r * 0.85, cx + r * 0.65, r * 0.5, r * 0.25, 0.3),
    )
    mask = np.clip(body + head + ears, 0, 1)
    strands = 0.16 * fractal(rng, 0.5, 2.4, rng.uniform(0, 3.1)) + 0.2 * fractal(rng, 1.4)
    coat = ramp(
        np.clip(0.5 + strands - 0.25 * (YY - cy), 0, 1), fur * 0.45, np.clip(second * 1.25, 0, 1), (fur + second) / 2
    )
    rgb = paint(rgb, mask, coat)
    for e in (-0.38, 0.38):
        rgb = paint(rgb, ellipse(cy - r * 0.1, cx + e * r, r * 0.16, r * 0.18), pick(rng, "foliage") * 1.2)
        rgb = paint(rgb, ellipse(cy - r * 0.1, cx + e * r, r * 0.12, r * 0.06), np.full(3, 0.03, np.float32))
    rgb = paint(rgb, ellipse(cy + r * 0.35, cx, r * 0.08, r * 0.12), pick(rng, "skin") * 0.8)
    return rgb, sky * (1 - mask), mask, 0.8 - 0.7 * mask


def room(rng: np.random.Generator) -> Layers:
    """Two walls, a floor, perhaps a window, a lamp and pieces of furniture."""
    floor, corner = rng.uniform(0.55, 0.85), rng.uniform(0.1, 0.9)
    wall, dim = pick(rng, "wall"), rng.uniform(0.3, 1.1)
    shade = 0.12 * fractal(rng, 1.8)
    rgb = ramp(np.clip(0.5 + shade + 0.4 * (0.4 - YY), 0, 1), wall * dim * 0.6, np.clip(wall * dim * 1.15, 0, 1))
    rgb = rgb * np.where(XX > corner, rng.uniform(0.6, 0.9), 1.0)
    ground = step(YY - floor - 0.25 * np.abs(XX - corner) * rng.uniform(0, 1), 0.006)
    wood = pick(rng, rng.choice(["wood", "stone", "cloth"])) * dim
    rgb = paint(rgb, ground, ramp(np.clip(0.5 + 0.15 * fractal(rng, 0.8, 2.2), 0, 1), wood * 0.6, wood * 1.15))
    depth = 0.6 - 0.5 * ground * np.clip((YY - floor) / (1 - floor), 0, 1)
    sky = np.zeros_like(YY)
    if rng.random() < 0.55:
        y, x, h, w = rng.uniform(0.05, 0.3), rng.uniform(0.05, 0.6), rng.uniform(0.2, 0.4), rng.uniform(0.12, 0.35)
        pane = box(y, x, y + h, x + w)
        rgb = paint(rgb, box(y - 0.02, x - 0.02, y + h + 0.02, x + w + 0.02), pick(rng, "wall"))
        out = np.clip(pick(rng, "snow") * rng.uniform(0.7, 1.1), 0, 1)
        rgb = paint(rgb, pane, out)
        sky = pane * 0.6
        light = blur(pane, 14) * rng.uniform(0.2, 0.9)
        rgb = 1 - (1 - np.clip(rgb, 0, 1)) * (1 - light * out[:, None, None] * 0.7)
    for _ in range(int(rng.integers(0, 6))):
        y1, x, h, w = rng.uniform(floor, 1.0), rng.uniform(-0.1, 0.9), rng.uniform(0.08, 0.45), rng.uniform(0.06, 0.4)
        mask = box(y1 - h, x, y1, x + w) if rng.random() < 0.6 else ellipse(y1 - h / 2, x + w / 2, h / 2, w / 2)
        colour = pick(rng, rng.choice(["wood", "cloth", "foliage", "wall"])) * dim
        rgb = paint(
            rgb,
            mask,
            ramp(
                np.clip(0.5 + 0.12 * fractal(rng, 1.0) + 0.4 * (XX - x), 0, 1),
                np.clip(colour * 1.2, 0, 1),
                colour * 0.5,
            ),
        )
        depth = depth * (1 - mask) + 0.25 * mask
    if rng.random() < 0.4:
        cy, cx = rng.uniform(0.1, 0.6), rng.uniform(0.1, 0.9)
        d2, warm = (XX - cx) ** 2 + (YY - cy) ** 2, pick(rng, "light", 0.02)
        rgb = 1 - (1 - np.clip(rgb, 0, 1)) * (1 - np.exp(-d2 / 0.06) * rng.uniform(0.2, 0.7) * warm[:, None, None])
        rgb = paint(rgb, ellipse(cy, cx, 0.05, 0.04), np.clip(warm + 0.05, 0, 1))
    return rgb, sky, _ZERO.copy(), depth


def table(rng: np.random.Generator) -> Layers:
    """Plates, cups and food on a table, seen from above or from the side."""
    wood = pick(rng, rng.choice(["wood", "wall", "cloth", "stone"])) * rng.uniform(0.5, 1.1)
    rgb = ramp(
        np.clip(0.5 + 0.18 * fractal(rng, 0.9, rng.uniform(1, 3), rng.uniform(0, 3.1)), 0, 1),
        wood * 0.5,
        np.clip(wood * 1.2, 0, 1),
    )
    subject, depth = np.zeros_like(YY), np.full_like(YY, 0.4)
    flat = rng.uniform(0.4, 1.0)
    for _ in range(int(rng.integers(1, 5))):
        cy, cx, r = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), rng.uniform(0.08, 0.38)
        rgb = rgb * (1 - 0.5 * ellipse(cy + 0.06 * r, cx + 0.1 * r, r * flat * 1.12, r * 1.12, soft=0.06))
        china = pick(rng, rng.choice(["snow", "wall", "cloth"]))
        side = np.clip(0.5 + (XX - cx) / (2.5 * r) * 0.5 + (YY - cy) / (2.5 * r) * 0.4, 0, 1)
        mask = ellipse(cy, cx, r * flat, r)
        rgb = paint(rgb, mask, ramp(side, np.clip(china * 1.1, 0, 1), china * 0.6))
        food = pick(rng, "food")
        inner = ellipse(cy, cx, r * flat * rng.uniform(0.5, 0.85), r * rng.uniform(0.55, 0.85))
        rgb = paint(
            rgb,
            inner,
            ramp(
                np.clip(0.5 + 0.22 * fractal(rng, rng.uniform(0.6, 1.4)), 0, 1), food * 0.55, np.clip(food * 1.3, 0, 1)
            ),
        )
        if rng.random() < 0.4:
            rgb = paint(rgb, ellipse(cy - r * 0.2, cx + r * 0.1, r * 0.08, r * 0.2, 0.5) * 0.8, np.ones(3, np.float32))
        subject, depth = np.maximum(subject, mask), depth * (1 - mask) + 0.15 * mask
    return rgb, _ZERO.copy(), subject * 0.6, depth


def leaves(rng: np.random.Generator) -> Layers:
    """Dead leaves: discs, boxes and blobs in power-law sizes that hide one another, in a common palette."""
    families = rng.choice(list(FAMILIES), size=int(rng.integers(1, 4)))
    rgb = ramp(np.clip(0.5 + 0.3 * fractal(rng, 1.2), 0, 1), pick(rng, families[0]) * 0.5, pick(rng, families[0]))
    depth = np.full_like(YY, 0.6)
    for i in range(int(rng.integers(12, 40))):
        r = min(0.4, 0.03 * (1 - rng.random()) ** -0.8)
        cy, cx, a = rng.uniform(-0.1, 1.1), rng.uniform(-0.1, 1.1), rng.uniform(0, 3.1)
        u = rng.random()
        mask = (
            ellipse(cy, cx, r * rng.uniform(0.3, 1), r, a)
            if u < 0.65
            else box(cy - r * rng.uniform(0.3, 1), cx - r, cy + r * 0.8, cx + r)
        )
        colour = pick(rng, rng.choice(families)) * rng.uniform(0.5, 1.2)
        shade = np.clip(0.5 + np.cos(a) * (XX - cx) / (2 * r) + np.sin(a) * (YY - cy) / (2 * r), 0, 1)
        rgb = paint(rgb, mask, ramp(shade, np.clip(colour * 1.2, 0, 1), colour * 0.6))
        depth = depth * (1 - mask) + rng.uniform(0.1, 0.6) * mask
    rgb = rgb * (1 + 0.08 * fractal(rng, 0.7))
    return rgb, _ZERO.copy(), _ZERO.copy(), depth


def texture(rng: np.random.Generator) -> Layers:
    """A surface near by: fractal colour ramps, sometimes with stripes or petals."""
    family = rng.choice(list(FAMILIES))
    a, b, c = pick(rng, family) * 0.5, np.clip(pick(rng, family) * 1.3, 0, 1), pick(rng, rng.choice(list(FAMILIES)))
    field = 0.5 + 0.25 * fractal(rng, rng.uniform(0.5, 1.7), rng.uniform(1, 3), rng.uniform(0, 3.1))
    if rng.random() < 0.4:
        a0 = rng.uniform(0, 3.1)
        wave = np.sin((np.cos(a0) * XX + np.sin(a0) * YY) * rng.uniform(15, 90) + 0.8 * fractal(rng, 1.5))
        field = field + rng.uniform(0.1, 0.3) * wave
    rgb = ramp(field, a, b, c)
    if rng.random() < 0.35:
        cy, cx = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)
        phi, rad = np.arctan2(YY - cy, XX - cx), np.hypot(XX - cx, YY - cy)
        petals = step(rng.uniform(0.2, 0.4) * (0.7 + 0.3 * np.cos(phi * rng.integers(4, 9))) - rad, 0.01)
        rgb = paint(
            rgb, petals, ramp(np.clip(rad * 3 + 0.1 * fractal(rng, 1), 0, 1), pick(rng, "flower"), pick(rng, "flower"))
        )
    return rgb, _ZERO.copy(), _ZERO.copy(), np.full_like(YY, 0.3)


def lettering(rng: np.random.Generator) -> Layers:
    """Lines of small marks on a plain ground: pages, signs, screens."""
    ground, ink = pick(rng, rng.choice(["wall", "snow", "cloth"])), pick(rng, rng.choice(["hair", "cloth"]))
    rgb = ramp(np.clip(0.5 + 0.15 * fractal(rng, 1.6), 0, 1), ground * 0.8, np.clip(ground * 1.1, 0, 1))
    y = rng.uniform(0.05, 0.2)
    while y < 0.92:
        h, x = rng.uniform(0.02, 0.1), rng.uniform(0.05, 0.2)
        while x < 0.9:
            w = h * rng.uniform(0.3, 1.2)
            rgb = paint(rgb, box(y, x, y + h, x + w * 0.5) * 0.95, ink)
            x += w
        y += h * rng.uniform(1.5, 2.6)
    return rgb, _ZERO.copy(), _ZERO.copy(), np.full_like(YY, 0.3)
