"""G_t: how each emotion looks, as a random grade of a scene whose sky, people and depth are known (batched torch).

Palette after Valdez & Mehrabian (1994). Every effect is smooth over at least 8 pixels, people and near things get less of it, and no effect
washes the picture with one hue: highlights and shadows are always coloured apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from .emotions import EMOTIONS

Tensor = torch.Tensor
LUMA = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


def luma(x: Tensor) -> Tensor:
    return (x * LUMA).sum(1, keepdim=True)


def soft(x: Tensor, sigma: float) -> Tensor:
    """A wide blur, made on a four times smaller picture, since only large structures are wanted."""
    size = x.shape[-1]
    small = F.avg_pool2d(x, 4)
    s = sigma / 4
    r = max(1, int(2.5 * s))
    t = torch.arange(-r, r + 1, dtype=x.dtype)
    kernel = torch.exp(-t * t / (2 * s * s))
    kernel = kernel / kernel.sum()
    c = small.shape[1]
    small = F.pad(small, (r, r, r, r), mode="replicate")
    small = F.conv2d(small, kernel.view(1, 1, 1, -1).expand(c, 1, 1, -1), groups=c)
    small = F.conv2d(small, kernel.view(1, 1, -1, 1).expand(c, 1, -1, 1), groups=c)
    return F.interpolate(small, size=(size, size), mode="bilinear", align_corners=False)


def smooth(x: Tensor, a: float, b: float) -> Tensor:
    t = ((x - a) / (b - a)).clamp(0, 1)
    return t * t * (3 - 2 * t)


def exposure(x: Tensor, ev: Tensor | float) -> Tensor:
    """Stops of light; brightening rolls off so that highlights are held."""
    g = 2.0 ** (torch.as_tensor(ev) / 2.2)
    return torch.where(g > 1, x * g / (1 + x.clamp(min=0) * (g - 1)), x * g)


def contrast(x: Tensor, amount: Tensor | float) -> Tensor:
    """An S curve on luminance for amount > 0, its flattening for amount < 0; colours are scaled along."""
    y = luma(x).clamp(0.003, 1)
    curve = y * y * (3 - 2 * y)
    flat = 0.45 + (y - 0.45) * 0.55
    a = torch.as_tensor(amount)
    goal = torch.where(a > 0, y + a * (curve - y), y - a * (flat - y))
    return x * (goal / y).clamp(0, 4)


def saturate(x: Tensor, amount: Tensor | float) -> Tensor:
    y = luma(x)
    return y + (x - y) * amount


def vibrance(x: Tensor, amount: Tensor | float) -> Tensor:
    """Saturation for what is not yet saturated."""
    y = luma(x)
    spread = x.amax(1, keepdim=True) - x.amin(1, keepdim=True)
    return y + (x - y) * (1 + amount * (1 - spread).clamp(0, 1))


def tint(x: Tensor, colour: tuple[float, float, float], weight: Tensor) -> Tensor:
    """Turn towards a hue at unchanged luminance, where weight says."""
    c = torch.tensor(colour).view(1, 3, 1, 1)
    c = c / luma(c)
    y = luma(x)
    return x + weight * (y * c - x)


def over(x: Tensor, colour: Tensor, weight: Tensor) -> Tensor:
    return x + weight * (colour - x)


def screen(x: Tensor, light: Tensor) -> Tensor:
    return 1 - (1 - x) * (1 - light.clamp(0, 1))


def rgb(r: float, g: float, b: float) -> Tensor:
    return torch.tensor([r, g, b]).view(1, 3, 1, 1)


def skin_likeness(x: Tensor) -> Tensor:
    r, g, b = x[:, :1], x[:, 1:2], x[:, 2:3]
    return soft(
        smooth(r - g, 0.03, 0.10) * smooth(g - b, -0.01, 0.04) * (1 - smooth(r - b, 0.40, 0.55)) * smooth(r, 0.25, 0.4),
        4,
    )


@dataclass
class View:
    """A scene with what the effects ask of it."""

    x: Tensor
    sky: Tensor
    subject: Tensor
    depth: Tensor
    skin: Tensor
    down: Tensor  # 0 at the top, 1 at the bottom
    radius: Tensor  # 0 at the centre, 1 in the corners
    glow: Tensor  # soft light around the brightest region
    rng: torch.Generator

    def jitter(self, spread: float = 0.12) -> Tensor:
        return 1 + spread * torch.randn(self.x.shape[0], 1, 1, 1, generator=self.rng).clamp(-2, 2)


def view(scene: Tensor, rng: torch.Generator) -> View:
    """From float [B,6,H,W] in 0..1: colours, sky, subject, depth."""
    x = scene[:, :3]
    n, size = x.shape[0], x.shape[-1]
    line = torch.linspace(0, 1, size)
    down = line.view(1, 1, -1, 1).expand(n, 1, size, size)
    radius = (
        ((line.view(1, 1, -1, 1) - 0.5) ** 2 + (line.view(1, 1, 1, -1) - 0.5) ** 2)
        .mul(2)
        .sqrt()
        .expand(n, 1, size, size)
    )
    wide = soft(luma(x), 5)
    peak = wide.amax((2, 3), keepdim=True)
    bright = ((wide - 0.72 * peak) / (0.28 * peak + 1e-3)).clamp(0, 1) * (0.35 + 0.65 * peak)
    glow = 0.5 * soft(bright, 9) + 0.8 * soft(bright, 24)
    return View(
        x, soft(scene[:, 3:4], 2), soft(scene[:, 4:5], 3), scene[:, 5:6], skin_likeness(x), down, radius, glow, rng
    )


def amusement(v: View, k: Tensor) -> Tensor:
    x = exposure(v.x, 0.42 * k * v.jitter())
    x = vibrance(contrast(x, 0.22 * k), 0.55 * k * v.jitter())
    y = luma(x)
    x = tint(x, (0.36, 0.78, 1.0), v.sky * 0.40 * k)
    x = tint(x, (1.0, 0.86, 0.42), 0.26 * k * smooth(y, 0.25, 0.8) * (1 - v.sky) * (1 - 0.5 * v.skin))
    x = tint(x, (0.86, 0.55, 0.95), 0.14 * k * (1 - smooth(y, 0.05, 0.4)))
    return screen(x, rgb(1.0, 0.78, 0.30) * 0.16 * k * (1 - v.down) * (1 - v.sky * 0.7))


def awe(v: View, k: Tensor) -> Tensor:
    x = contrast(exposure(v.x, -0.38 * k * v.jitter()), 0.30 * k)
    y = luma(x)
    x = x + 0.45 * k * (y - soft(y, 10)) * x / (y + 0.15)
    top = rgb(0.10, 0.14, 0.42) * (1 - v.down) + rgb(0.98, 0.66, 0.34) * v.down
    x = over(x, top * (0.35 + 0.9 * luma(v.x)), v.sky * 0.55 * k * v.jitter())
    x = tint(x, (0.30, 0.40, 1.0), 0.55 * k * (1 - smooth(y, 0.05, 0.5)) * (1 - 0.5 * v.skin))
    x = tint(x, (1.0, 0.78, 0.36), 0.52 * k * smooth(y, 0.35, 0.8) * (1 - 0.3 * v.subject))
    x = screen(x, rgb(1.0, 0.66, 0.24) * (0.80 * k * v.glow * v.jitter()))
    return x * (1 - 0.45 * k * smooth(v.radius, 0.35, 1.1) * (1 - 0.5 * v.subject))


def contentment(v: View, k: Tensor) -> Tensor:
    x = exposure(v.x, 0.14 * k * v.jitter())
    x = contrast(x, -0.38 * k)
    y = luma(x)
    x = saturate(x, 1 - 0.12 * k)
    x = tint(
        x, (0.97, 1.0, 0.52), 0.34 * k * v.jitter() * (1 - smooth(y, 0.55, 0.9)) * (1 - 0.6 * v.skin) * (1 - v.sky)
    )
    x = tint(x, (1.0, 0.93, 0.72), 0.45 * k * smooth(y, 0.45, 0.85))
    x = tint(x, (0.78, 0.98, 0.92), 0.30 * k * v.sky)
    x = x + 0.045 * k * rgb(0.9, 1.0, 0.7) * (1 - x)
    return screen(x, rgb(1.0, 0.92, 0.66) * (0.22 * k * v.glow))


def excitement(v: View, k: Tensor) -> Tensor:
    x = exposure(contrast(v.x, 0.70 * k), 0.12 * k)
    x = vibrance(x, 0.75 * k * v.jitter())
    y = luma(x)
    top = rgb(0.46, 0.12, 0.72) * (1 - v.down) + rgb(1.0, 0.45, 0.30) * v.down
    x = over(x, top * (0.35 + 0.95 * luma(v.x)), v.sky * 0.50 * k * v.jitter())
    x = tint(x, (0.55, 0.25, 1.0), 0.50 * k * (1 - smooth(y, 0.04, 0.42)) * (1 - 0.5 * v.skin))
    x = tint(x, (1.0, 0.62, 0.56), 0.34 * k * smooth(y, 0.35, 0.8) * (1 - 0.6 * v.skin) * (1 - v.sky))
    x = x + 0.05 * k * rgb(0.7, 0.0, 1.0) * (1 - smooth(y, 0.0, 0.3))
    return screen(x, rgb(1.0, 0.30, 0.55) * (0.28 * k * v.glow))


def anger(v: View, k: Tensor) -> Tensor:
    x = contrast(exposure(v.x, -0.62 * k * v.jitter()), 0.50 * k)
    y = luma(x)
    cool = smooth(v.x[:, 2:3] - v.x[:, :1], -0.02, 0.25)
    x = saturate(x, 1 + k * (0.12 - 0.55 * cool))
    keep = (1 - 0.6 * v.skin) * (1 - 0.3 * v.subject)
    x = tint(x, (1.0, 0.22, 0.14), 0.62 * k * v.jitter() * (1 - smooth(y, 0.05, 0.42)) * keep)
    storm = rgb(0.30, 0.05, 0.06) * (1 - v.down) + rgb(0.85, 0.28, 0.12) * v.down
    x = over(x, storm * (0.25 + 1.0 * luma(v.x)), v.sky * 0.58 * k)
    x = tint(x, (1.0, 0.66, 0.46), 0.36 * k * smooth(y, 0.30, 0.8) * keep)
    x = x + 0.055 * k * rgb(1.0, 0.0, 0.0) * (1 - smooth(y, 0.0, 0.3))
    return x * (1 - 0.48 * k * smooth(v.radius, 0.4, 1.1) * (1 - 0.4 * v.subject))


def disgust(v: View, k: Tensor) -> Tensor:
    x = exposure(contrast(v.x, 0.12 * k), -0.18 * k * v.jitter())
    x = saturate(x, 1 - 0.25 * k)
    y = luma(x)
    keep = (1 - 0.5 * v.skin) * (1 - 0.3 * v.subject)
    middle = smooth(y, 0.05, 0.3) * (1 - smooth(y, 0.6, 0.92))
    x = tint(x, (0.86, 1.0, 0.26), 0.44 * k * v.jitter() * middle * keep)
    x = tint(x, (0.55, 0.70, 0.28), 0.40 * k * (1 - smooth(y, 0.03, 0.3)) * keep)
    haze = rgb(0.62, 0.66, 0.36) * (0.3 + 0.8 * luma(v.x))
    x = over(x, haze, (0.40 * v.sky + 0.22 * smooth(v.depth, 0.3, 1.0) * (1 - v.sky)) * k)
    return x * (1 - 0.25 * k * smooth(v.radius, 0.5, 1.1))


def fear(v: View, k: Tensor) -> Tensor:
    x = saturate(v.x, 1 - 0.42 * k)
    x = contrast(exposure(x, -1.05 * k * v.jitter(0.1)), 0.30 * k)
    y = luma(x)
    keep = (1 - 0.4 * v.skin) * (1 - 0.3 * v.subject)
    x = tint(x, (0.25, 0.95, 1.0), 0.62 * k * v.jitter() * (1 - smooth(y, 0.15, 0.6)) * keep)
    x = tint(x, (0.80, 1.0, 0.95), 0.40 * k * smooth(y, 0.35, 0.8) * keep)
    x = x + 0.028 * k * rgb(0.0, 0.75, 0.85) * (1 - smooth(y, 0.0, 0.3))
    x = over(x, rgb(0.05, 0.13, 0.15) + 0.45 * y, 0.40 * k * v.sky)
    return x * (1 - 0.62 * k * smooth(v.radius, 0.30, 1.05) * (1 - 0.35 * v.subject))


def sadness(v: View, k: Tensor) -> Tensor:
    x = saturate(v.x, 1 - 0.58 * k * v.jitter(0.1) * (1 - 0.3 * v.skin))
    x = contrast(exposure(x, -0.22 * k * v.jitter()), -0.42 * k)
    y = luma(x)
    keep = (1 - 0.4 * v.skin) * (1 - 0.2 * v.subject)
    x = tint(x, (0.74, 0.88, 1.08), 0.50 * k * keep)
    fog = rgb(0.58, 0.64, 0.71) * (0.35 + 0.75 * soft(luma(v.x), 12)).clamp(max=1.1)
    x = over(x, fog, (0.12 + 0.40 * smooth(v.depth, 0.25, 1.0) * (1 - 0.5 * v.subject)) * k)
    return x + 0.05 * k * rgb(0.75, 0.9, 1.1) * (1 - x)


EFFECTS = (amusement, awe, contentment, excitement, anger, disgust, fear, sadness)
assert tuple(f.__name__ for f in EFFECTS) == EMOTIONS


def grade(v: View, emotion: int, k: Tensor) -> Tensor:
    """One emotion for a whole view, strength [B]; colours in 0..1."""
    return EFFECTS[emotion](v, k.view(-1, 1, 1, 1) * (1 - 0.25 * v.subject)).clamp(0, 1)


def apply(scene: Tensor, emotion: Tensor, k: Tensor, rng: torch.Generator) -> Tensor:
    """Grade each scene [B,6,H,W] by its own emotion (8 is neutral: unchanged) and strength [B]; colours in 0..1."""
    out = scene[:, :3].clone()
    for e in range(len(EFFECTS)):
        rows = (emotion == e).nonzero().flatten()
        if len(rows):
            out[rows] = grade(view(scene[rows], rng), e, k[rows])
    return out
