import { EMOTIONS, type EmotionName } from '@moodwire/engine/graph';

/** Valence from unpleasant to pleasant and arousal from calm to excited, both in −1..1. */
export type Place = { readonly valence: number; readonly arousal: number };

/**
 * Where the eight are drawn. The order follows the circumplex of affect (Russell 1980); anger, fear and disgust nearly meet
 * there, so they are drawn apart to be read. It is a picture to choose from, not a measurement.
 */
export const EMOTION_PLACES: Readonly<Record<EmotionName, Place>> = {
  amusement: { valence: 0.68, arousal: 0.28 },
  awe: { valence: 0.26, arousal: 0.56 },
  contentment: { valence: 0.62, arousal: -0.5 },
  excitement: { valence: 0.66, arousal: 0.84 },
  anger: { valence: -0.72, arousal: 0.84 },
  disgust: { valence: -0.76, arousal: 0.3 },
  fear: { valence: -0.42, arousal: 0.57 },
  sadness: { valence: -0.62, arousal: -0.52 },
};

export const isEmotionName = (name: string): name is EmotionName => (EMOTIONS as readonly string[]).includes(name);

/** The emotion that is drawn nearest. */
export function nearestEmotion({ valence, arousal }: Place): EmotionName {
  const distance = (name: EmotionName): number => {
    const place = EMOTION_PLACES[name];
    return Math.hypot(place.valence - valence, place.arousal - arousal);
  };
  return EMOTIONS.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}

/**
 * The next emotion from one towards a side (`right` is 1 to the pleasant, `up` 1 to the excited): the nearest of those that
 * lie more to that side than across it, or else of all that lie to that side at all.
 */
export function emotionTowards(from: EmotionName, right: number, up: number): EmotionName {
  const start = EMOTION_PLACES[from];
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const name of EMOTIONS) {
    const dx = EMOTION_PLACES[name].valence - start.valence;
    const dy = EMOTION_PLACES[name].arousal - start.arousal;
    const along = dx * right + dy * up;
    const across = Math.abs(dx * up) + Math.abs(dy * right);
    if (along < 0.04) continue;
    // What lies aside is only for those who find nothing ahead.
    const cost = Math.hypot(along, across) + (across > along ? 10 : 0);
    if (cost < least) {
      least = cost;
      best = name;
    }
  }
  return best;
}

/** So much of the plane is used: points at its ends are seen whole. */
const USED = 0.92;

/** A place in per cent of the drawn plane, from its upper left corner. */
export const toPercent = ({ valence, arousal }: Place): { readonly left: number; readonly top: number } => ({
  left: 50 + valence * 50 * USED,
  top: 50 - arousal * 50 * USED,
});

/** The place under a point of a drawn plane, from 0 to 1 across and down. */
export const toPlace = (across: number, down: number): Place => {
  const inside = (part: number): number => Math.min(1, Math.max(-1, (part - 0.5) * (2 / USED)));
  return { valence: inside(across), arousal: -inside(down) };
};

/** An arc between two places, as an SVG path in per cent. */
export function arcBetween(from: Place, to: Place): string {
  const a = toPercent(from);
  const b = toPercent(to);
  const bend = 0.18;
  const x = (a.left + b.left) / 2 + (b.top - a.top) * -bend;
  const y = (a.top + b.top) / 2 + (b.left - a.left) * bend;
  return `M${a.left} ${a.top}Q${x} ${y} ${b.left} ${b.top}`;
}
