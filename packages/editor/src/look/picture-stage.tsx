import { type PointerEvent, type ReactNode, useState } from 'react';
import type { ViewportControl } from '../overlay/use-viewport.js';
import type { Size } from '../overlay/viewport.js';
import './picture-stage.css';

/** A box in which something of this size is zoomed and dragged about. */
export function PictureStage({
  port,
  size,
  label,
  children,
}: {
  readonly port: ViewportControl;
  readonly size: Size | undefined;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const [isDragged, setDragged] = useState(false);
  const { x, y, scale } = port.view;
  const up = (event: PointerEvent): void => {
    port.up(event);
    setDragged(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what drags do, keys do in the dialog around it
    <div
      ref={port.box}
      className="picture-stage"
      title={label}
      data-dragged={isDragged || undefined}
      onPointerDown={(event) => setDragged(port.down(event, event.button === 0))}
      onPointerMove={port.move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={() => (Math.abs(scale - 1) < 0.01 ? port.fit() : port.show(1))}
    >
      <div
        className="picture-stage-picture"
        data-pixelated={scale > 2 || undefined}
        style={{
          visibility: size ? 'visible' : 'hidden',
          width: (size?.width ?? 0) * scale,
          height: (size?.height ?? 0) * scale,
          transform: `translate(${x}px, ${y}px)`,
        }}
      >
        {children}
      </div>
    </div>
  );
}

/** What keys do in a dialog with a stage; true where the key was one. */
export function stageKey(key: string, port: ViewportControl): boolean {
  const acts: Readonly<Record<string, (() => void) | undefined>> = {
    '+': () => port.zoom(1.25),
    '=': () => port.zoom(1.25),
    '-': () => port.zoom(0.8),
    '0': port.fit,
    f: port.fit,
    '1': () => port.show(1),
    '2': () => port.show(2),
    '8': () => port.show(8),
    ArrowLeft: () => port.pan(60, 0),
    ArrowRight: () => port.pan(-60, 0),
    ArrowUp: () => port.pan(0, 60),
    ArrowDown: () => port.pan(0, -60),
  };
  const act = acts[key];
  act?.();
  return act !== undefined;
}
