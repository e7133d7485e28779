"""A linear map from latents to pictures, for previews on the way: from what the exported decoder makes of random latents.

Alone, for a model that is there already: python -m mini.preview, in this folder's parent.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
from safetensors.numpy import save_file

from . import config, listing
from .config import GRID, MODEL, SIZE
from .config import LATENT_CHANNELS as C
from .config import LATENT_FACTOR as P

Array = np.ndarray
FILE = "vae_decoder/preview.safetensors"
LATENTS, HELD_OUT = 384, 64


def fields(count: int, rng: np.random.Generator) -> Array:
    """[count, C, GRID, GRID] of unit variance: noise of five sizes, so that both calm and busy places occur."""
    places = lambda n: np.clip((np.arange(GRID) + 0.5) * n / GRID - 0.5, 0, n - 1)
    z = np.zeros((count, C, GRID, GRID))
    for n, weight in ((1, 0.6), (2, 0.5), (4, 0.4), (8, 0.35), (16, 0.3)):
        low = np.floor(places(n)).astype(int)
        high = np.minimum(low + 1, n - 1)
        spread = np.zeros((GRID, n))
        part = places(n) - low
        np.add.at(spread, (np.arange(GRID), low), 1 - part)
        np.add.at(spread, (np.arange(GRID), high), part)
        z += weight * np.einsum("yi,xj,bcij->bcyx", spread, spread, rng.standard_normal((count, C, n, n)))
    return (z / z.std()).astype(np.float32)


def patches(pictures: Array) -> Array:
    """[b, 3, SIZE, SIZE] to [places, 3 * P * P]."""
    split = pictures.reshape(-1, 3, GRID, P, GRID, P)
    return split.transpose(0, 2, 4, 1, 3, 5).reshape(-1, 3 * P * P)


def fit(folder: Path, latent: dict) -> dict:
    """Writes the map beside the decoder and gives how far it is from it."""
    rng = np.random.default_rng(config.SEED)
    decoder = ort.InferenceSession(str(folder / "vae_decoder/model.onnx"), providers=["CPUExecutionProvider"])
    numbers = lambda v: np.asarray(v, np.float32).reshape(1, -1, 1, 1)
    z = fields(LATENTS + HELD_OUT, rng)
    raw = z * numbers(latent["std"]) + numbers(latent["mean"])
    decoded = [decoder.run(None, {"latent_sample": raw[i : i + 32]})[0] for i in range(0, len(raw), 32)]
    wanted = patches(np.clip(np.concatenate(decoded) / 2 + 0.5, 0, 1)).astype(np.float64)
    given = z.transpose(0, 2, 3, 1).reshape(-1, C).astype(np.float64)
    given = np.concatenate([given, np.ones((len(given), 1))], 1)
    seen = LATENTS * GRID * GRID
    solution = np.linalg.lstsq(given[:seen], wanted[:seen], rcond=None)[0]
    error = np.clip(given[seen:] @ solution, 0, 1) - wanted[seen:]
    tensors = {
        "weight": solution[:C].reshape(C, 3, P, P).astype(np.float32),
        "bias": solution[C].reshape(3, P, P).astype(np.float32),
    }
    save_file(tensors, folder / FILE)
    return {"differs_from_decoder_of_255": round(float(np.abs(error).mean() * 255), 3)}


def main() -> None:
    path = MODEL / "manifest.json"
    manifest = json.loads(path.read_text())
    report = json.loads((MODEL / "report.json").read_text())
    report["preview"] = fit(MODEL, manifest["latent"])
    (MODEL / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    files = listing.files(MODEL)
    manifest = {k: v for k, v in manifest.items() if k != "files"} | {"preview": {"file": FILE}, "files": files}
    path.write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"preview: {SIZE} x {SIZE}, {report['preview']}", flush=True)


if __name__ == "__main__":
    main()
