"""Building blocks shared by the networks."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

Tensor = torch.Tensor


class ResBlock(nn.Module):
    """Two 3x3 convolutions; with `emb`, a scale and shift of the second norm (AdaGN)."""

    def __init__(self, cin: int, cout: int, emb: int = 0, groups: int = 8) -> None:
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(groups, cin), nn.Conv2d(cin, cout, 3, padding=1)
        self.norm2, self.conv2 = nn.GroupNorm(groups, cout), nn.Conv2d(cout, cout, 3, padding=1)
        self.skip = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()
        self.ada = nn.Linear(emb, 2 * cout) if emb else None
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor, emb: Tensor | None = None) -> Tensor:
        h = self.norm2(self.conv1(F.silu(self.norm1(x))))
        if self.ada is not None:
            scale, shift = self.ada(emb)[:, :, None, None].chunk(2, 1)
            h = h * (1 + scale) + shift
        return self.skip(x) + self.conv2(F.silu(h))


class Attention(nn.Module):
    """Multi-head attention of x over context; mask is added to the scores."""

    def __init__(self, dim: int, context: int, heads: int) -> None:
        super().__init__()
        self.heads, self.dim = heads, dim
        self.q, self.k, self.v, self.o = (
            nn.Linear(dim, dim),
            nn.Linear(context, dim),
            nn.Linear(context, dim),
            nn.Linear(dim, dim),
        )

    def forward(self, x: Tensor, context: Tensor, mask: Tensor | None = None) -> Tensor:
        b, n, d, h = x.shape[0], x.shape[1], self.dim, self.heads
        m = context.shape[1]
        q = self.q(x).reshape(b, n, h, d // h).transpose(1, 2)
        k = self.k(context).reshape(b, m, h, d // h).transpose(1, 2)
        v = self.v(context).reshape(b, m, h, d // h).transpose(1, 2)
        scores = q @ k.transpose(-1, -2) * (d // h) ** -0.5
        if mask is not None:
            scores = scores + mask
        out = scores.softmax(-1) @ v
        return self.o(out.transpose(1, 2).reshape(b, n, d))


class Feed(nn.Module):
    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x)))


class Ema:
    """A slow average of the weights, which is what ships."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay, self.n = decay, 0
        self.state = {k: v.detach().clone().float() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.n += 1
        d = min(self.decay, (1 + self.n) / (10 + self.n))
        for k, v in model.state_dict().items():
            if v.dtype.is_floating_point:
                self.state[k].lerp_(v.float(), 1 - d)
            else:
                self.state[k] = v.clone()
