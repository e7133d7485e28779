import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useWords } from '../words/words.js';
import './wipe.css';

/** Two pictures of one size with a line between them that is dragged: `before` at its left, `after` at its right. */
export function Wipe({
  before,
  after,
  label,
}: {
  readonly before: ReactNode;
  readonly after: ReactNode;
  readonly label: string;
}) {
  const words = useWords().look;
  const [part, setPart] = useState(0.5);
  const isDragged = useRef(false);
  const put = (event: PointerEvent<HTMLDivElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPart(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.1 : 0.02;
    const to: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: part - step,
      ArrowDown: part - step,
      ArrowRight: part + step,
      ArrowUp: part + step,
      PageDown: part - 0.1,
      PageUp: part + 0.1,
      Home: 0,
      End: 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    setPart(Math.min(1, Math.max(0, next)));
    event.preventDefault();
    event.stopPropagation();
  }
  const percent = Math.round(part * 100);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handle in it does the same by keys
    <div
      className="wipe"
      data-widget="wipe"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.stopPropagation();
        isDragged.current = true;
        put(event);
      }}
      onPointerMove={(event) => {
        if (!isDragged.current) return;
        event.stopPropagation();
        put(event);
      }}
      onPointerUp={() => {
        isDragged.current = false;
      }}
      onPointerCancel={() => {
        isDragged.current = false;
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <div className="wipe-side">{before}</div>
      <div className="wipe-side" style={{ clipPath: `inset(0 0 0 ${part * 100}%)` }}>
        {after}
      </div>
      <div
        className="wipe-line"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={words.wipeAt(percent)}
        style={{ left: `${part * 100}%` }}
        onKeyDown={key}
      >
        <svg className="wipe-handle" width="22" height="20" viewBox="0 0 22 20" aria-hidden="true">
          <rect width="22" height="20" rx="10" fill="#fff" />
          <path d="M8.5 6.5 5 10l3.5 3.5M13.5 6.5 17 10l-3.5 3.5M5 10h12" fill="none" stroke="#111" strokeWidth="1.4" />
        </svg>
      </div>
      <span className="look-caption" data-gone={part < 0.12 || undefined}>
        {words.before}
      </span>
      <span className="look-caption wipe-after" data-gone={part > 0.88 || undefined}>
        {words.after}
      </span>
    </div>
  );
}
