"""EIC: a closed-form edit of MLP down-projections that turns one emotion's states into another's (MEMIT's algebra, dual form, float64).

Edited is the queries' copy of the projections. The key of the word in `[feels: x]` cannot know what instruction follows it, so an edit there would also move
prompts that ask for nothing; the queries stand last, read the whole prompt, and their keys tell "nothing asked" from "something else asked".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Knobs:
    locality: float = 8000.0  # weight of the calibration keys against the keys to edit
    ridge: float = 1e-2  # of the mean squared key, keeps the solve well posed
    clip: float = 1.5  # longest shift, in lengths of the state it starts from
    alpha: float = 1.0


def adjusted_keys(calibration: Array, keys: Array, locality: float, ridge: float) -> Array:
    """(locality * C + K K^T + rho I)^-1 K by a system of size m + n, with C = X X^T / m; X is d_ff x m, K is d_ff x n."""
    m, n = calibration.shape[1], keys.shape[1]
    y = np.concatenate([np.sqrt(locality / m) * calibration, keys], 1).astype(np.float64)
    gram = y.T @ y
    rho = ridge * np.mean(keys * keys) * keys.shape[0]
    gram[np.diag_indices(m + n)] += rho
    pick = np.zeros((m + n, n))
    pick[m:] = np.eye(n)
    return y @ np.linalg.solve(gram, pick)


def shared_shift(base: Array, target: Array, knobs: Knobs) -> Array:
    """One shift for each query position [Q,d], the mean over examples of h(target) - h(base) [n,Q,d], clipped."""
    shift = (target - base).mean(0)
    limit = knobs.clip * np.linalg.norm(base.mean(0), axis=1, keepdims=True)
    norm = np.linalg.norm(shift, axis=1, keepdims=True)
    return knobs.alpha * shift * np.minimum(1.0, limit / np.maximum(norm, 1e-9))


def layer_edit(calibration: Array, keys: Array, residual: Array, knobs: Knobs) -> tuple[Array, Array]:
    """A [d_ff,Q] and B [Q,d] of one layer, so that keys [n,Q,d_ff] gain the residual [Q,d] of their position.

    The wanted change is the same for all examples of one position, so the edit has rank Q exactly and nothing is truncated.
    """
    n, q, width = keys.shape
    adjusted = adjusted_keys(calibration.T, keys.reshape(n * q, width).T, knobs.locality, knobs.ridge)
    return adjusted.reshape(width, n, q).sum(1), residual
