import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { useWords } from '../words/words.js';
import './number-field.css';
import { NumberEntry } from './number-entry.js';
import { allowed, dragFactor, keyed, rangeOf, showNumber, snap } from './number-range.js';
import { useEntry } from './use-entry.js';
import { useLive } from './use-live.js';
import { useWheel } from './use-wheel.js';
import type { WidgetProps } from './widget.js';

/** So far a pointer moves before it is a drag and no click, and for one step. */
const DRAG_FROM = 3;
const PIXELS_PER_STEP = 4;

/** What begins a number when it is typed on a control that has the focus. */
export const BEGINS_NUMBER = /^[\d.,+\-*/(]$/;

type Drag = { readonly from: number; readonly x: number; readonly pixels: number; readonly isDrag: boolean };

/**
 * A number that is dragged sideways (Shift finer, Ctrl or Alt coarser), typed after a click, or stepped by keys. `zeroName`
 * is shown for 0; `tail` stands at its right.
 */
export function NumberField({
  id,
  label,
  param,
  value,
  onChange,
  isDisabled = false,
  zeroName,
  tail,
}: WidgetProps<number> & { readonly zeroName?: string; readonly tail?: ReactNode }) {
  const words = useWords().widget;
  const range = rangeOf(param);
  const live = useLive(value, onChange);
  const entry = useEntry();
  const drag = useRef<Drag>(undefined);
  const wheel = useWheel((steps) => live.live(snap(live.now() + steps * range.step, range)));
  const hasButtons = range.isWhole && param.kind === 'int';
  const text = value === 0 && zeroName !== undefined ? zeroName : showNumber(value, range);

  if (entry.typed && !isDisabled) {
    return (
      <div className="field number-field">
        <NumberEntry
          id={id}
          label={label}
          {...entry.typed}
          now={value}
          range={range}
          onDone={(next, isBack) => {
            if (next !== undefined && next !== value) onChange(next, 'commit');
            entry.close(isBack);
          }}
        />
        {tail}
      </div>
    );
  }

  const step = (by: number): void => onChange(snap(live.now() + by * range.step, range), 'commit');

  function down(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || isDisabled) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { from: value, x: event.clientX, pixels: 0, isDrag: false };
  }

  function move(event: PointerEvent<HTMLDivElement>): void {
    const now = drag.current;
    if (!now) return;
    const dx = event.clientX - now.x;
    if (!now.isDrag && Math.abs(dx) < DRAG_FROM) return;
    const factor = dragFactor(event);
    const pixels = now.pixels + dx * factor;
    drag.current = { ...now, x: event.clientX, pixels, isDrag: true };
    const fine = range.isWhole ? range.step : range.step * Math.min(1, factor);
    live.live(snap(now.from + (pixels / PIXELS_PER_STEP) * range.step, range, fine));
  }

  function up(): void {
    const isClick = drag.current?.isDrag === false;
    drag.current = undefined;
    if (isClick) entry.open(showNumber(value, range));
    else live.end();
  }

  function key(event: KeyboardEvent<HTMLDivElement>): void {
    // Ctrl and Enter runs the graph.
    if (isDisabled || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && drag.current) {
      live.live(drag.current.from);
      drag.current = undefined;
      live.end();
    } else if (event.key === 'Enter') entry.open(showNumber(value, range));
    else if (BEGINS_NUMBER.test(event.key)) entry.open(event.key, true);
    else {
      const next = keyed(event.key, event.shiftKey, live.now(), range);
      if (next === undefined) return;
      live.live(next);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="field number-field" data-disabled={isDisabled || undefined}>
      <div
        id={id}
        ref={entry.control}
        className="number-field-value"
        role="spinbutton"
        tabIndex={isDisabled ? -1 : 0}
        aria-label={label}
        aria-disabled={isDisabled}
        aria-valuenow={value}
        aria-valuetext={text}
        aria-valuemin={Number.isFinite(range.min) ? range.min : undefined}
        aria-valuemax={Number.isFinite(range.max) ? range.max : undefined}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => {
          drag.current = undefined;
          live.end();
        }}
        onKeyDown={key}
        onKeyUp={() => {
          if (!drag.current) live.end();
        }}
        onFocus={wheel.focus}
        onBlur={(event) => {
          wheel.blur(event);
          live.end();
        }}
      >
        {text}
      </div>
      {hasButtons && (
        <>
          <button
            type="button"
            className="number-field-step number-field-less"
            tabIndex={-1}
            aria-label={words.less(label)}
            disabled={isDisabled || allowed(value - range.step, range) >= value}
            onClick={() => step(-1)}
          />
          <button
            type="button"
            className="number-field-step number-field-more"
            tabIndex={-1}
            aria-label={words.more(label)}
            disabled={isDisabled || allowed(value + range.step, range) <= value}
            onClick={() => step(1)}
          />
        </>
      )}
      {tail}
    </div>
  );
}
