"""Stage export: the ONNX files, the tokenizer, the null condition, the edits and the manifest, each checked against torch."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from safetensors.numpy import save_file
from torch import nn

from . import config, grammar, latents, listing, preview
from .config import DIM, EDIT_LAYERS, GRID, HIDDEN_FF, MODEL, QUERIES, RUN, SIZE, TOKENS
from .config import LATENT_CHANNELS as C
from .emotions import EMOTIONS, GUIDANCE
from .loop import load
from .onnx_half import halve
from .train_mllm import trained
from .unet import UNet
from .vae import Vae

Tensor = torch.Tensor
SCHEDULER = {
    "_class_name": "DDIMScheduler",
    "num_train_timesteps": 1000,
    "beta_start": 0.0001,
    "beta_end": 0.02,
    "beta_schedule": "squaredcos_cap_v2",
    "trained_betas": None,
    "prediction_type": "v_prediction",
    "clip_sample": False,
    "set_alpha_to_one": True,
    "steps_offset": 0,
    "timestep_spacing": "trailing",
    "rescale_betas_zero_snr": False,
}


class DecoderForExport(nn.Module):
    """Without padding, with the edit always an input."""

    def __init__(self, decoder: nn.Module) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(
        self, image_embeds: Tensor, input_ids: Tensor, eic_a: Tensor, eic_b: Tensor, eic_scale: Tensor
    ) -> tuple[Tensor, ...]:
        return self.decoder(image_embeds, input_ids, eic_a, eic_b, eic_scale)


def write(
    model: nn.Module,
    inputs: dict[str, Tensor],
    outputs: list[str],
    dynamic: dict[str, dict[int, str]],
    path: Path,
    trial: dict[str, Tensor],
) -> float:
    """Export, halve the weights, and give the largest difference from torch on other shapes (weights rounded alike)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    model.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=dynamic,
            opset_version=17,
            dynamo=False,
        )
    halve(path)
    exact = {k: v.clone() for k, v in model.state_dict().items()}
    model.load_state_dict(
        {k: v.half().float() if v.is_floating_point() and v.numel() >= 64 else v for k, v in exact.items()}
    )
    with torch.no_grad():
        wanted = model(*trial.values())
    model.load_state_dict(exact)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    got = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(
        outputs, {k: v.numpy() for k, v in trial.items()}
    )
    worst = max(float(np.abs(g - w.numpy()).max() / max(1.0, float(w.abs().max()))) for g, w in zip(got, wanted))
    assert worst < 2e-3, f"{path.name} differs from torch by {worst}"
    print(
        f"export: {path.parent.name}/{path.name} {path.stat().st_size / 1e6:.2f} MB, differs from torch by {worst:.1e}",
        flush=True,
    )
    return worst


def graphs() -> dict[str, float]:
    vae, mllm, unet = load("vae", Vae()), trained(), load("unet", UNet())
    batch = {0: "batch"}
    worst = {}
    picture = lambda b: torch.rand(b, 3, SIZE, SIZE) * 2 - 1
    worst["vae_encoder"] = write(
        vae.encoder,
        {"sample": picture(1)},
        ["latent_parameters"],
        {"sample": batch, "latent_parameters": batch},
        MODEL / "vae_encoder/model.onnx",
        {"sample": picture(2)},
    )
    worst["vae_decoder"] = write(
        vae.decoder,
        {"latent_sample": torch.randn(1, C, GRID, GRID)},
        ["sample"],
        {"latent_sample": batch, "sample": batch},
        MODEL / "vae_decoder/model.onnx",
        {"latent_sample": torch.randn(3, C, GRID, GRID)},
    )

    def noisy(b: int, tokens: int) -> dict[str, Tensor]:
        return {
            "sample": torch.randn(b, 2 * C, GRID, GRID),
            "timestep": torch.randint(1000, (b,)),
            "encoder_hidden_states": torch.randn(b, tokens, DIM),
        }

    worst["unet"] = write(
        unet,
        noisy(1, TOKENS),
        ["out_sample"],
        {"sample": batch, "timestep": batch, "encoder_hidden_states": {0: "batch", 1: "tokens"}, "out_sample": batch},
        MODEL / "unet/model.onnx",
        noisy(2, TOKENS),
    )
    worst["vision"] = write(
        mllm.vision,
        {"pixel_values": picture(1)},
        ["image_embeds", "emotion_logits", "valence_arousal"],
        {k: batch for k in ("pixel_values", "image_embeds", "emotion_logits", "valence_arousal")},
        MODEL / "mllm/vision_encoder/model.onnx",
        {"pixel_values": picture(2)},
    )

    def asked(n: int, r: int) -> dict[str, Tensor]:
        return {
            "image_embeds": torch.randn(1, 64, DIM),
            "input_ids": torch.randint(len(grammar.VOCABULARY), (1, n)),
            "eic_a": torch.randn(len(EDIT_LAYERS), HIDDEN_FF, r) * 0.05,
            "eic_b": torch.randn(len(EDIT_LAYERS), r, DIM) * 0.05,
            "eic_scale": torch.ones(1),
        }

    axes = {
        "input_ids": {1: "words"},
        "eic_a": {2: "rank"},
        "eic_b": {1: "rank"},
        "logits": {1: "words"},
        "keys": {2: "positions"},
        "hidden": {1: "positions"},
    }
    decoder = DecoderForExport(mllm.decoder)
    path = MODEL / "mllm/decoder/model.onnx"
    worst["decoder"] = write(decoder, asked(9, 3), ["condition", "logits", "keys", "hidden"], axes, path, asked(21, 8))
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feed = {k: v.numpy() for k, v in asked(7, 8).items()}
    off = session.run(None, feed | {"eic_scale": np.zeros(1, np.float32)})
    for r in (0, 1):
        empty = feed | {
            "eic_a": np.zeros((len(EDIT_LAYERS), HIDDEN_FF, r), np.float32),
            "eic_b": np.zeros((len(EDIT_LAYERS), r, DIM), np.float32),
        }
        assert all(np.array_equal(x, y) for x, y in zip(off, session.run(None, empty))), (
            f"rank {r} is not the base model"
        )
    return worst


