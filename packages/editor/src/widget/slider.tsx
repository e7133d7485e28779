import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useWords } from '../words/words.js';
import './slider.css';
import { NumberEntry } from './number-entry.js';
import { BEGINS_NUMBER } from './number-field.js';
import { keyed, rangeOf, showNumber, snap } from './number-range.js';
import { useEntry } from './use-entry.js';
import { useLive } from './use-live.js';
import { useWheel } from './use-wheel.js';
import type { WidgetProps } from './widget.js';

/** A number between two ends as a filled bar. Double-click for its default, Enter or a digit to type. */
export function Slider({ id, label, param, value, onChange, isDisabled = false }: WidgetProps<number>) {
  const words = useWords().widget;
  const range = rangeOf(param);
  const live = useLive(value, onChange);
  const entry = useEntry();
  /** While it is dragged: where the hand is, from 0 to 1, and how wide the bar was. */
  const drag = useRef<{ part: number; x: number; readonly width: number; readonly from: number }>(undefined);
  const wheel = useWheel((steps) => live.live(snap(live.now() + steps * range.step, range)));
  const extent = range.max - range.min;
  const text = showNumber(value, range);

  if (entry.typed && !isDisabled) {
    return (
      <div className="field slider">
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
      </div>
    );
  }

  const put = (): void => {
    const part = Math.min(1, Math.max(0, drag.current!.part));
    live.live(snap(range.min + part * extent, range));
  };

  function down(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0 || isDisabled) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { part: (event.clientX - left) / width, x: event.clientX, width, from: value };
    put();
  }

  function move(event: PointerEvent<HTMLDivElement>): void {
    const now = drag.current;
    if (!now) return;
    now.part += ((event.clientX - now.x) / now.width) * (event.shiftKey ? 0.1 : 1);
    now.x = event.clientX;
    put();
  }

  function up(): void {
    drag.current = undefined;
    live.end();
  }

  function key(event: KeyboardEvent<HTMLDivElement>): void {
    if (isDisabled || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && drag.current) {
      live.live(drag.current.from);
      up();
    } else if (event.key === 'Enter') entry.open(text);
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
    <div
      id={id}
      ref={entry.control}
      className="field slider"
      role="slider"
      tabIndex={isDisabled ? -1 : 0}
      title={words.sliderHint}
      aria-label={label}
      aria-disabled={isDisabled}
      aria-valuenow={value}
      aria-valuetext={text}
      aria-valuemin={range.min}
      aria-valuemax={range.max}
      data-disabled={isDisabled || undefined}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (!isDisabled) onChange(Number(param.default), 'commit');
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
      <span
        className="slider-fill"
        style={{ width: `${Math.min(1, Math.max(0, (value - range.min) / extent)) * 100}%` }}
      />
      <span className="slider-value">{text}</span>
    </div>
  );
}
