import type { Emotion } from '@moodwire/engine/graph';
import { useWords } from '../words/words.js';
import './emotion-point.css';
import './look.css';

export type NamedEmotion = { readonly emotion: Emotion; readonly label: string; readonly isDashed?: boolean };

/** Where emotions lie between unpleasant and pleasant, calm and excited. */
export function EmotionPoint({ points }: { readonly points: readonly NamedEmotion[] }) {
  const words = useWords();
  const names: Readonly<Record<string, string | undefined>> = words.widget.emotions;
  return (
    <fieldset className="look emotion-point" aria-label={words.look.plane}>
      <span className="emotion-point-end emotion-point-top">{words.widget.excited}</span>
      <span className="emotion-point-end emotion-point-bottom">{words.widget.calm}</span>
      <span className="emotion-point-end emotion-point-left">{words.widget.unpleasant}</span>
      <span className="emotion-point-end emotion-point-right">{words.widget.pleasant}</span>
      {points.map(({ emotion, label, isDashed }) => {
        const { valence, arousal, name } = emotion;
        const title = words.look.pointAt(
          label,
          names[name] ?? words.widget.neutral,
          valence.toFixed(2),
          arousal.toFixed(2),
        );
        return (
          <span
            key={label}
            className="emotion-point-dot"
            role="img"
            aria-label={title}
            title={title}
            data-dashed={isDashed || undefined}
            style={{ left: `${50 + clamp(valence) * 46}%`, top: `${50 - clamp(arousal) * 46}%` }}
          />
        );
      })}
    </fieldset>
  );
}

const clamp = (part: number): number => Math.min(1, Math.max(-1, part));
