import type { Graph } from '@moodwire/engine/graph';
import { applyPatches, type Patch } from 'immer';
import type { History, Step } from './document-store.js';

const sizes = new WeakMap<Step, number>();

/** About how many bytes a step takes where it is kept. Steps never change, so each is measured once. */
function sizeOf(step: Step): number {
  let size = sizes.get(step);
  if (size === undefined) {
    size = 2 * JSON.stringify([step.label, step.forward, step.back, step.order]).length;
    sizes.set(step, size);
  }
  return size;
}

/** As much of a history as fits into `bytes`: first what can be undone, the newest first, then what can be redone. */
export function shortHistory({ steps, at }: History, bytes: number): History {
  let left = bytes;
  let first = at;
  while (first > 0 && sizeOf(steps[first - 1]!) <= left) left -= sizeOf(steps[--first]!);
  let end = at;
  if (first === 0) while (end < steps.length && sizeOf(steps[end]!) <= left) left -= sizeOf(steps[end++]!);
  return first === 0 && end === steps.length ? { steps, at } : { steps: steps.slice(first, end), at: at - first };
}

/** Does a history lead from this graph, back and forward? One that is damaged must not fail at an undo. */
export function fitsGraph({ steps, at }: History, graph: Graph): boolean {
  try {
    const back = steps.slice(0, at).reverse();
    applyPatches(graph, back.flatMap((step) => step.back) as Patch[]);
    applyPatches(graph, steps.slice(at).flatMap((step) => step.forward) as Patch[]);
    return true;
  } catch {
    return false;
  }
}
