"""The VAE: a linear PCA of 8x8 patches, refined by convolutions that start at zero (so it is usable from step 0)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from .config import LATENT_CHANNELS as C
from .config import LATENT_FACTOR as FACTOR
from .layers import ResBlock

Tensor = torch.Tensor
PATCH_VALUES = 3 * FACTOR * FACTOR


def zero(layer: nn.Conv2d) -> nn.Conv2d:
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


class Encoder(nn.Module):
    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.pca = nn.Conv2d(PATCH_VALUES, C, 1)
        self.enter = nn.Conv2d(PATCH_VALUES, width, 1)
        self.blocks = nn.ModuleList([ResBlock(width, width) for _ in range(2)])
        self.leave = zero(nn.Conv2d(width, 2 * C, 1))

    def forward(self, sample: Tensor) -> Tensor:
        """[b,3,128,128] in [-1,1] to mean and log variance [b,16,16,16]."""
        patches = F.pixel_unshuffle(sample, FACTOR)
        h = self.enter(patches)
        for block in self.blocks:
            h = block(h)
        mean, logvar = self.leave(F.silu(h)).chunk(2, 1)
        return torch.cat([self.pca(patches) + mean, (logvar - 5.0).clamp(-12, 2)], 1)


class Decoder(nn.Module):
    def __init__(self, widths: tuple[int, int, int] = (160, 80, 40)) -> None:
        super().__init__()
        a, b, c = widths
        self.pca = nn.Conv2d(C, PATCH_VALUES, 1)
        self.enter = nn.Conv2d(C, a, 3, padding=1)
        self.deep = nn.ModuleList([ResBlock(a, a) for _ in range(2)])
        self.up1 = nn.Conv2d(a, 4 * b, 1)
        self.middle = ResBlock(b, b)
        self.up2 = nn.Conv2d(b, 4 * c, 1)
        self.fine = ResBlock(c, c)
        self.leave = zero(nn.Conv2d(c, 12, 3, padding=1))

    def forward(self, latent: Tensor) -> Tensor:
        """Raw latent [b,8,16,16] to a picture in about [-1,1]."""
        h = self.enter(latent)
        for block in self.deep:
            h = block(h)
        h = self.middle(F.pixel_shuffle(self.up1(h), 2))
        h = self.fine(F.pixel_shuffle(self.up2(h), 2))
        return F.pixel_shuffle(self.pca(latent), FACTOR) + F.pixel_shuffle(self.leave(F.silu(h)), 2)


class Vae(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    @torch.no_grad()
    def start_from_pca(self, pictures: Tensor) -> float:
        """Set the linear skips from data; gives the share of variance that they keep."""
        patches = F.pixel_unshuffle(pictures, FACTOR).permute(0, 2, 3, 1).reshape(-1, PATCH_VALUES).double()
        mean = patches.mean(0)
        cov = (patches - mean).T @ (patches - mean) / len(patches)
        values, vectors = torch.linalg.eigh(cov)
        top = vectors[:, -C:].flip(1).float()
        unit = values[-C:].flip(0).clamp(min=1e-8).sqrt().float()
        self.encoder.pca.weight.copy_((top / unit).T[:, :, None, None])
        self.encoder.pca.bias.copy_(-(mean.float() @ top) / unit)
        self.decoder.pca.weight.copy_((top * unit)[:, :, None, None])
        self.decoder.pca.bias.copy_(mean.float())
        return float(values[-C:].sum() / values.sum())
