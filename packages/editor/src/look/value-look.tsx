import type { Json } from '@moodwire/engine/graph';
import { useWords } from '../words/words.js';
import './look.css';
import './value-look.css';

/** Text, long or short; what does not fit is scrolled to. */
export function TextLook({ text }: { readonly text: string }) {
  const words = useWords().look;
  return (
    <section
      className="look look-box text-look"
      data-scrolls=""
      aria-label={words.text}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
      tabIndex={0}
      onWheel={keepScroll}
    >
      {text === '' ? <em className="value-look-none">{words.empty}</em> : text}
    </section>
  );
}

/** The wheel is for what can be scrolled here; else it is the canvas's. */
function keepScroll(event: React.WheelEvent<HTMLElement>): void {
  const { scrollHeight, clientHeight } = event.currentTarget;
  if (scrollHeight > clientHeight && !event.ctrlKey) event.stopPropagation();
}

/** A number with what it is the number of. */
export function NumberLook({ value, label }: { readonly value: number; readonly label?: string }) {
  return (
    <div className="look number-look">
      {label !== undefined && <span className="number-look-label">{label}</span>}
      <output className="look-box number-look-value">{readNumber(value)}</output>
    </div>
  );
}

/** As many digits as are read, and none that are noise. */
function readNumber(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

/** JSON, on a line where it is short and laid out where it is not. */
export function JsonLook({ value, isLine = false }: { readonly value: Json; readonly isLine?: boolean }) {
  const words = useWords().look;
  const text = JSON.stringify(value, undefined, isLine ? undefined : 2) ?? '';
  const short = text.length > MOST_JSON ? `${text.slice(0, MOST_JSON)} …` : text;
  return (
    <section
      className="look look-box json-look"
      data-scrolls=""
      data-line={isLine || undefined}
      aria-label={words.json}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys
      tabIndex={0}
      onWheel={keepScroll}
    >
      {short}
    </section>
  );
}

/** A page is not made slow by a value that nobody reads to its end. */
const MOST_JSON = 20_000;
