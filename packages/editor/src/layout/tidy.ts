import type { Box, Point } from '../document/body.js';
import { arrange, keepMiddle } from './arrange.js';
import type { Link } from './layers.js';
import type { TidyWish } from './tidy-worker.js';

export type TidyOptions = {
  /** Only these are moved, if there are at least two. */
  readonly selection?: ReadonlySet<string>;
  readonly signal?: AbortSignal;
};

/** Dagre is sometimes slow on what is tangled; nobody waits longer than this. */
const MOST_MS = 5000;

/**
 * Tidy places for boxes: links lead from left to right, nothing laps over anything, all on the grid; the middle of what
 * is moved stays where it was. Computed beside the page. Rejects only when `signal` is aborted.
 */
export async function tidy(
  boxes: readonly (Box & { readonly id: string })[],
  links: readonly Link[],
  { selection, signal }: TidyOptions = {},
): Promise<ReadonlyMap<string, Point>> {
  const chosen = selection ? boxes.filter(({ id }) => selection.has(id)) : [];
  const moved = chosen.length > 1 ? chosen : boxes;
  const ids = new Set(moved.map(({ id }) => id));
  const wish: TidyWish = {
    boxes: moved.map(({ id, w, h }) => ({ id, w, h })),
    links: links.filter(([from, to]) => ids.has(from) && ids.has(to)),
  };
  signal?.throwIfAborted();
  return keepMiddle((await inWorker(wish, signal)) ?? arrange(wish.boxes, wish.links), moved);
}

/** Nothing where the worker cannot be loaded, fails or takes too long. */
function inWorker(wish: TidyWish, signal?: AbortSignal): Promise<ReadonlyMap<string, Point> | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./tidy-worker.ts', import.meta.url), { type: 'module' });
    const timer = setTimeout(() => end(undefined), MOST_MS);
    const abort = (): void => {
      reject(signal?.reason);
      end(undefined);
    };
    function end(places: ReadonlyMap<string, Point> | undefined): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      worker.terminate();
      resolve(places);
    }
    signal?.addEventListener('abort', abort);
    worker.onmessage = ({ data }: MessageEvent<ReadonlyMap<string, Point>>) => end(data);
    worker.onerror = () => end(undefined);
    worker.postMessage(wish);
  });
}
