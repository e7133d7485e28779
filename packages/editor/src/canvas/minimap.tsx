import { type PointerEvent, useEffect, useLayoutEffect, useRef } from 'react';
import type { Box } from '../document/body.js';
import { readPalette } from '../scene/colours.js';
import type { Viewport } from '../session/session.js';
import { useStore } from '../store/use-store.js';
import { useWords } from '../words/words.js';
import './minimap.css';
import { paintScene } from '../scene/painter.js';
import { boundsOf } from '../scene/scene.js';
import { useStage } from './stage-context.js';

const W = 176;
const H = 110;
const NONE: ReadonlySet<string> = new Set();

/** The whole graph in small, with what is seen of it. A press or a drag goes there. */
export function Minimap() {
  const { session, view } = useStage();
  const words = useWords().canvas;
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scene = useStore(view.scene);
  const moved = useStore(view.moved);
  const bounds = boundsOf(scene);
  const k = bounds ? Math.min((W - 16) / bounds.w, (H - 16) / bounds.h, 0.25) : 1;
  const x = bounds ? (W - bounds.w * k) / 2 - bounds.x * k : 0;
  const y = bounds ? (H - bounds.h * k) / 2 - bounds.y * k : 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what moved is in the scene
  useEffect(() => {
    // At rest: a drag draws it often.
    const timer = setTimeout(() => {
      const context = canvas.current?.getContext('2d');
      if (!context) return;
      const scale = Math.min(2, window.devicePixelRatio || 1);
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, W * scale, H * scale);
      const palette = readPalette(document.documentElement);
      const drawsLines = scene.lines.length < 3000;
      const options = { selection: NONE, skips: () => false, drawsLines, stateOf: () => undefined };
      paintScene(context, scene, { x, y, k }, W, H, palette, options, scale);
    }, 60);
    return () => clearTimeout(timer);
  }, [scene, moved, x, y, k]);

  // The canvas moves often: what is seen is marked without drawing anything else anew.
  useLayoutEffect(() => {
    const mark = (): void => {
      const now = session.viewport.get();
      const { width, height } = view.size();
      map.current!.hidden = !bounds || isAllSeen(bounds, now, width, height);
      const { style } = frame.current!;
      style.transform = `translate(${(-now.x / now.k) * k + x}px, ${(-now.y / now.k) * k + y}px)`;
      style.width = `${(width / now.k) * k}px`;
      style.height = `${(height / now.k) * k}px`;
    };
    mark();
    return session.viewport.subscribe(mark);
  }, [session, view, bounds, k, x, y]);

  function go(event: PointerEvent<HTMLDivElement>): void {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const { width, height } = view.size();
    const at = { x: (event.clientX - box.left - x) / k, y: (event.clientY - box.top - y) / k };
    session.viewport.set((now) => ({ k: now.k, x: width / 2 - at.x * now.k, y: height / 2 - at.y * now.k }));
  }

  const scale = Math.min(2, window.devicePixelRatio || 1);
  return (
    <div
      ref={map}
      className="minimap"
      role="img"
      aria-label={words.minimap}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <canvas ref={canvas} width={W * scale} height={H * scale} />
      <div ref={frame} className="minimap-view" />
    </div>
  );
}

/** Where all is seen, a map says nothing and hides something. */
function isAllSeen(bounds: Box, { x, y, k }: Viewport, width: number, height: number): boolean {
  const left = bounds.x * k + x;
  const top = bounds.y * k + y;
  return left >= 0 && top >= 0 && left + bounds.w * k <= width && top + bounds.h * k <= height;
}
