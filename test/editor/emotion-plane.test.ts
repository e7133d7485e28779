import { EMOTIONS } from '@moodwire/engine';
import { describe, expect, it } from 'vitest';
import {
  EMOTION_PLACES,
  emotionTowards,
  nearestEmotion,
  toPercent,
  toPlace,
} from '../../packages/editor/src/widget/emotion-plane.js';

describe('the plane of emotions', () => {
  it('gives each emotion at its own place', () => {
    for (const emotion of EMOTIONS) expect(nearestEmotion(EMOTION_PLACES[emotion])).toBe(emotion);
  });

  it('gives the nearest between them and beyond the edge', () => {
    expect(nearestEmotion({ valence: 1, arousal: 1 })).toBe('excitement');
    expect(nearestEmotion({ valence: -1, arousal: -1 })).toBe('sadness');
    expect(nearestEmotion({ valence: 0.9, arousal: -0.2 })).toBe('contentment');
    expect(nearestEmotion({ valence: -0.1, arousal: 0.6 })).toBe('fear');
  });

  it('keeps the sides of valence and arousal as they are felt', () => {
    const { amusement, awe, contentment, excitement, anger, disgust, fear, sadness } = EMOTION_PLACES;
    for (const place of [amusement, awe, contentment, excitement]) expect(place.valence).toBeGreaterThan(0);
    for (const place of [anger, disgust, fear, sadness]) expect(place.valence).toBeLessThan(0);
    for (const place of [contentment, sadness]) expect(place.arousal).toBeLessThan(0);
    for (const place of [excitement, anger, fear]) expect(place.arousal).toBeGreaterThan(0.5);
  });

  it('moves to the next emotion to a side, and stays where there is none', () => {
    expect(emotionTowards('sadness', 1, 0)).toBe('contentment');
    expect(emotionTowards('contentment', -1, 0)).toBe('sadness');
    expect(emotionTowards('contentment', 0, 1)).toBe('amusement');
    expect(emotionTowards('sadness', 0, 1)).toBe('disgust');
    expect(emotionTowards('anger', 0, 1)).toBe('anger');
    expect(emotionTowards('sadness', 0, -1)).toBe('sadness');
  });

  it('reaches every emotion from every other by the four arrows', () => {
    const sides = [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const;
    for (const start of EMOTIONS) {
      const reached = new Set([start]);
      for (const from of reached) for (const [right, up] of sides) reached.add(emotionTowards(from, right, up));
      expect([...reached].sort()).toEqual([...EMOTIONS].sort());
    }
  });

  it('finds the place under the point at which it is drawn', () => {
    for (const emotion of EMOTIONS) {
      const { left, top } = toPercent(EMOTION_PLACES[emotion]);
      const { valence, arousal } = toPlace(left / 100, top / 100);
      expect(valence).toBeCloseTo(EMOTION_PLACES[emotion].valence, 9);
      expect(arousal).toBeCloseTo(EMOTION_PLACES[emotion].arousal, 9);
    }
  });

  it('draws no two names over each other in the narrowest node', () => {
    // The plane of a node is 212 × 138 px; names are at most 6.6 px a letter, 10 px of edge, 16 px high.
    const boxes = EMOTIONS.map((emotion) => {
      const { left, top } = toPercent(EMOTION_PLACES[emotion]);
      return { emotion, x: (left / 100) * 212, y: (top / 100) * 138, w: emotion.length * 6.6 + 10, h: 16 };
    });
    for (const a of boxes) {
      expect(a.x - a.w / 2).toBeGreaterThanOrEqual(0);
      expect(a.x + a.w / 2).toBeLessThanOrEqual(212);
      for (const b of boxes) {
        if (a === b) continue;
        const isApart = Math.abs(a.x - b.x) >= (a.w + b.w) / 2 || Math.abs(a.y - b.y) >= 16;
        expect(isApart, `${a.emotion} and ${b.emotion}`).toBe(true);
      }
    }
  });
});