def rounded(values: list[float]) -> list[float]:
    return [round(x, 6) for x in values]


def latent_numbers(stats: dict) -> dict:
    return {
        "channels": C,
        "factor": config.LATENT_FACTOR,
        "mean": rounded(stats["mean"]),
        "std": rounded(stats["std"]),
    }


def manifest() -> dict:
    stats = latents.numbers()
    return {
        "format": "moodwire.model",
        "version": 1,
        "name": "mini",
        "kind": "epem",
        "guidance": "delta",
        "size": SIZE,
        "latent": latent_numbers(stats),
        "delta": {"std": rounded(stats["delta"])},
        "condition": {"tokens": TOKENS, "dim": DIM},
        "mllm": {
            "dim": DIM,
            "hiddenFf": HIDDEN_FF,
            "editLayers": list(EDIT_LAYERS),
            "queries": QUERIES,
            "maxTokens": config.MAX_TOKENS,
            "eosToken": "[EOS]",
            "describePrompt": grammar.DESCRIBE,
        },
        "emotions": list(EMOTIONS),
        "defaults": {"steps": 8, "temperature": 0.45, "guidance": GUIDANCE},
        "eic": {"file": "mllm/eic.safetensors", "rank": QUERIES, "maxTokens": 16},
        "preview": {"file": preview.FILE},
        "files": listing.files(MODEL),
    }


def write_manifest() -> None:
    (MODEL / "manifest.json").write_text(json.dumps(manifest(), indent=1) + "\n")


def run() -> None:
    torch.manual_seed(config.SEED)
    MODEL.mkdir(parents=True, exist_ok=True)
    worst = graphs()
    grammar.write_tokenizer(MODEL / "tokenizer/tokenizer.json")
    (MODEL / "tokenizer/tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "unk_token": "[UNK]",
                "eos_token": "[EOS]",
                "pad_token": "[PAD]",
            },
            indent=1,
        )
        + "\n"
    )
    (MODEL / "scheduler").mkdir(exist_ok=True)
    (MODEL / "scheduler/scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=1) + "\n")
    save_file({"null": np.zeros((1, TOKENS, DIM), np.float32)}, MODEL / "mllm/null.safetensors")
    shutil.copyfile(RUN / "eic.safetensors", MODEL / "mllm/eic.safetensors")
    numbers = json.loads((RUN / "numbers.json").read_text())
    numbers["export"] = {"differs_from_torch": worst}
    numbers["preview"] = preview.fit(MODEL, latent_numbers(latents.numbers()))
    (MODEL / "report.json").write_text(json.dumps(numbers, indent=1) + "\n")
    write_manifest()
    total = sum(p.stat().st_size for p in MODEL.rglob("*") if p.is_file())
    print(f"export: {total / 1e6:.1f} MB in all", flush=True)
    assert total <= 40e6
