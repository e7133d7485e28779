"""Stage vae: reconstruct scenes and their grades, and above all the change between the two, which is what reaches a photo."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from . import effects, scenes
from .config import SEED, Steps
from .loop import Losses, finished, train
from .vae import Vae

Tensor = torch.Tensor


def gradient(a: Tensor, b: Tensor) -> Tensor:
    d = a - b
    return (d[..., 1:, :] - d[..., :-1, :]).abs().mean() + (d[..., :, 1:] - d[..., :, :-1]).abs().mean()


def run(steps: Steps) -> dict[str, float]:
    torch.manual_seed(SEED)
    rng = torch.Generator().manual_seed(SEED + 1)
    data = scenes.load("scenes")
    model = Vae()

    def batch(n: int) -> tuple[Tensor, Tensor]:
        rows = torch.randint(len(data), (n,), generator=rng)
        scene = torch.from_numpy(data[rows.numpy()]).float() / 255
        if float(torch.rand((), generator=rng)) < 0.5:
            scene = scene.flip(3)
        emotion = torch.randint(8, (n,), generator=rng)
        k = 0.4 + torch.rand(n, generator=rng)
        return scene[:, :3] * 2 - 1, effects.apply(scene, emotion, k, rng) * 2 - 1

    first = [torch.cat(batch(64)) for _ in range(2 if len(data) < 1000 else 24)]
    share = model.start_from_pca(torch.cat(first))
    print(f"vae: the linear skip keeps {share:.4f} of the variance", flush=True)
    model = model.to(memory_format=torch.channels_last)

    def loss(step: int) -> Losses:
        source, edit = batch(steps.vae_batch // 2)
        x = torch.cat([source, edit]).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            mean, logvar = model.encoder(x).float().chunk(2, 1)
            noisy = mean + torch.randn(mean.shape, generator=rng) * (0.5 * logvar).exp()
            y = model.decoder(noisy).float()
        change = (y[len(source) :] - y[: len(source)]) - (edit - source)
        return {
            "l1": (y - x).abs().mean(),
            "pooled": 0.5 * F.avg_pool2d(y - x, 8).abs().mean(),
            "gradient": 0.4 * gradient(y, x),
            "change": change.abs().mean() + F.avg_pool2d(change, 8).abs().mean(),
            "kl": 1e-4 * 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean(),
        }

    result = train("vae", model, loss, steps.vae, lr=1.5e-3, decay=0.99, every=100)
    assert finished("vae").exists()
    return result | {"pca_variance": round(share, 5)}
