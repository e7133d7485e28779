"""Makes models/mini from nothing: python training/make.py --stage all (see README.md)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mini import config, latents, loop, moods, scenes

STAGES = ("scenes", "vae", "mllm", "unet", "eic", "export", "sheet")


def remember(name: str, numbers: dict) -> None:
    path = config.RUN / "numbers.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    known[name] = numbers
    path.write_text(json.dumps(known, indent=1))


def run(stage: str, steps: config.Steps) -> None:
    if stage == "scenes":
        scenes.build(steps)
        moods.build(steps)
    elif stage in ("vae", "mllm", "unet"):
        if not loop.finished(stage).exists():
            from mini import train_mllm, train_unet, train_vae

            remember(stage, {"vae": train_vae, "mllm": train_mllm, "unet": train_unet}[stage].run(steps))
        if stage == "vae":
            latents.build()
    elif stage == "eic":
        from mini import fit

        remember("eic", fit.run(steps))
    elif stage == "export":
        from mini import export

        export.run()
    elif stage == "sheet":
        from mini import sheet

        sheet.run()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", choices=("all", *STAGES), default="all")
    parser.add_argument(
        "--smoke", action="store_true", help="tiny numbers of steps: tries the code, makes no useful model"
    )
    args = parser.parse_args()
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    config.RUN.mkdir(parents=True, exist_ok=True)
    steps = config.smoke_steps() if args.smoke else config.Steps()
    for stage in STAGES if args.stage == "all" else (args.stage,):
        print(f"== {stage}", flush=True)
        run(stage, steps)


if __name__ == "__main__":
    main()
