"""Stage unet: predict the latent change from cached latents and cached conditions of the frozen MLLM."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from . import grammar, latents
from .config import DIM, RUN, SEED, TOKENS, Steps
from .config import LATENT_CHANNELS as C
from .diffusion import alphas_cumprod
from .emotions import NEUTRAL
from .loop import Losses, finished, load, train
from .moods import Gallery
from .train_mllm import ask, pad, trained
from .unet import UNet
from .vae import Vae

Tensor = torch.Tensor
BOOST = 1.2  # drawn scenes teach a little restraint on photographs; this makes up for it


def conditions(steps: Steps) -> None:
    """run/pairs.npz and run/conditions.npy: who goes where, with the MLLM's condition for it."""
    if (RUN / "pairs.npz").exists():
        return
    words = np.random.default_rng(SEED + 5)
    gallery, mllm = Gallery(), trained()
    out = np.zeros((steps.pairs, TOKENS, DIM), np.float16)
    rows: list[tuple[int, int, int, float]] = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, steps.pairs, 64):
            n = min(64, steps.pairs - i)
            scene = words.integers(len(gallery), size=n)
            source = np.where(words.random(n) < 0.45, NEUTRAL, words.integers(8, size=n))
            label = np.where(words.random(n) < 0.15, words.integers(9, size=n), source)
            asked = [ask(words, int(s)) for s in label]
            rows += [(int(c), int(s), a[2], a[3]) for c, s, a in zip(scene, source, asked)]
            ids, hidden = pad([grammar.encode(a[0]) for a in asked])
            embeds = mllm.vision(gallery.get(scene, source) * 2 - 1)[0]
            out[i : i + n] = mllm.decoder(embeds, ids, pad=hidden)[0].float().numpy()
    np.save(RUN / "conditions.npy", out)
    table = np.asarray(rows, np.float64)
    np.savez(
        RUN / "pairs.npz",
        scene=table[:, 0].astype(int),
        source=table[:, 1].astype(int),
        target=table[:, 2].astype(int),
        k=table[:, 3],
    )
    print(f"conditions: {steps.pairs}", flush=True)


def run(steps: Steps) -> dict[str, float]:
    conditions(steps)
    torch.manual_seed(SEED + 6)
    rng = torch.Generator().manual_seed(SEED + 7)
    with np.load(RUN / "pairs.npz") as table:
        pairs = {k: table[k] for k in table.files}
    z = np.load(RUN / "latents.npy")
    condition = np.load(RUN / "conditions.npy")
    stats = latents.numbers()
    spread = torch.tensor(stats["delta"]).view(1, C, 1, 1)
    bar = torch.from_numpy(alphas_cumprod()).float()
    # What a latent change does to the picture, four times pooled, by the VAE's linear skip: cheap, and enough to see hue.
    vae = load("vae", Vae())
    linear = vae.decoder.pca.weight[:, :, 0, 0].view(3, 2, 4, 2, 4, C).mean((2, 4)).reshape(12, C)
    linear = (linear * torch.tensor(stats["std"])[None] * spread.view(1, C)).view(12, C, 1, 1)
    model = UNet().to(memory_format=torch.channels_last)

    def loss(balanced: bool) -> Losses:
        n = steps.unet_batch
        rows = torch.randint(steps.pairs, (n,), generator=rng).numpy()
        scene, source, target = pairs["scene"][rows], pairs["source"][rows], pairs["target"][rows]
        start = torch.from_numpy(z[scene, source]).float()
        neutral = torch.from_numpy(z[scene, np.full(n, NEUTRAL)]).float()
        full = torch.from_numpy(z[scene, target]).float()
        k = torch.from_numpy(pairs["k"][rows]).float().view(-1, 1, 1, 1)
        goal = neutral + k * (BOOST if balanced else 1.0) * (full - neutral)  # strength, as a blend of latents
        still = torch.from_numpy(target == NEUTRAL).view(-1, 1, 1, 1)
        delta = torch.where(still, torch.zeros_like(start), (goal - start) / spread)
        c = torch.from_numpy(condition[rows]).float()
        # conditions in use are made by edited weights and differ a little from these: train with some of that error
        c = c + 0.12 * torch.randn(c.shape, generator=rng) * torch.rand(n, 1, 1, generator=rng)
        drop = torch.rand(n, generator=rng) < 0.1
        c = torch.where(drop[:, None, None], torch.zeros_like(c), c)
        delta = torch.where(drop.view(-1, 1, 1, 1), torch.zeros_like(delta), delta)
        u = torch.rand(n, generator=rng)
        t = (1000 * (u.sqrt() if balanced else u)).long().clamp(max=999)
        a = bar[t].view(-1, 1, 1, 1)
        noise = torch.randn(delta.shape, generator=rng)
        x = a.sqrt() * delta + (1 - a).sqrt() * noise
        v = a.sqrt() * noise - (1 - a).sqrt() * delta
        sample = torch.cat([x, start], 1).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            guess = model(sample, t, c).float()
        x0 = a.sqrt() * x - (1 - a).sqrt() * guess
        weight = (1.0 / (0.2 + delta.square().mean((1, 2, 3)))).clamp(max=2.5) if balanced else torch.ones(n)
        hue = F.conv2d(x0 - delta, linear).abs().mean((1, 2, 3)) * (t < (900 if balanced else 500))
        return {"v": (weight * (guess - v).square().mean((1, 2, 3))).mean(), "hue": 2.0 * (weight * hue).mean()}

    if not finished("unet_base").exists():
        train("unet_base", model, lambda step: loss(False), steps.unet, lr=8e-4, decay=0.996)
    load("unet_base", model).train().requires_grad_(True)
    # then gentle moods count as much as dark ones, and the first, noisiest steps, which decide the mood, are seen more often
    return train("unet", model, lambda step: loss(True), steps.unet_tune, lr=5e-4, decay=0.995)
