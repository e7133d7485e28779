import { EMOTIONS, type Emotion, type Value } from '@moodwire/engine';

/** What a picture feels like, in a word or three. */
export const feltText = ({ name }: Emotion): string => (name === 'neutral' ? 'no clear emotion' : name);

/** An emotion for people: `awe (71 %), valence 0.52, arousal 0.13`. */
export function emotionText(emotion: Emotion): string {
  const most = Math.max(...emotion.probabilities);
  const likeliest = EMOTIONS[emotion.probabilities.indexOf(most)];
  const share = `${Math.round(100 * most)} %`;
  const sure = emotion.name === likeliest ? share : `most likely ${likeliest}, ${share}`;
  return `${feltText(emotion)} (${sure}), valence ${emotion.valence.toFixed(2)}, arousal ${emotion.arousal.toFixed(2)}`;
}

/** Is this value what an output of the kind `emotion` should give? */
export function isEmotion(value: Value): value is Emotion {
  if (typeof value !== 'object' || value === null || !('probabilities' in value)) return false;
  const { name, probabilities, valence, arousal } = value as Readonly<Record<string, unknown>>;
  const isList = Array.isArray(probabilities) && probabilities.length === EMOTIONS.length;
  return typeof name === 'string' && isList && typeof valence === 'number' && typeof arousal === 'number';
}
