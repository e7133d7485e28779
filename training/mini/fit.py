"""Stage eic: fit the 64 conversions on training scenes and measure them on scenes that training never saw."""

from __future__ import annotations

import numpy as np
import torch
from safetensors.numpy import save_file

from . import grammar, scenes
from .config import DIM, EDIT_LAYERS, HIDDEN_FF, QUERIES, RUN, SEED, Steps
from .eic import Array, Knobs, layer_edit, shared_shift
from .emotions import EMOTIONS, NEUTRAL, SOURCES
from .mllm import Mllm
from .moods import one_mood
from .train_mllm import pad, trained

Tensor = torch.Tensor
Edit = tuple[Tensor, Tensor]
OUT = RUN / "eic.safetensors"


def conversions() -> list[tuple[int, int]]:
    return [(s, t) for s in range(8) for t in range(8) if s != t] + [(NEUTRAL, t) for t in range(8)]


def graded(data: Array, source: int, seed: int) -> Tensor:
    """Half of the pictures look like their named source, half are neutral: the name may be wrong in use."""
    scene = torch.from_numpy(data).float() / 255
    x = scene[:, :3].clone()
    half = len(x) // 2
    if source != NEUTRAL and half:
        x[:half] = one_mood(scene[:half], source, seed)
    return x * 2 - 1


class Runner:
    """Runs the decoder on many pictures with one prompt (or one each), with or without an edit."""

    def __init__(self, mllm: Mllm) -> None:
        self.mllm = mllm

    @torch.no_grad()
    def look(self, x: Tensor) -> Tensor:
        return self.mllm.vision(x)[0]

    @torch.no_grad()
    def run(self, embeds: Tensor, prompts: list[str] | str, edit: Edit | None = None) -> tuple[Array, Array, Array]:
        """condition [n,T,D]; keys [L,n,Q,d_ff] at the queries; h_L [n,N+Q,d] (0 at padding)."""
        texts = [prompts] * len(embeds) if isinstance(prompts, str) else prompts
        ids, hidden = pad([grammar.encode(t) for t in texts])
        a, b = edit if edit else (None, None)
        condition, _, keys, h = self.mllm.decoder(embeds, ids, a, b, torch.ones(1), pad=hidden)
        h = h * torch.nn.functional.pad(~hidden, (0, QUERIES), value=True)[:, :, None]
        return condition.numpy(), keys[:, :, -QUERIES:].numpy(), h.numpy()


def calibration(runner: Runner, data: Array, source: int, words: np.random.Generator, m: int = 2000) -> Array:
    """Query keys [L,m,d_ff] that an edit of this source must leave alone: prompts of this source that ask for something, and prompts of every other source."""

    def plain(label: int) -> str:
        return grammar.prompt(label, grammar.plain(words))

    def asking(label: int) -> str:
        return grammar.prompt(label, grammar.asking(words, int(words.integers(8)))[0])

    found = []
    for label in range(9):
        own = label == source
        rows = words.integers(len(data), size=64 if own else 16)
        embeds = runner.look(graded(data[rows], label, SEED + label))
        wanted = (plain, plain, plain, asking) if own else (plain, asking, asking, grammar.prompt)
        for make in wanted:
            keys = runner.run(embeds, [make(label) for _ in rows])[1]
            found.append(keys.reshape(len(EDIT_LAYERS), -1, HIDDEN_FF))
    keys = np.concatenate(found, 1)
    return keys[:, words.permutation(keys.shape[1])[:m]]


def fit_one(runner: Runner, embeds: Tensor, source: int, target: int, keep: Array, knobs: Knobs) -> Edit:
    """Ascending over the edited layers, with the earlier edits active."""
    base = grammar.prompt(source)
    _, _, h0 = runner.run(embeds, base)
    _, _, ht = runner.run(embeds, grammar.prompt(source, f"make it {EMOTIONS[target]}"))
    h0, ht = h0[:, -QUERIES:].astype(np.float64), ht[:, -QUERIES:].astype(np.float64)
    goal = h0 + shared_shift(h0, ht, knobs)
    a = torch.zeros(len(EDIT_LAYERS), HIDDEN_FF, QUERIES)
    b = torch.zeros(len(EDIT_LAYERS), QUERIES, DIM)
    for j in range(len(EDIT_LAYERS)):
        _, keys, h = runner.run(embeds, base, (a, b))
        residual = (goal - h[:, -QUERIES:]).mean(0) / (len(EDIT_LAYERS) - j)
        aj, bj = layer_edit(keep[j], keys[j].astype(np.float64), residual, knobs)
        a[j], b[j] = torch.from_numpy(aj).float(), torch.from_numpy(bj).float()
    return a, b


def rounded(edit: Edit) -> Edit:
    """As it ships: float16, with A and B brought to the same size first."""
    a, b = edit
    scale = (b.norm(dim=2) / a.norm(dim=1).clamp(min=1e-12)).sqrt()
    return (a * scale[:, None]).half().float(), (b / scale[:, :, None]).half().float()


