import { EMOTIONS, type EmotionName } from '@moodwire/engine/graph';
import { useWords } from '../words/words.js';
import './emotion-bars.css';
import './look.css';

/** The likeliest first; equal ones as the list of emotions has them. */
function sortedEmotions(
  probabilities: readonly number[],
): readonly { readonly name: EmotionName; readonly part: number }[] {
  return EMOTIONS.map((name, at) => ({ name, part: probabilities[at] ?? 0 })).sort((a, b) => b.part - a.part);
}

/** How likely each emotion is, as bars from the likeliest down. `other` is drawn as ticks: what it was before, for one. */
export function EmotionBars({
  probabilities,
  other,
  otherName,
  count = EMOTIONS.length,
}: {
  /** In the order of `EMOTIONS`. */
  readonly probabilities: readonly number[];
  readonly other?: readonly number[];
  readonly otherName?: string;
  readonly count?: number;
}) {
  const words = useWords();
  return (
    <ul className="look emotion-bars">
      {sortedEmotions(probabilities)
        .slice(0, count)
        .map(({ name, part }) => {
          const tick = other?.[EMOTIONS.indexOf(name)];
          const title =
            tick === undefined ? undefined : words.look.was(otherName ?? words.look.before, tick.toFixed(2));
          return (
            <li key={name} className="emotion-bars-row" title={title}>
              <span className="emotion-bars-name">{words.widget.emotions[name]}</span>
              <span className="emotion-bars-track">
                <span className="emotion-bars-bar" style={{ width: `${clamp(part)}%` }} />
                {tick !== undefined && <span className="emotion-bars-tick" style={{ left: `${clamp(tick)}%` }} />}
              </span>
              <span className="emotion-bars-number">{part.toFixed(2)}</span>
            </li>
          );
        })}
    </ul>
  );
}

const clamp = (part: number): number => Math.min(100, Math.max(0, part * 100));
