import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../words/words.js';
import { icons } from './icons.js';
import './list-field.css';
import { moved } from './list-order.js';
import { NumberField } from './number-field.js';
import { allowed, rangeOf } from './number-range.js';
import { TextField } from './text-field.js';
import type { Json, WidgetProps } from './widget.js';

type Item = number | string;

/** Numbers or texts: add, take away, and sort by the handle or with Alt and the arrows. */
export function ListField({ label, param, value, onChange, isDisabled = false, place, ...rest }: WidgetProps<Json>) {
  const words = useWords().widget;
  const isNumbers = param.kind === 'numbers';
  // Each number is set like a single one of its range.
  const param_ = isNumbers ? { ...param, kind: 'float' as const } : param;
  const items = (Array.isArray(value) ? value : []) as readonly Item[];
  const list = useRef<HTMLDivElement>(null);
  const drag = useRef<{ y: number; readonly rowHeight: number }>(undefined);
  const [dragged, setDragged] = useState<{ readonly from: number; readonly to: number }>();
  const shown = dragged ? moved(items, dragged.from, dragged.to) : items;

  const set = (next: readonly Item[], phase: 'live' | 'commit' = 'commit'): void => {
    if (next !== items) onChange(next as Json, phase);
  };
  const focusRow = (at: number, part: string): void => {
    queueMicrotask(() =>
      list.current?.querySelectorAll<HTMLElement>('.list-field-item')[at]?.querySelector<HTMLElement>(part)?.focus(),
    );
  };

  function add(): void {
    const last = items.at(-1);
    set([...items, isNumbers ? allowed(typeof last === 'number' ? last : 0, rangeOf(param_)) : '']);
    requestAnimationFrame(() => focusRow(items.length, isNumbers ? '[role="spinbutton"]' : 'input'));
  }

  function key(event: KeyboardEvent, at: number): void {
    if (isDisabled || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    const to = at + (event.key === 'ArrowUp' ? -1 : 1);
    event.preventDefault();
    event.stopPropagation();
    if (to < 0 || to >= items.length) return;
    set(moved(items, at, to));
    requestAnimationFrame(() => focusRow(to, '.list-field-grip'));
  }

  function down(event: PointerEvent<HTMLElement>, at: number): void {
    if (event.button !== 0 || isDisabled) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const row = event.currentTarget.closest('.list-field-item')!.getBoundingClientRect();
    // Rows lie 6 px apart, seen at the zoom of the canvas.
    drag.current = { y: event.clientY, rowHeight: (row.height * 32) / 26 };
    setDragged({ from: at, to: at });
  }

  function move(event: PointerEvent<HTMLElement>): void {
    if (!drag.current || !dragged) return;
    const by = Math.round((event.clientY - drag.current.y) / drag.current.rowHeight);
    const to = Math.min(items.length - 1, Math.max(0, dragged.from + by));
    if (to !== dragged.to) setDragged({ from: dragged.from, to });
  }

  function up(): void {
    if (!drag.current) return;
    drag.current = undefined;
    if (dragged) set(moved(items, dragged.from, dragged.to));
    setDragged(undefined);
  }

  return (
    <fieldset className="list-field" aria-label={label} data-place={place}>
      <div className="list-field-head">
        <span className="list-field-label">{label}</span>
        <span className="list-field-count">{items.length}</span>
        <button
          type="button"
          className="field-tool"
          aria-label={words.addTo(label)}
          title={words.add}
          disabled={isDisabled || items.length >= (param.most ?? Number.POSITIVE_INFINITY)}
          onClick={add}
        >
          {icons.plus}
        </button>
      </div>
      <div ref={list} className="list-field-items" data-scrolls="">
        {shown.map((item, at) => {
          const props = {
            ...rest,
            id: `${rest.id}-${at}`,
            label: words.item(label, at + 1),
            param: param_,
            isDisabled,
            place,
            onChange: (next: Item, phase: 'live' | 'commit') => set(items.with(at, next), phase),
          };
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: Alt with the arrows moves the row of whatever has the focus
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: items have no names, and equal ones are the same
              key={at}
              className="list-field-item"
              data-dragged={dragged?.to === at || undefined}
              onKeyDown={(event) => key(event, at)}
            >
              <button
                type="button"
                className="list-field-grip"
                aria-label={words.moveItem(at + 1)}
                title={words.moveHint}
                disabled={isDisabled}
                onPointerDown={(event) => down(event, at)}
                onPointerMove={move}
                onPointerUp={up}
                onPointerCancel={up}
              >
                {icons.grip}
              </button>
              {isNumbers ? (
                <NumberField {...props} value={Number(item)} />
              ) : (
                <TextField {...props} value={String(item)} />
              )}
              <button
                type="button"
                className="field-tool"
                aria-label={words.removeItem(at + 1)}
                title={words.remove}
                disabled={isDisabled}
                onClick={() => {
                  set(items.toSpliced(at, 1));
                  requestAnimationFrame(() => focusRow(Math.min(at, items.length - 2), '.list-field-grip'));
                }}
              >
                {icons.cross}
              </button>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
