"""The language of the MLLM: instructions, descriptions and the word-level tokenizer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np

from .emotions import EMOTIONS, NEUTRAL, SOURCES

# For each emotion: words used in instructions, then two that only descriptions use (withheld from instruction training).
WORDS: dict[str, tuple[str, ...]] = {
    "amusement": ("amusing", "funny", "playful", "cheerful", "silly", "comic", "lighthearted", "whimsical"),
    "awe": ("awesome", "majestic", "sublime", "epic", "grand", "breathtaking", "wondrous", "glorious"),
    "contentment": ("content", "calm", "peaceful", "serene", "cozy", "relaxed", "gentle", "tranquil"),
    "excitement": ("exciting", "thrilling", "energetic", "vibrant", "electric", "lively", "wild", "festive"),
    "anger": ("angry", "furious", "aggressive", "raging", "hostile", "violent", "bitter", "mad"),
    "disgust": ("disgusting", "gross", "sickening", "rotten", "nasty", "foul", "toxic", "revolting"),
    "fear": ("scary", "frightening", "fearful", "eerie", "terrifying", "creepy", "haunted", "ominous"),
    "sadness": ("sad", "gloomy", "melancholic", "sorrowful", "lonely", "mournful", "bleak", "depressing"),
}
WITHHELD: dict[str, tuple[str, str]] = {
    "amusement": ("jolly", "zany"),
    "awe": ("magnificent", "awestruck"),
    "contentment": ("mellow", "restful"),
    "excitement": ("exhilarating", "dynamic"),
    "anger": ("irate", "wrathful"),
    "disgust": ("vile", "putrid"),
    "fear": ("sinister", "spooky"),
    "sadness": ("somber", "heartbroken"),
}
BY_NAME = (
    "make it {w}",
    "turn it into {w}",
    "i want to feel {w}",
    "it should feel like {w}",
    "convey {w}",
    "show {w}",
    "fill it with {w}",
    "{w}",
    "give it a mood of {w}",
    "let it evoke {w}",
)
BY_WORD = (
    "make it {a}{w}",
    "make this {a}{w}",
    "make the {o} {a}{w}",
    "make it look {a}{w}",
    "turn this into a {a}{w} scene",
    "i want it to feel {a}{w}",
    "give it a {a}{w} mood",
    "a {a}{w} atmosphere , please",
    "{a}{w}",
    "it should be {a}{w}",
    "change the mood to {w}",
    "let the {o} look {w}",
)
ADVERBS = (
    ("", 1.0),
    ("", 1.0),
    ("", 1.0),
    ("", 1.0),
    ("slightly ", 0.5),
    ("a little ", 0.5),
    ("very ", 1.3),
    ("much more ", 1.25),
    ("more ", 1.0),
    ("really ", 1.15),
)
OBJECTS = (
    "picture",
    "photo",
    "image",
    "scene",
    "sky",
    "people",
    "person",
    "house",
    "street",
    "tree",
    "room",
    "water",
    "cat",
    "dog",
    "table",
    "cup",
    "road",
    "car",
    "city",
    "background",
    "field",
    "mountain",
    "face",
    "window",
    "wall",
    "light",
)
PLAIN = (
    "keep the {o} as it is",
    "keep everything",
    "do not change the {o}",
    "leave it alone",
    "sharpen the {o}",
    "crop the {o}",
    "remove the noise",
    "straighten the horizon",
    "rotate the {o}",
    "resize the {o}",
    "blur the {o}",
    "move the {o} to the left",
    "make the {o} larger",
    "make the {o} smaller",
    "add a {o}",
    "remove the {o}",
    "center the {o}",
    "flip the {o}",
    "make a copy",
    "print the {o}",
    "make it a square",
    "zoom in on the {o}",
    "the {o} is near the {p}",
    "a photo of a {o} and a {p}",
    "nothing",
    "no change",
    "make it bigger",
    "make it the same",
    "it should be a {o}",
    "give it a {o}",
    "show the {o}",
    "turn it around",
)
DESCRIBE = "describe the feeling of this picture :"
CAUSES = (
    "bright light",
    "dim light",
    "strong contrast",
    "low contrast",
    "vivid colors",
    "muted colors",
    "warm tones",
    "cold tones",
    "a green tint",
    "a purple tint",
    "deep shadows",
    "lifted blacks",
    "dark edges",
    "glowing highlights",
    "plain light",
)
SPECIAL = ("[PAD]", "[UNK]", "[EOS]")
EXTRA = [
    "and",
    "or",
    "with",
    "but",
    "not",
    "in",
    "of",
    "on",
    "to",
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "is",
    "are",
    "be",
    "as",
    "if",
    "please",
    "more",
    "less",
    "than",
    ".",
    ",",
    "!",
    "?",
    "-",
    "'",
    ":",
    ";",
    "(",
    ")",
    "[",
    "]",
    "happy",
    "joy",
    "joyful",
    "love",
    "warm",
    "cold",
    "dark",
    "bright",
    "blue",
    "red",
    "green",
    "yellow",
    "orange",
    "purple",
    "golden",
    "grey",
    "gray",
    "black",
    "white",
    "fog",
    "rain",
    "snow",
    "storm",
    "sun",
    "sunset",
    "night",
    "day",
    "morning",
    "evening",
    "winter",
    "summer",
    "spring",
    "autumn",
    "dramatic",
    "moody",
    "dreamy",
    "romantic",
    "nostalgic",
    "hopeful",
    "tense",
    "tired",
    "bored",
    "surprise",
    "trust",
    "mystery",
    "horror",
    "nightmare",
    "grief",
    "despair",
    "rage",
    "hate",
    "terror",
    "panic",
    "wonder",
    "delight",
    "fun",
    "bliss",
    "peace",
    "thrill",
    "energy",
    "sorrow",
    "misery",
    "decay",
    "!!",
    "...",
]

EMPTY, OTHER, EMOTIONAL = 0, 1, 2  # kinds of instruction


def prompt(source: int, instruction: str = "") -> str:
    return f"[feels: {SOURCES[source]}] {instruction}".strip()


def asking(rng: np.random.Generator, target: int) -> tuple[str, float]:
    """An instruction that asks for an emotion, and the strength it asks for."""
    name = EMOTIONS[target]
    if rng.random() < 0.35:
        return rng.choice(BY_NAME).format(w=name), 1.0
    form = str(rng.choice(BY_WORD))
    adverb, k = ADVERBS[rng.integers(len(ADVERBS))]
    if "{a}" not in form:
        k = 1.0
    return form.format(a=adverb, w=rng.choice(WORDS[name]), o=rng.choice(OBJECTS)), k


def plain(rng: np.random.Generator) -> str:
    """An instruction without emotion."""
    o, p = rng.choice(OBJECTS, 2)
    return str(rng.choice(PLAIN)).format(o=o, p=p)


def description(rng: np.random.Generator, source: int, causes: list[str]) -> str:
    if source == NEUTRAL:
        word = "neutral"
    else:
        name = EMOTIONS[source]
        word = str(rng.choice(WORDS[name] + WITHHELD[name])) if rng.random() < 0.35 else WORDS[name][0]
    return f"this picture feels {word} because of {' and '.join(causes)} . [EOS]"


def _vocabulary() -> list[str]:
    text: list[str] = list(SOURCES) + list(EXTRA) + list(OBJECTS) + ["feels", "neutral", "because"]
    for name in EMOTIONS:
        text += WORDS[name] + WITHHELD[name]
    for form in BY_NAME + BY_WORD + PLAIN + (DESCRIBE,) + CAUSES + tuple(a for a, _ in ADVERBS):
        text += split(re.sub(r"\{.\}", " ", form))
    text += split("this picture feels because of and .")
    return list(SPECIAL) + sorted(set(text))


def split(text: str) -> list[str]:
    """As the tokenizer file does it: special tokens whole, the rest in lower case, words and runs of punctuation apart."""
    out: list[str] = []
    for part in re.split(r"(\[PAD\]|\[UNK\]|\[EOS\])", text):
        out += [part] if part in SPECIAL else re.findall(r"\w+|[^\w\s]+", part.lower())
    return out


VOCABULARY = _vocabulary()
_ID = {w: i for i, w in enumerate(VOCABULARY)}
PAD, UNK, EOS = 0, 1, 2


def encode(text: str) -> list[int]:
    return [_ID.get(w, UNK) for w in split(text)]


def decode(ids: list[int]) -> str:
    return " ".join(VOCABULARY[i] for i in ids)


def write_tokenizer(path: Path) -> None:
    """Hugging Face `tokenizers` format."""
    added = [
        {
            "id": i,
            "content": w,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for i, w in enumerate(SPECIAL)
    ]
    document = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": _ID, "unk_token": "[UNK]"},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
