/** Mikels' eight emotions in the order of EmoSet and EmoEdit. The place in this list is the id; 0–3 are positive. */
export const EMOTIONS = [
  'amusement',
  'awe',
  'contentment',
  'excitement',
  'anger',
  'disgust',
  'fear',
  'sadness',
] as const;

export type EmotionName = (typeof EMOTIONS)[number];

/** What a picture is felt to express. `probabilities` follow `EMOTIONS`; valence and arousal lie in −1..1. */
export type Emotion = {
  /** The best of the eight, or `neutral` when none reaches one half. */
  readonly name: EmotionName | 'neutral';
  readonly probabilities: readonly number[];
  readonly valence: number;
  readonly arousal: number;
};
