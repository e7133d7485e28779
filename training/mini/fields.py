"""Random fields and shapes from which the scenes are built (NumPy, 128 x 128, values about 0..1)."""

from __future__ import annotations

from functools import cache

import numpy as np

from .config import SIZE

Array = np.ndarray
YY, XX = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / (SIZE - 1)


@cache
def _frequencies() -> tuple[Array, Array]:
    fy = np.fft.fftfreq(SIZE)[:, None].astype(np.float32) * SIZE
    fx = np.fft.rfftfreq(SIZE)[None, :].astype(np.float32) * SIZE
    return fy, fx


def fractal(rng: np.random.Generator, beta: float = 1.0, stretch: float = 1.0, angle: float = 0.0) -> Array:
    """1/f^beta noise with mean 0 and deviation 1; `stretch` > 1 draws it out along `angle`."""
    fy, fx = _frequencies()
    c, s = np.cos(angle), np.sin(angle)
    u, v = c * fx + s * fy, -s * fx + c * fy
    f = np.sqrt((u * stretch) ** 2 + (v / stretch) ** 2)
    f[0, 0] = 1.0
    amp = np.maximum(f, 1.0) ** (-(beta + 0.0001))
    amp[0, 0] = 0.0
    spectrum = amp * np.exp(2j * np.pi * rng.random(f.shape, dtype=np.float32))
    field = np.fft.irfft2(spectrum, s=(SIZE, SIZE)).astype(np.float32)
    return (field - field.mean()) / (field.std() + 1e-6)


def ridge(rng: np.random.Generator, roughness: float = 1.0) -> Array:
    """One fractal line over x, mean 0 and deviation 1: a skyline or a mountain range."""
    n = SIZE
    f = np.fft.rfftfreq(n) * n
    amp = np.maximum(f, 1.0) ** (-(roughness + 0.5))
    amp[0] = 0.0
    line = np.fft.irfft(amp * np.exp(2j * np.pi * rng.random(f.shape)), n=n).astype(np.float32)
    return (line - line.mean()) / (line.std() + 1e-6)


def step(x: Array, soft: float = 0.01) -> Array:
    """A soft edge at 0, about one pixel wide unless told."""
    return np.clip(x / (2 * soft) + 0.5, 0.0, 1.0)


def ellipse(cy: float, cx: float, ry: float, rx: float, angle: float = 0.0, soft: float = 0.012) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    dx, dy = XX - cx, YY - cy
    u, v = (c * dx + s * dy) / rx, (-s * dx + c * dy) / ry
    return step((1.0 - np.sqrt(u * u + v * v)) * min(rx, ry), soft)


def box(y0: float, x0: float, y1: float, x1: float, soft: float = 0.006) -> Array:
    return step(np.minimum(np.minimum(YY - y0, y1 - YY), np.minimum(XX - x0, x1 - XX)), soft)


def blur(x: Array, sigma: float) -> Array:
    """Gaussian blur in pixels of the last two axes by FFT over mirrored borders."""
    if sigma <= 0.05:
        return x
    pad = int(min(SIZE // 2, np.ceil(3 * sigma)))
    width = [(0, 0)] * (x.ndim - 2) + [(pad, pad), (pad, pad)]
    p = np.pad(x, width, mode="reflect")
    fy = np.fft.fftfreq(p.shape[-2])[:, None]
    fx = np.fft.rfftfreq(p.shape[-1])[None, :]
    gauss = np.exp(-2 * (np.pi * sigma) ** 2 * (fy * fy + fx * fx)).astype(np.float32)
    out = np.fft.irfft2(np.fft.rfft2(p) * gauss, s=p.shape[-2:])
    return out[..., pad:-pad, pad:-pad].astype(np.float32)


def paint(rgb: Array, mask: Array, colour: Array) -> Array:
    """Composite a colour (3,) or a picture (3,H,W) through a mask."""
    c = colour[:, None, None] if colour.ndim == 1 else colour
    return rgb + mask * (c - rgb)


def ramp(field: Array, a: Array, b: Array, c: Array | None = None) -> Array:
    """Map a field in 0..1 to a colour between a and b (through c, when given)."""
    t = np.clip(field, 0, 1)[None]
    a, b = a[:, None, None], b[:, None, None]
    if c is None:
        return a + t * (b - a)
    m = c[:, None, None]
    return np.where(t < 0.5, a + 2 * t * (m - a), m + (2 * t - 1) * (b - m))
