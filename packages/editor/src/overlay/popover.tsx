import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import './overlay.css';

const GAP = 4;
const EDGE = 8;

/**
 * A box beside `anchor`, above everything, placed where it fits into the window: below it if there is room. It closes when
 * something outside is pressed, scrolled or resized.
 */
export function Popover({
  anchor,
  width,
  maxHeight = 320,
  onClose,
  children,
}: {
  readonly anchor: Element;
  /** At least as wide as the anchor, and as this. */
  readonly width?: number;
  readonly maxHeight?: number;
  onClose(): void;
  readonly children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const element = box.current!;
    const around = anchor.getBoundingClientRect();
    const wide = Math.min(window.innerWidth - 2 * EDGE, Math.max(around.width, width ?? 0));
    element.style.width = `${wide}px`;
    const below = window.innerHeight - around.bottom - GAP - EDGE;
    const above = around.top - GAP - EDGE;
    const wanted = Math.min(maxHeight, element.scrollHeight + 2);
    const isBelow = below >= wanted || below >= above;
    element.style.maxHeight = `${Math.max(80, Math.min(maxHeight, isBelow ? below : above))}px`;
    element.style.left = `${Math.max(EDGE, Math.min(around.left, window.innerWidth - wide - EDGE))}px`;
    if (isBelow) element.style.top = `${around.bottom + GAP}px`;
    else element.style.bottom = `${window.innerHeight - around.top + GAP}px`;
    element.style.visibility = 'visible';
  }, [anchor, width, maxHeight]);

  useEffect(() => {
    const outside = (event: Event): void => {
      const { target } = event;
      if (target instanceof Node && (box.current?.contains(target) || anchor.contains(target))) return;
      close.current();
    };
    const end = new AbortController();
    const options = { capture: true, signal: end.signal, passive: true };
    document.addEventListener('pointerdown', outside, options);
    document.addEventListener('wheel', outside, options);
    document.addEventListener('scroll', outside, options);
    // Not captured: elements blur all the time, the window only when one leaves it.
    window.addEventListener('blur', () => close.current(), { signal: end.signal });
    window.addEventListener('resize', () => close.current(), { signal: end.signal });
    return () => end.abort();
  }, [anchor]);

  return createPortal(
    // Events go up through portals: what is done in here is nothing to the canvas below.
    // biome-ignore lint/a11y/noStaticElementInteractions: it only keeps events to itself
    <div
      ref={box}
      className="popover"
      onPointerDown={(event) => event.stopPropagation()}
      onPointerMove={(event) => event.stopPropagation()}
      onPointerUp={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onContextMenu={(event) => event.stopPropagation()}
      onWheel={(event) => event.stopPropagation()}
    >
      {children}
    </div>,
    // Above an open dialog nothing is seen but what is in it.
    anchor.closest('dialog') ?? document.body,
  );
}
