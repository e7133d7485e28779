import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { Modal } from '../overlay/modal.js';
import { useViewport } from '../overlay/use-viewport.js';
import { useWords } from '../words/words.js';
import { type Brush, createMaskPaint, type MaskPaint, maskSize } from './mask-paint.js';
import './mask-painter.css';
import { MaskTools } from './mask-tools.js';

/**
 * Paints a mask over a picture of this size. `onDone` is given a PNG that is white where it was painted and as opaque as
 * it was painted there.
 */
export function MaskPainter({
  backdropUrl,
  width,
  height,
  initialUrl,
  onDone,
  onCancel,
}: {
  readonly backdropUrl?: string;
  readonly width: number;
  readonly height: number;
  readonly initialUrl?: string;
  onDone(mask: Blob): void;
  onCancel(): void;
}) {
  const words = useWords().widget;
  const size = maskSize(width, height);
  const [brush, setBrush] = useState<Brush>(() => ({
    size: Math.max(4, Math.round(Math.max(size.width, size.height) / 12)),
    hardness: 0.7,
    opacity: 1,
    isEraser: false,
  }));
  const [, redraw] = useState(0);
  const [isAsked, setAsked] = useState(false);
  const [cross, setCross] = useState<{ readonly x: number; readonly y: number }>();
  const [isSpace, setSpace] = useState(false);
  const port = useViewport(size, 8);
  const paint = useRef<MaskPaint>(undefined);
  const view = useRef<HTMLCanvasElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const isPainting = useRef(false);

  // The mask itself is what keys are for, not the first button of the bar.
  useEffect(() => view.current?.closest<HTMLElement>('.mask-painter-box')?.focus(), []);

  useEffect(() => {
    const made = createMaskPaint(view.current!, () => redraw((count) => count + 1));
    paint.current = made;
    if (initialUrl === undefined) return;
    const picture = new Image();
    let isOver = false;
    picture.onload = () => {
      if (!isOver) made.load(picture);
    };
    picture.src = initialUrl;
    return () => {
      isOver = true;
    };
  }, [initialUrl]);

  const leave = (): void => {
    if (isAsked) setAsked(false);
    else if (paint.current?.canUndo) setAsked(true);
    else onCancel();
  };
  const resize = (by: number): void =>
    setBrush((now) => ({ ...now, size: Math.min(2048, Math.max(1, Math.round(now.size * by + Math.sign(by - 1)))) }));

  const spotOf = (event: {
    readonly clientX: number;
    readonly clientY: number;
    readonly pressure: number;
    readonly pointerType: string;
  }) => ({
    ...port.toPicture(event),
    pressure: event.pointerType === 'pen' ? Math.max(0.05, event.pressure) : 1,
  });

  function moveRing(event: PointerEvent): void {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    if (!ring.current) return;
    ring.current.style.transform = `translate(${event.clientX - left}px, ${event.clientY - top}px)`;
    ring.current.style.visibility = 'visible';
  }

  function down(event: PointerEvent<HTMLElement>): void {
    setCross(undefined);
    if (port.down(event, isSpace)) {
      // A second finger makes of a stroke a pinch.
      if (isPainting.current) paint.current?.drop();
      isPainting.current = false;
      return;
    }
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    isPainting.current = true;
    paint.current?.begin(brush, spotOf(event));
  }

  function move(event: PointerEvent<HTMLElement>): void {
    moveRing(event);
    if (port.move(event) || !isPainting.current) return;
    const events = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const part of events.length > 0 ? events : [event.nativeEvent]) paint.current?.to(spotOf(part));
  }

  function up(event: PointerEvent<HTMLElement>): void {
    if (port.up(event) || !isPainting.current) return;
    isPainting.current = false;
    paint.current?.end();
  }

  function moveCross(dx: number, dy: number, isFar: boolean): void {
    const step = Math.max(1, Math.round(brush.size / (isFar ? 1 : 4)));
    const from = cross ?? { x: size.width / 2, y: size.height / 2 };
    const next = {
      x: Math.min(size.width, Math.max(0, from.x + dx * step)),
      y: Math.min(size.height, Math.max(0, from.y + dy * step)),
    };
    setCross(next);
    if (ring.current) ring.current.style.visibility = 'hidden';
    if (isPainting.current) paint.current?.to({ ...next, pressure: 1 });
  }

  function key(event: KeyboardEvent): void {
    const isTyped = event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement;
    const isMod = event.ctrlKey || event.metaKey;
    const pressed = isMod ? `Mod+${event.shiftKey ? 'Shift+' : ''}${event.key.toLowerCase()}` : event.key;
    const acts: Readonly<Record<string, (() => void) | undefined>> = {
      'Mod+z': () => paint.current?.undo(),
      'Mod+Shift+z': () => paint.current?.redo(),
      'Mod+y': () => paint.current?.redo(),
      'Mod+enter': () => void finish(),
      '[': () => resize(1 / 1.2),
      ']': () => resize(1.2),
      x: () => setBrush((now) => ({ ...now, isEraser: !now.isEraser })),
      b: () => setBrush((now) => ({ ...now, isEraser: false })),
      e: () => setBrush((now) => ({ ...now, isEraser: true })),
      '+': () => port.zoom(1.25),
      '=': () => port.zoom(1.25),
      '-': () => port.zoom(0.8),
      '0': port.fit,
      '1': () => port.show(1),
      ...(!isTyped && {
        ArrowLeft: () => moveCross(-1, 0, event.shiftKey),
        ArrowRight: () => moveCross(1, 0, event.shiftKey),
        ArrowUp: () => moveCross(0, -1, event.shiftKey),
        ArrowDown: () => moveCross(0, 1, event.shiftKey),
        ' ': () => space(event.repeat),
      }),
    };
    const act = acts[pressed] ?? acts[pressed.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function space(isRepeat: boolean): void {
    if (!cross) setSpace(true);
    else if (!isRepeat && !isPainting.current) {
      isPainting.current = true;
      paint.current?.begin(brush, { ...cross, pressure: 1 });
    }
  }

  async function finish(): Promise<void> {
    if (paint.current) onDone(await paint.current.toBlob());
  }

  const { x, y, scale } = port.view;
  const stage = { width: size.width, height: size.height, transform: `translate(${x}px, ${y}px) scale(${scale})` };
  return (
    <Modal label={words.paintMask} onClose={leave} onKeyDown={key}>
      <MaskTools
        brush={brush}
        most={Math.max(64, Math.round(Math.max(size.width, size.height) / 2))}
        paint={paint.current}
        scale={scale}
        onBrush={setBrush}
        onZoom={port.zoom}
        onFit={port.fit}
        onCancel={leave}
        onDone={() => void finish()}
      />
      <div
        ref={port.box}
        className="mask-painter-box"
        role="application"
        aria-label={words.maskKeys}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is painted in by keys
        tabIndex={0}
        data-pan={isSpace || undefined}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onPointerLeave={() => {
          if (ring.current) ring.current.style.visibility = 'hidden';
        }}
        onKeyUp={(event) => {
          if (event.key !== ' ') return;
          setSpace(false);
          if (cross && isPainting.current) {
            isPainting.current = false;
            paint.current?.end();
          }
        }}
      >
        <div className="mask-painter-stage" style={stage}>
          {backdropUrl !== undefined && <img src={backdropUrl} alt="" draggable={false} />}
          <canvas ref={view} width={size.width} height={size.height} />
        </div>
        <div
          ref={ring}
          className="mask-painter-ring"
          data-eraser={brush.isEraser || undefined}
          style={{ width: brush.size * scale, height: brush.size * scale, margin: (-brush.size * scale) / 2 }}
        />
        {cross && (
          <div
            className="mask-painter-ring mask-painter-cross"
            data-eraser={brush.isEraser || undefined}
            style={{
              visibility: 'visible',
              width: brush.size * scale,
              height: brush.size * scale,
              margin: (-brush.size * scale) / 2,
              transform: `translate(${x + cross.x * scale}px, ${y + cross.y * scale}px)`,
            }}
          />
        )}
        <p className="mask-painter-hint">{words.maskHint}</p>
      </div>
      <span className="mask-painter-said" role="status">
        {cross && words.crossAt(Math.round(cross.x), Math.round(cross.y))}
      </span>
      {isAsked && (
        <div className="mask-painter-ask" role="alertdialog" aria-label={words.dropMask}>
          <span>{words.dropMask}</span>
          <button type="button" className="modal-button" onClick={() => setAsked(false)} ref={focusOn}>
            {words.goOnPainting}
          </button>
          <button type="button" className="modal-button mask-painter-drop" onClick={onCancel}>
            {words.drop}
          </button>
        </div>
      )}
    </Modal>
  );
}

const focusOn = (element: HTMLElement | null): void => element?.focus();
