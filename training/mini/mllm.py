"""The small multimodal LLM: a picture encoder, a decoder whose MLP layers EIC edits, and the head that makes the condition.

The picture's 64 tokens are read by every decoder layer as attention memory and are not updated by it. The queries have their own copy of each MLP's
down-projection W, which starts out (and here stays) equal to the words'. EIC edits that copy: y = W k + scale * (k A) B at the query positions, y = W k at the words.
Above the last edited layer the queries read the picture and one another but no text: what they know of the prompt passes through h_L, which is what EIC moves.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from .config import (
    DECODER_LAYERS,
    DIM,
    EDIT_LAYERS,
    HEADS,
    HIDDEN_FF,
    MAX_TOKENS,
    PATCH,
    QUERIES,
    SIZE,
    TOKENS,
    VISION_LAYERS,
)
from .layers import Attention, Feed

Tensor = torch.Tensor
PICTURE_TOKENS = (SIZE // PATCH) ** 2
BLOCKED = -1e4


class VisionLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(DIM), Attention(DIM, DIM, HEADS)
        self.norm2, self.feed = nn.LayerNorm(DIM), Feed(DIM, HIDDEN_FF)

    def forward(self, x: Tensor) -> Tensor:
        h = self.norm1(x)
        x = x + self.attention(h, h)
        return x + self.feed(self.norm2(x))


class VisionEncoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, DIM, PATCH, stride=PATCH)
        self.position = nn.Parameter(torch.randn(1, PICTURE_TOKENS, DIM) * 0.02)
        self.layers = nn.ModuleList([VisionLayer() for _ in range(VISION_LAYERS)])
        self.norm = nn.LayerNorm(DIM)
        self.emotion, self.feeling = nn.Linear(DIM, 8), nn.Linear(DIM, 2)

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.patch(pixel_values).flatten(2).transpose(1, 2) + self.position
        for layer in self.layers:
            x = layer(x)
        x = self.norm(x)
        pooled = x.mean(1)
        return x, self.emotion(pooled), torch.tanh(self.feeling(pooled))


class DecoderLayer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.picture_norm, self.attention = nn.LayerNorm(DIM), nn.LayerNorm(DIM), Attention(DIM, DIM, HEADS)
        self.norm2, self.feed = nn.LayerNorm(DIM), Feed(DIM, HIDDEN_FF)

    def forward(
        self, x: Tensor, picture: Tensor, mask: Tensor, edit: tuple[Tensor, Tensor, Tensor] | None
    ) -> tuple[Tensor, Tensor]:
        """The new states, and the keys: the inputs of the MLP's down-projection."""
        h = self.norm1(x)
        x = x + self.attention(h, torch.cat([self.picture_norm(picture), h], 1), mask)
        keys = F.gelu(self.feed.up(self.norm2(x)))
        y = self.feed.down(keys)
        if edit is not None:
            a, b, scale = edit
            y = y + scale * ((keys @ a) @ b)  # scale is 0 at the words
        return x + y, keys


class Decoder(nn.Module):
    def __init__(self, words: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, DIM)
        self.position = nn.Parameter(torch.randn(1, MAX_TOKENS, DIM) * 0.02)
        self.query = nn.Parameter(torch.randn(1, QUERIES, DIM) * 0.5)
        self.layers = nn.ModuleList([DecoderLayer() for _ in range(DECODER_LAYERS)])
        self.norm = nn.LayerNorm(DIM)
        self.token = nn.Parameter(torch.randn(1, TOKENS, DIM) * 0.5)
        self.read_norm, self.read = nn.LayerNorm(DIM), Attention(DIM, DIM, HEADS)
        self.feed_norm, self.feed = nn.LayerNorm(DIM), Feed(DIM, DIM)
        self.out_norm = nn.LayerNorm(DIM)
        nn.init.normal_(self.embed.weight, std=0.05)

    def masks(self, n: int, pad: Tensor | None, device: torch.device) -> tuple[Tensor, Tensor]:
        """Text is causal; queries see all text and each other up to h_L, and no text above it."""
        rows = torch.arange(n + QUERIES, device=device)
        is_query = rows >= n
        later = (rows[None, :] > rows[:, None]) & ~(is_query[:, None] & is_query[None, :])
        below = later.float() * BLOCKED
        above = (later | (is_query[:, None] & ~is_query[None, :])).float() * BLOCKED
        memory = torch.zeros(n + QUERIES, PICTURE_TOKENS, device=device)
        below, above = torch.cat([memory, below], 1)[None, None], torch.cat([memory, above], 1)[None, None]
        if pad is not None:  # padded text positions exist in training only
            hidden = F.pad(pad.float() * BLOCKED, (PICTURE_TOKENS, QUERIES))[:, None, None, :]
            below, above = below + hidden, above + hidden
        return below, above

    def forward(
        self,
        image_embeds: Tensor,
        input_ids: Tensor,
        eic_a: Tensor | None = None,
        eic_b: Tensor | None = None,
        eic_scale: Tensor | None = None,
        pad: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """condition [b,T,D], logits [b,N,V], keys [L,b,N+Q,d_ff], hidden [b,N+Q,d] (h_L)."""
        b, n = input_ids.shape
        x = self.embed(input_ids) + self.position[:, :n]
        x = torch.cat([x, self.query.expand(b, -1, -1)], 1)
        below, above = self.masks(n, pad, x.device)
        at_queries = (torch.arange(n + QUERIES, device=x.device) >= n).float()[None, :, None]
        keys, hidden = [], x
        for i, layer in enumerate(self.layers):
            edit = None
            if eic_a is not None and i in EDIT_LAYERS:
                j = EDIT_LAYERS.index(i)
                edit = (eic_a[j], eic_b[j], eic_scale * at_queries)
            x, k = layer(x, image_embeds, below if i <= EDIT_LAYERS[-1] else above, edit)
            if i in EDIT_LAYERS:
                keys.append(k)
            if i == EDIT_LAYERS[-1]:
                hidden = x
        x = self.norm(x)
        logits = x[:, :n] @ self.embed.weight.T
        t = self.token.expand(b, -1, -1)
        t = t + self.read(self.read_norm(t), x[:, n:])
        t = t + self.feed(self.feed_norm(t))
        return self.out_norm(t), logits, torch.stack(keys), hidden


class Mllm(nn.Module):
    def __init__(self, words: int) -> None:
        super().__init__()
        self.vision, self.decoder = VisionEncoder(), Decoder(words)
