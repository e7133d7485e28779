import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../words/words.js';
import { addPoint, type Curve, movePoint, readCurve, removePoint, widestGap } from './curve.js';
import './curve-field.css';
import { icons } from './icons.js';
import { useLive } from './use-live.js';
import type { Json, WidgetProps } from './widget.js';

/** Around the plot, in per cent: points at the ends are seen whole. */
const EDGE = 6;
const across = (x: number): number => EDGE + x * (100 - 2 * EDGE);
const down = (y: number): number => 100 - across(y);

/** A curve through points. Drag them, double-click to add one, Delete takes one away; the arrows move the one with the focus. */
export function CurveField({ id, label, value, onChange, isDisabled = false }: WidgetProps<Json>) {
  const words = useWords().widget;
  const live = useLive<Json>(value, onChange);
  const plot = useRef<HTMLFieldSetElement>(null);
  const drag = useRef<{ readonly at: number; readonly from: Curve }>(undefined);
  const [focus, setFocus] = useState<number>();
  const curve = readCurve(value);
  const now = (): Curve => readCurve(live.now());

  const set = (next: Curve): void => {
    if (next !== now()) live.live(next as unknown as Json);
  };

  function place(event: { readonly clientX: number; readonly clientY: number }): readonly [number, number] {
    const { left, top, width, height } = plot.current!.getBoundingClientRect();
    const part = (at: number): number => Math.min(1, Math.max(0, (at * 100 - EDGE) / (100 - 2 * EDGE)));
    return [part((event.clientX - left) / width), 1 - part((event.clientY - top) / height)];
  }

  function add(x: number, y: number): void {
    const added = addPoint(now(), x, y);
    if (!added) return;
    onChange(added.curve as unknown as Json, 'commit');
    setFocus(added.at);
  }

  function remove(at: number): void {
    const next = removePoint(now(), at);
    if (next === now() || next.length === now().length) return;
    live.live(next as unknown as Json);
    live.end();
    setFocus(Math.max(0, at - 1));
  }

  function up(): void {
    drag.current = undefined;
    live.end();
  }

  function key(event: KeyboardEvent, at: number): void {
    if (isDisabled || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.1 : 0.01;
    const [x, y] = now()[at]!;
    const moves: Readonly<Record<string, readonly [number, number] | undefined>> = {
      ArrowLeft: [x - step, y],
      ArrowRight: [x + step, y],
      ArrowUp: [x, y + step],
      ArrowDown: [x, y - step],
    };
    const to = moves[event.key];
    if (to) set(movePoint(now(), at, to[0], to[1]));
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(at);
    else if (event.key === 'Insert' || event.key === '+') add(...widestGap(now()));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const line = curve.map(([x, y]) => `${across(x)},${down(y)}`).join(' ');
  return (
    <div className="curve-field" data-disabled={isDisabled || undefined}>
      <fieldset
        ref={plot}
        id={id}
        className="curve-field-plot"
        aria-label={label}
        title={words.curveHint}
        onDoubleClick={(event) => {
          event.stopPropagation();
          if (!isDisabled) add(...place(event));
        }}
      >
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <path className="curve-field-grid" d={gridPath} />
          <polyline className="curve-field-line" points={line} />
        </svg>
        {curve.map(([x, y], at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a point that moves is still the same one
            key={at}
            ref={(element) => {
              if (element && focus === at) {
                element.focus({ preventScroll: true });
                setFocus(undefined);
              }
            }}
            className="curve-field-point"
            role="slider"
            tabIndex={isDisabled ? -1 : 0}
            aria-label={words.curvePoint(at + 1)}
            aria-valuenow={y}
            aria-valuemin={0}
            aria-valuemax={1}
            aria-valuetext={words.curveAt(x, y)}
            style={{ left: `${across(x)}%`, top: `${down(y)}%` }}
            onPointerDown={(event: PointerEvent<HTMLSpanElement>) => {
              if (event.button !== 0 || isDisabled) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              drag.current = { at, from: curve };
            }}
            onPointerMove={(event) => {
              if (drag.current?.at === at) set(movePoint(now(), at, ...place(event)));
            }}
            onPointerUp={up}
            onPointerCancel={up}
            onKeyDown={(event) => key(event, at)}
            onKeyUp={() => {
              if (!drag.current) live.end();
            }}
            onBlur={live.end}
          />
        ))}
      </fieldset>
      <button
        type="button"
        className="curve-field-add"
        aria-label={words.addPoint}
        title={words.addPoint}
        disabled={isDisabled}
        onClick={() => add(...widestGap(now()))}
      >
        {icons.plus}
      </button>
    </div>
  );
}

const gridPath = [0, 0.25, 0.5, 0.75, 1]
  .flatMap((at) => [`M${across(at)} ${across(0)}V${across(1)}`, `M${across(0)} ${across(at)}H${across(1)}`])
  .join('');
