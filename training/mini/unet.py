"""The UNet that predicts the latent change. The emotion reaches it through the condition tokens only."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

from .config import DIM
from .config import LATENT_CHANNELS as C
from .layers import Attention, ResBlock

Tensor = torch.Tensor
EMB = 256


class Cross(nn.Module):
    """Self-attention over the grid, then cross-attention to the condition."""

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.norm1, self.itself = nn.LayerNorm(width), Attention(width, width, heads)
        self.norm2, self.cross = nn.LayerNorm(width), Attention(width, DIM, heads)
        for layer in (self.itself.o, self.cross.o):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        b, c, h, w = x.shape
        s = x.flatten(2).transpose(1, 2)
        n = self.norm1(s)
        s = s + self.itself(n, n)
        s = s + self.cross(self.norm2(s), condition)
        return s.transpose(1, 2).reshape(b, c, h, w)


class UNet(nn.Module):
    def __init__(self, widths: tuple[int, int, int] = (72, 104, 144)) -> None:
        super().__init__()
        a, b, c = widths
        self.time = nn.Sequential(nn.Linear(128, EMB), nn.SiLU(), nn.Linear(EMB, EMB))
        self.pool = nn.Sequential(nn.Linear(DIM, EMB), nn.SiLU(), nn.Linear(EMB, EMB))
        self.enter = nn.Conv2d(2 * C, a, 3, padding=1)
        self.down1 = ResBlock(a, a, EMB)
        self.shrink1 = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.down2, self.look2 = ResBlock(b, b, EMB), Cross(b)
        self.shrink2 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.down3, self.look3, self.middle = ResBlock(c, c, EMB), Cross(c), ResBlock(c, c, EMB)
        self.up3, self.look4 = ResBlock(2 * c, c, EMB), Cross(c)
        self.up2, self.look5 = ResBlock(c + b, b, EMB), Cross(b)
        self.up1, self.last = ResBlock(b + a, a, EMB), ResBlock(a, a, EMB)
        self.norm, self.leave = nn.GroupNorm(8, a), nn.Conv2d(a, C, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, sample: Tensor, timestep: Tensor, encoder_hidden_states: Tensor) -> Tensor:
        rate = torch.exp(-math.log(10000.0) * torch.arange(64, device=sample.device, dtype=torch.float32) / 64)
        angle = timestep.float()[:, None] * rate[None]
        emb = F.silu(self.time(torch.cat([angle.cos(), angle.sin()], 1)) + self.pool(encoder_hidden_states.mean(1)))
        h1 = self.down1(self.enter(sample), emb)
        h2 = self.look2(self.down2(self.shrink1(h1), emb), encoder_hidden_states)
        h3 = self.look3(self.down3(self.shrink2(h2), emb), encoder_hidden_states)
        x = self.look4(self.up3(torch.cat([h3, self.middle(h3, emb)], 1), emb), encoder_hidden_states)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        x = self.look5(self.up2(torch.cat([x, h2], 1), emb), encoder_hidden_states)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        x = self.last(self.up1(torch.cat([x, h1], 1), emb), emb)
        return self.leave(F.silu(self.norm(x)))
