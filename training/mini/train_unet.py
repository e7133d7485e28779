"""Stage unet: predict the latent change from cached latents and cached conditions of the frozen MLLM."""
from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from . import grammar, latents, scenes
from .config import DIM, LATENT_CHANNELS as C, RUN, SEED, TOKENS, Steps
from .diffusion import alphas_cumprod
from .emotions import NEUTRAL
from .latents import mood
from .loop import Losses, load, train
from .train_mllm import ask, pad, trained
from .unet import UNet
from .vae import Vae

Tensor = torch.Tensor


def conditions(steps: Steps) -> None:
    """run/pairs.npz and run/conditions.npy: who goes where, with the MLLM's condition for it."""
    if (RUN / "pairs.npz").exists():
        return
    words = np.random.default_rng(SEED + 5)
    data, mllm = scenes.load("scenes"), trained()
    out = np.lib.format.open_memmap(RUN / "conditions.npy", "w+", np.float16, (steps.pairs, TOKENS, DIM))
    rows: list[tuple[int, int, int, float]] = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, steps.pairs, 64):
            n = min(64, steps.pairs - i)
            # a block of scenes shares one source, so that its latents' own pictures can be made again by seed
            first = 64 * int(words.integers((len(data) + 63) // 64))
            source = NEUTRAL if words.random() < 0.45 else int(words.integers(8))
            scene = torch.from_numpy(data[first : first + 64]).float() / 255
            x = scene[:, :3] if source == NEUTRAL else mood(scene, source, SEED + 100 * first + source)[0]
            chosen = np.resize(words.permutation(len(scene)), n)
            embeds = mllm.vision(x[torch.from_numpy(chosen)] * 2 - 1)[0]
            asked = []
            for c in chosen:
                label = source if words.random() < 0.85 else int(words.integers(9))
                text, _, target, k = ask(words, label)
                asked.append(text)
                rows.append((first + int(c), source, target, k))
            ids, hidden = pad([grammar.encode(t) for t in asked])
            out[i : i + n] = mllm.decoder(embeds, ids, pad=hidden)[0].float().numpy().astype(np.float16)
    out.flush()
    table = np.asarray(rows, np.float64)
    np.savez(RUN / "pairs.npz", scene=table[:, 0].astype(int), source=table[:, 1].astype(int), target=table[:, 2].astype(int), k=table[:, 3])
    print(f"conditions: {steps.pairs}", flush=True)


def run(steps: Steps) -> dict[str, float]:
    conditions(steps)
    torch.manual_seed(SEED + 6)
    rng = torch.Generator().manual_seed(SEED + 7)
    pairs = np.load(RUN / "pairs.npz")
    z = np.load(RUN / "latents.npy", mmap_mode="r" if steps.scenes > 20000 else None)
    condition = np.load(RUN / "conditions.npy", mmap_mode=None)
    stats = latents.numbers()
    spread = torch.tensor(stats["delta"]).view(1, C, 1, 1)
    bar = torch.from_numpy(alphas_cumprod()).float()
    # What a latent change does to the picture, four times pooled, by the VAE's linear skip: cheap, and enough to see hue.
    vae = load("vae", Vae())
    linear = vae.decoder.pca.weight[:, :, 0, 0].view(3, 2, 4, 2, 4, C).mean((2, 4)).reshape(12, C)
    linear = (linear * torch.tensor(stats["std"])[None] * spread.view(1, C)).view(12, C, 1, 1)
    model = UNet().to(memory_format=torch.channels_last)

    def loss(step: int) -> Losses:
        n = steps.unet_batch
        rows = torch.randint(steps.pairs, (n,), generator=rng).numpy()
        scene, source, target = pairs["scene"][rows], pairs["source"][rows], pairs["target"][rows]
        start = torch.from_numpy(z[scene, source]).float()
        neutral = torch.from_numpy(z[scene, np.full(n, NEUTRAL)]).float()
        full = torch.from_numpy(z[scene, target]).float()
        k = torch.from_numpy(pairs["k"][rows]).float().view(-1, 1, 1, 1)
        goal = neutral + k * (full - neutral)  # strength, as a blend of latents
        still = torch.from_numpy(target == NEUTRAL).view(-1, 1, 1, 1)
        delta = torch.where(still, torch.zeros_like(start), (goal - start) / spread)
        c = torch.from_numpy(condition[rows]).float()
        # conditions in use are made by edited weights and differ a little from these: train with some of that error
        c = c + 0.08 * torch.randn(c.shape, generator=rng) * torch.rand(n, 1, 1, generator=rng)
        drop = torch.rand(n, generator=rng) < 0.1
        c = torch.where(drop[:, None, None], torch.zeros_like(c), c)
        delta = torch.where(drop.view(-1, 1, 1, 1), torch.zeros_like(delta), delta)
        t = torch.randint(1000, (n,), generator=rng)
        a = bar[t].view(-1, 1, 1, 1)
        noise = torch.randn(delta.shape, generator=rng)
        x = a.sqrt() * delta + (1 - a).sqrt() * noise
        v = a.sqrt() * noise - (1 - a).sqrt() * delta
        sample = torch.cat([x, start], 1).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            guess = model(sample, t, c).float()
        x0 = a.sqrt() * x - (1 - a).sqrt() * guess
        error = F.conv2d(x0 - delta, linear).abs().mean((1, 2, 3))
        return {"v": (guess - v).square().mean(), "hue": 2.0 * (error * (t < 500)).mean()}

    return train("unet", model, loss, steps.unet, lr=8e-4)
