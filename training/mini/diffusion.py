"""The noise schedule (squared cosine, v-prediction) and DDIM with trailing steps, as diffusers has them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

TRAIN_STEPS = 1000


def alphas_cumprod() -> np.ndarray:
    def bar(t: float) -> float:
        return math.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2

    betas = [min(1 - bar((i + 1) / TRAIN_STEPS) / bar(i / TRAIN_STEPS), 0.999) for i in range(TRAIN_STEPS)]
    return np.cumprod(1.0 - np.asarray(betas, np.float64))


def timesteps(steps: int) -> np.ndarray:
    return np.round(np.arange(TRAIN_STEPS, 0, -TRAIN_STEPS / steps)).astype(np.int64) - 1


def ddim(
    predict: Callable[[np.ndarray, int], np.ndarray], noise: np.ndarray, steps: int, guidance: float
) -> np.ndarray:
    """predict(x, t) gives v. Guidance multiplies the predicted change, since the null condition means no change."""
    a, ts = alphas_cumprod(), timesteps(steps)
    x = noise
    for i, t in enumerate(ts):
        at = a[t]
        last = a[ts[i + 1]] if i + 1 < len(ts) else 1.0
        v = predict(x.astype(np.float32), int(t))
        x0 = (math.sqrt(at) * x - math.sqrt(1 - at) * v) * guidance
        eps = (x - math.sqrt(at) * x0) / math.sqrt(1 - at)
        x = math.sqrt(last) * x0 + math.sqrt(1 - last) * eps
    return x
