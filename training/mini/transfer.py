"""Carry a low-resolution edit to a photograph of any size: a colour guided filter (affine 3x3 + b per place) and a cored residual."""

from __future__ import annotations

import numpy as np
from PIL import Image

Array = np.ndarray
RADIUS, EPS, CORE = 4, 2.5e-3, 0.02
LUMA = np.asarray([0.299, 0.587, 0.114])


def box_mean(x: Array, r: int) -> Array:
    """Mean over (2r+1)^2 windows of [H,W,...], cut at the borders."""

    def along(v: Array, axis: int) -> Array:
        v = np.moveaxis(v, axis, 0)
        n = len(v)
        total = np.concatenate([np.zeros_like(v[:1]), np.cumsum(v, 0)])
        low, high = np.maximum(np.arange(n) - r, 0), np.minimum(np.arange(n) + r + 1, n)
        count = (high - low).reshape(-1, *([1] * (v.ndim - 1)))
        return np.moveaxis((total[high] - total[low]) / count, 0, axis)

    return along(along(x, 0), 1)


def fit(source: Array, edit: Array) -> tuple[Array, Array, Array]:
    """A [H,W,3,3], b [H,W,3] and the residual [H,W,3] between decoded source and edit in 0..1; no change gives the identity exactly."""
    p, q = source.astype(np.float64), edit.astype(np.float64)
    mp, mq = box_mean(p, RADIUS), box_mean(q, RADIUS)
    cpp = box_mean(p[..., :, None] * p[..., None, :], RADIUS) - mp[..., :, None] * mp[..., None, :]
    cqp = box_mean(q[..., :, None] * p[..., None, :], RADIUS) - mq[..., :, None] * mp[..., None, :]
    gain = ((mq @ LUMA) + 0.02) / ((mp @ LUMA) + 0.02)
    eye = np.eye(3)
    a = np.linalg.solve(cpp + EPS * eye, np.swapaxes(cqp, -1, -2) + EPS * gain[..., None, None] * eye)
    a = np.swapaxes(a, -1, -2)
    b = mq - np.einsum("hwij,hwj->hwi", a, mp)
    a, b = box_mean(a, RADIUS // 2), box_mean(b, RADIUS // 2)
    rest = q - np.einsum("hwij,hwj->hwi", a, p) - b
    rest = np.sign(rest) * np.maximum(np.abs(rest) - CORE, 0)
    return a, b, box_mean(rest, 1)


def enlarge(x: Array, height: int, width: int) -> Array:
    """Bilinear, pixel centres aligned, of [h,w,c]."""

    def place(n: int, size: int) -> tuple[Array, Array, Array]:
        at = np.clip((np.arange(size) + 0.5) * n / size - 0.5, 0, n - 1)
        i = np.minimum(at.astype(int), n - 2)
        return i, i + 1, at - i

    r0, r1, fr = place(x.shape[0], height)
    c0, c1, fc = place(x.shape[1], width)
    rows = x[r0] * (1 - fr)[:, None, None] + x[r1] * fr[:, None, None]
    return rows[:, c0] * (1 - fc)[None, :, None] + rows[:, c1] * fc[None, :, None]


def apply(photo: Image.Image, source: Array, edit: Array) -> Image.Image:
    """The photo with the change from decoded source to decoded edit, both [128,128,3] in 0..1."""
    a, b, rest = fit(source, edit)
    w, h = photo.size
    maps = enlarge(np.concatenate([a.reshape(*a.shape[:2], 9), b + rest], -1), h, w)
    x = np.asarray(photo, np.float64) / 255
    y = np.einsum("hwij,hwj->hwi", maps[..., :9].reshape(h, w, 3, 3), x) + maps[..., 9:]
    return Image.fromarray(np.round(np.clip(y, 0, 1) * 255).astype(np.uint8))