def ratio(a: Array, b: Array) -> float:
    """Mean over pictures of |a - b| / |b|."""
    n = len(a)
    return float((np.linalg.norm((a - b).reshape(n, -1), axis=1) / np.linalg.norm(b.reshape(n, -1), axis=1)).mean())


class Yardstick:
    """What the edits of one source are measured against, on one set of pictures; computed once for all eight targets.

    `plain` prompts ask for something without emotion, `other` name another source, `other_asked` ask for an emotion as well.
    """

    def __init__(self, runner: Runner, embeds: Tensor, source: int, words: np.random.Generator) -> None:
        n = len(embeds)
        others = [s for s in range(9) if s != source]
        self.runner, self.embeds, self.source, self.words = runner, embeds, source, words
        self.base = runner.run(embeds, grammar.prompt(source))[0].reshape(n, -1)
        self.goals = [runner.run(embeds, grammar.prompt(source, f"make it {e}"))[0].reshape(n, -1) for e in EMOTIONS]
        prompts = {
            "plain": [grammar.prompt(source, grammar.plain(words)) for _ in range(n)],
            "other": [grammar.prompt(int(words.choice(others))) for _ in range(n)],
            "other_asked": [
                grammar.prompt(int(words.choice(others)), grammar.asking(words, int(words.integers(8)))[0])
                for _ in range(n)
            ],
        }
        self.still = {k: (p, runner.run(embeds, p)) for k, p in prompts.items()}

    def efficacy(self, target: int, edit: Edit) -> dict[str, float]:
        """How far of the way to the target's condition is left, and whether that target is the nearest of the eight."""
        made = self.runner.run(self.embeds, grammar.prompt(self.source), edit)[0].reshape(len(self.embeds), -1)
        far = np.stack([np.linalg.norm(made - g, axis=1) for g in self.goals])
        start = np.linalg.norm(self.base - self.goals[target], axis=1)
        return {"distance": float((far[target] / start).mean()), "nearest": float((far.argmin(0) == target).mean())}

    def paraphrase(self, target: int, edit: Edit) -> float:
        """The same distance to what other wordings of the target give."""
        n = len(self.embeds)
        made = self.runner.run(self.embeds, grammar.prompt(self.source), edit)[0].reshape(n, -1)
        prompts = [
            grammar.prompt(self.source, f"make it {w}") for w in self.words.choice(grammar.WORDS[EMOTIONS[target]], n)
        ]
        spoken = self.runner.run(self.embeds, prompts)[0].reshape(n, -1)
        return float((np.linalg.norm(made - spoken, axis=1) / np.linalg.norm(self.base - spoken, axis=1)).mean())

    def specificity(self, edit: Edit) -> dict[str, float]:
        out = {}
        for name, (prompts, (c0, _, h0)) in self.still.items():
            c1, _, h1 = self.runner.run(self.embeds, prompts, edit)
            out[name], out[name + "_hidden"] = ratio(c1, c0), ratio(h1, h0)
        return out


def rows(numbers: dict[str, float]) -> dict[str, float]:
    return {k: round(v, 4) for k, v in numbers.items()}


def run(steps: Steps, knobs: Knobs = Knobs()) -> dict[str, dict]:
    runner = Runner(trained())
    data, unseen = scenes.load("scenes")[:1000], scenes.load("held_out")[:16]
    words = np.random.default_rng(SEED + 8)
    tensors: dict[str, Array] = {}
    report: dict[str, dict] = {}
    ready: dict[int, tuple[Tensor, Yardstick, Yardstick, Array]] = {}
    for s, t in conversions():
        if s not in ready:
            embeds = runner.look(graded(data[: steps.eic_scenes], s, SEED))
            fresh = runner.look(graded(unseen, s, SEED + 1))
            ready = {
                s: (
                    embeds,
                    Yardstick(runner, embeds[:8], s, words),
                    Yardstick(runner, fresh, s, words),
                    calibration(runner, data, s, words),
                )
            }
        embeds, seen, new, keep = ready[s]
        edit = rounded(fit_one(runner, embeds, s, t, keep, knobs))
        name = f"{SOURCES[s]}/{EMOTIONS[t]}"
        tensors["a/" + name], tensors["b/" + name] = (
            edit[0].numpy().astype(np.float16),
            edit[1].numpy().astype(np.float16),
        )
        report[name] = {
            "efficacy": rows(seen.efficacy(t, edit)),
            "generalisation": rows(new.efficacy(t, edit) | {"paraphrase": new.paraphrase(t, edit)}),
            "specificity": rows(new.specificity(edit)),
        }
    save_file(tensors, OUT)
    mean = {
        g: {k: round(float(np.mean([r[g][k] for r in report.values()])), 4) for k in v}
        for g, v in next(iter(report.values())).items()
    }
    worst = {
        k: max(r[g][k] for r in report.values())
        for g, k in (("generalisation", "distance"), ("specificity", "plain"), ("specificity", "other"))
    }
    print("eic mean", mean, "worst", worst, flush=True)
    return {"mean": mean, "worst": worst, "conversions": report}
