"""The eight emotions (Mikels), in the order that every file of the model uses."""

from __future__ import annotations

EMOTIONS = ("amusement", "awe", "contentment", "excitement", "anger", "disgust", "fear", "sadness")
NEUTRAL = 8
SOURCES = EMOTIONS + ("neutral",)

# Valence and arousal in [-1, 1]. Fear, anger and disgust nearly coincide: never turn these back into a class.
VALENCE_AROUSAL = (
    (0.80, 0.45),
    (0.50, 0.40),
    (0.75, -0.45),
    (0.75, 0.80),
    (-0.65, 0.70),
    (-0.65, 0.35),
    (-0.70, 0.65),
    (-0.70, -0.45),
    (0.0, 0.0),
)

# A factor on the predicted change at every step. It compounds over the steps (0.9 leaves a third after eight), so keep it near 1.
GUIDANCE = {
    "amusement": 1.04,
    "awe": 1.04,
    "contentment": 1.03,
    "excitement": 1.06,
    "anger": 1.0,
    "disgust": 1.01,
    "fear": 1.0,
    "sadness": 1.0,
}
