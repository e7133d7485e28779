"""The whole edit with the shipped files only (ONNX Runtime), as Moodwire runs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image
from safetensors.numpy import load_file

from . import grammar, transfer
from .diffusion import ddim
from .emotions import EMOTIONS, NEUTRAL, SOURCES

Array = np.ndarray


@dataclass
class Reading:
    source: int  # 8 is neutral: no emotion reaches one half
    probabilities: Array
    embeds: Array


class Pipeline:
    def __init__(self, folder: Path) -> None:
        self.manifest = json.loads((folder / "manifest.json").read_text())
        options = ort.SessionOptions()
        options.intra_op_num_threads = 2
        part = lambda name: ort.InferenceSession(
            str(folder / name / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.encoder, self.decoder, self.unet = part("vae_encoder"), part("vae_decoder"), part("unet")
        self.vision, self.language = part("mllm/vision_encoder"), part("mllm/decoder")
        self.edits = load_file(folder / self.manifest["eic"]["file"])
        numbers = lambda v: np.asarray(v, np.float32).reshape(1, -1, 1, 1)
        self.mean, self.std = numbers(self.manifest["latent"]["mean"]), numbers(self.manifest["latent"]["std"])
        self.delta = numbers(self.manifest["delta"]["std"])

    def pixels(self, photo: Image.Image) -> Array:
        size = self.manifest["size"]
        small = photo.resize(
            (size, size), Image.Resampling.BOX if min(photo.size) >= 2 * size else Image.Resampling.BICUBIC
        )
        return np.asarray(small, np.float32).transpose(2, 0, 1)[None] / 127.5 - 1

    def latent(self, pixels: Array) -> Array:
        return (self.encoder.run(None, {"sample": pixels})[0][:, :8] - self.mean) / self.std

    def picture(self, latent: Array) -> Array:
        """[b,128,128,3] in 0..1."""
        y = self.decoder.run(None, {"latent_sample": latent * self.std + self.mean})[0]
        return np.clip(y.transpose(0, 2, 3, 1) / 2 + 0.5, 0, 1)

    def read(self, pixels: Array) -> Reading:
        embeds, logits, _ = self.vision.run(None, {"pixel_values": pixels})
        p = np.exp(logits[0] - logits[0].max())
        p = p / p.sum()
        return Reading(int(p.argmax()) if p.max() >= 0.5 else NEUTRAL, p, embeds)

    def condition(self, embeds: Array, prompt: str, edit: tuple[int, int] | None = None, scale: float = 1.0) -> Array:
        return self.decode(embeds, grammar.encode(prompt), edit, scale)[0]

    def decode(
        self, embeds: Array, ids: list[int], edit: tuple[int, int] | None = None, scale: float = 1.0
    ) -> list[Array]:
        s, t = edit if edit else (NEUTRAL, 0)
        name = f"{SOURCES[s]}/{EMOTIONS[t]}"
        feed = {
            "image_embeds": embeds,
            "input_ids": np.asarray([ids], np.int64),
            "eic_a": self.edits["a/" + name].astype(np.float32),
            "eic_b": self.edits["b/" + name].astype(np.float32),
            "eic_scale": np.asarray([scale if edit else 0.0], np.float32),
        }
        return self.language.run(None, feed)

    def describe(self, embeds: Array) -> str:
        ids = grammar.encode(self.manifest["mllm"]["describePrompt"])
        start = len(ids)
        while len(ids) < 60 and ids[-1] != grammar.EOS:
            ids.append(int(self.decode(embeds, ids)[1][0, -1].argmax()))
        return grammar.decode(ids[start:])

    def denoise(
        self,
        z: Array,
        condition: Array,
        seed: int,
        steps: int | None = None,
        temperature: float | None = None,
        guidance: float = 1.0,
    ) -> Array:
        """The edited latent. One step gives the one-step estimate."""
        defaults = self.manifest["defaults"]
        noise = np.random.default_rng(seed).standard_normal(z.shape) * (
            defaults["temperature"] if temperature is None else temperature
        )

        def velocity(x: Array, t: int) -> Array:
            return self.unet.run(
                None,
                {
                    "sample": np.concatenate([x, z], 1),
                    "timestep": np.asarray([t], np.int64),
                    "encoder_hidden_states": condition,
                },
            )[0]

        change = ddim(velocity, noise, steps or defaults["steps"], guidance)
        return z + change.astype(np.float32) * self.delta

    def edit(
        self, photo: Image.Image, target: int, seed: int = 1, steps: int | None = None, named: bool = False
    ) -> Image.Image:
        """The photo with the target's mood, by EIC, or (named) by an instruction that names the target."""
        x = self.pixels(photo)
        z, reading = self.latent(x), self.read(x)
        source = NEUTRAL if reading.source == target else reading.source
        if named:
            c = self.condition(reading.embeds, grammar.prompt(reading.source, f"make it {EMOTIONS[target]}"))
        else:
            c = self.condition(reading.embeds, grammar.prompt(source), (source, target))
        edited = self.denoise(z, c, seed, steps, guidance=self.manifest["defaults"]["guidance"][EMOTIONS[target]])
        return transfer.apply(photo, self.picture(z)[0], self.picture(edited)[0])
