"""Sizes, step counts and places: everything that two stages must agree on."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

TRAINING = Path(__file__).resolve().parent.parent
_SMOKE = "--smoke" in sys.argv  # a try-out keeps its files apart from the real ones
RUN = TRAINING / "run" / ("smoke" if _SMOKE else "full")
MODEL = RUN / "model" if _SMOKE else TRAINING.parent / "models" / "mini"

SIZE = 128  # pictures are squashed to a square of this side
LATENT_CHANNELS = 8
LATENT_FACTOR = 8
GRID = SIZE // LATENT_FACTOR

DIM = 256  # width of the MLLM and of a condition token
HEADS = 8
HIDDEN_FF = 640  # width of an MLP layer, where EIC edits
VISION_LAYERS = 3
DECODER_LAYERS = 5
EDIT_LAYERS = (1, 2)  # the two layers above carry the edit to the condition
QUERIES = 8
TOKENS = 16  # condition tokens for the UNet
PATCH = 16  # 8 x 8 picture tokens
MAX_TOKENS = 100

SEED = 20240611


@dataclass(frozen=True)
class Steps:
    """How long each stage runs; --smoke replaces them by tiny numbers."""

    scenes: int = 5000
    held_out: int = 400
    moods: int = 5000
    vae: int = 400
    vae_batch: int = 32
    mllm: int = 1000
    mllm_batch: int = 48
    pairs: int = 30000
    unet: int = 2600
    unet_tune: int = 1600
    unet_batch: int = 64
    eic_scenes: int = 32


def photos_folder() -> Path:
    """The real photographs of the contact sheet: MOODWIRE_PHOTOS, or the repository's own copies."""
    return Path(os.environ.get("MOODWIRE_PHOTOS", TRAINING.parent / "examples" / "photos"))


def smoke_steps() -> Steps:
    return Steps(
        scenes=160,
        held_out=32,
        moods=160,
        vae=12,
        vae_batch=16,
        mllm=12,
        mllm_batch=16,
        pairs=128,
        unet=6,
        unet_tune=4,
        unet_batch=16,
        eic_scenes=4,
    )
