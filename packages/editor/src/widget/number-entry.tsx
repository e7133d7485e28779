import { useState } from 'react';
import { useWords } from '../words/words.js';
import { parseExpression } from './expression.js';
import { allowed, type NumberRange } from './number-range.js';

/** A number while it is typed: an expression, taken by Enter or by leaving it, left by Escape. */
export function NumberEntry({
  id,
  label,
  text,
  isBegun,
  now,
  range,
  onDone,
}: {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** Was the text typed? It then goes on behind it; else it is selected. */
  readonly isBegun: boolean;
  readonly now: number;
  readonly range: NumberRange;
  /** `isBack`: focus goes back to what was there before. */
  onDone(value: number | undefined, isBack: boolean): void;
}) {
  const words = useWords().widget;
  const [draft, setDraft] = useState(text);
  const value = parseExpression(draft, { now, min: range.min, max: range.max });
  const isWrong = value === undefined && draft.trim() !== '';
  const done = (isBack: boolean): void => onDone(value === undefined ? undefined : allowed(value, range), isBack);
  return (
    <input
      id={id}
      className="field-entry"
      type="text"
      inputMode="text"
      spellCheck={false}
      autoComplete="off"
      aria-label={label}
      aria-invalid={isWrong}
      title={isWrong ? words.noNumber(draft.trim()) : words.numberHint}
      value={draft}
      ref={isBegun ? focusEnd : focusAll}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => done(false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !isWrong) done(true);
        else if (event.key === 'Escape') onDone(undefined, true);
        if (event.key !== 'Tab') event.stopPropagation();
      }}
    />
  );
}

/** Stable, so that each is called once: when the input is there. */
function focusAll(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
  input?.select();
}

function focusEnd(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
  input?.setSelectionRange(input.value.length, input.value.length);
}
