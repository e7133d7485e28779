"""Stage sheet: the contact sheet of the photographs in all eight moods, and the numbers measured on them with the shipped files."""

from __future__ import annotations

import json

import numpy as np
import torch
from PIL import Image, ImageDraw

from . import export, scenes
from .config import MODEL, RUN, photos_folder
from .emotions import EMOTIONS, NEUTRAL, SOURCES
from .moods import one_mood
from .pipeline import Pipeline

CELL, HEAD = 208, 22


def photos() -> dict[str, Image.Image]:
    found = sorted(p for p in photos_folder().iterdir() if p.suffix in (".png", ".jpg"))
    return {p.stem: Image.open(p).convert("RGB") for p in found}


def cell(picture: Image.Image) -> Image.Image:
    """The largest centred square, at the cell's size."""
    s = min(picture.size)
    x, y = (picture.width - s) // 2, (picture.height - s) // 2
    return picture.crop((x, y, x + s, y + s)).resize((CELL, CELL), Image.Resampling.LANCZOS)


def apart(pictures: list[np.ndarray]) -> np.ndarray:
    """Mean absolute difference of every pair, in 0..255."""
    n = len(pictures)
    return np.asarray([[np.abs(pictures[i] - pictures[j]).mean() for j in range(n)] for i in range(n)])


def on_scenes(pipe: Pipeline, count: int = 24) -> dict[str, float]:
    """One step against eight, on held-out scenes with known targets: mean absolute error of the decoded edit, in 0..255."""
    data = scenes.load("held_out")[:count]
    errors: dict[str, list[float]] = {
        "unchanged": [],
        "1 step": [],
        "4 steps": [],
        "8 steps": [],
        "8 steps, temperature 1": [],
    }
    for i, raw in enumerate(data):
        t = i % 8
        scene = torch.from_numpy(raw[None]).float() / 255
        goal = one_mood(scene, t, 5, 1.0, 1.0).numpy()[0].transpose(1, 2, 0)
        x = scene[:, :3].numpy() * 2 - 1
        z, seen = pipe.latent(x), pipe.read(x)
        c = pipe.condition(seen.embeds, "[feels: neutral]", (8, t))
        before = pipe.picture(z)[0]
        true_change = goal - x[0].transpose(1, 2, 0) / 2 - 0.5
        for name, steps, temperature in (
            ("1 step", 1, 0.0),
            ("4 steps", 4, None),
            ("8 steps", 8, None),
            ("8 steps, temperature 1", 8, 1.0),
        ):
            change = pipe.picture(pipe.denoise(z, c, i, steps, temperature))[0] - before
            errors[name].append(float(np.abs(change - true_change).mean() * 255))
        errors["unchanged"].append(float(np.abs(true_change).mean() * 255))
    return {k: round(float(np.mean(v)), 3) for k, v in errors.items()}


def reading(pipe: Pipeline, count: int = 40) -> dict[str, float]:
    """How often the source's emotion is read rightly on held-out scenes (neutral: no emotion reaches one half)."""
    scene = torch.from_numpy(scenes.load("held_out")[-count:]).float() / 255
    out = {}
    for e, name in enumerate(SOURCES):
        x = scene[:, :3] if e == NEUTRAL else one_mood(scene, e, 7)
        out[name] = round(float(np.mean([pipe.read(p[None].numpy() * 2 - 1).source == e for p in x])), 3)
    return out


def run() -> None:
    pipe, pictures = Pipeline(MODEL), photos()
    sheet = Image.new("RGB", (9 * CELL, len(pictures) * CELL + HEAD), (24, 24, 27))
    draw = ImageDraw.Draw(sheet)
    distance, named_gap, one_gap, readings = [], [], [], {}
    for row, (stem, photo) in enumerate(pictures.items()):
        edits = [pipe.edit(photo, t) for t in range(8)]
        arrays = [np.asarray(e, np.float32) for e in edits]
        distance.append(apart(arrays))
        named_gap.append(
            [np.abs(a - np.asarray(pipe.edit(photo, t, named=True), np.float32)).mean() for t, a in enumerate(arrays)]
        )
        one_gap.append(
            [np.abs(a - np.asarray(pipe.edit(photo, t, steps=1), np.float32)).mean() for t, a in enumerate(arrays)]
        )
        seen = pipe.read(pipe.pixels(photo))
        readings[stem] = {
            "source": SOURCES[seen.source],
            "best": round(float(seen.probabilities.max()), 3),
            "says": pipe.describe(seen.embeds),
        }
        for column, picture in enumerate([photo, *edits]):
            sheet.paste(cell(picture), (column * CELL, HEAD + row * CELL))
    for column, name in enumerate(("photograph", *EMOTIONS)):
        draw.text((column * CELL + 8, 5), name, fill=(235, 235, 235))
    quality = 90
    sheet.save(MODEL / "contact-sheet.jpg", quality=quality)
    while (MODEL / "contact-sheet.jpg").stat().st_size > 600_000:
        quality -= 5
        sheet.save(MODEL / "contact-sheet.jpg", quality=quality)
    sheet.save(RUN / "contact-sheet.png")
    mean = np.mean(distance, 0)
    pairs = {f"{EMOTIONS[i]}/{EMOTIONS[j]}": round(float(mean[i, j]), 2) for i in range(8) for j in range(i)}
    report = json.loads((MODEL / "report.json").read_text())
    report["photos"] = {
        "pair_distance_of_255": {"smallest": min(pairs.values()), "pairs": pairs},
        "eic_against_named_instruction_of_255": round(float(np.mean(named_gap)), 3),
        "one_step_against_eight_of_255": round(float(np.mean(one_gap)), 3),
        "readings": readings,
    }
    report["held_out_scenes_error_of_255"] = on_scenes(pipe)
    report["source_read_rightly_on_held_out_scenes"] = reading(pipe)
    (MODEL / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    export.write_manifest()
    print(json.dumps({k: report[k] for k in ("photos", "held_out_scenes_error_of_255")}, indent=1), flush=True)
