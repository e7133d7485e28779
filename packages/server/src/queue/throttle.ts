import type { RunEvent } from '@moodwire/engine';

const LEAST_MS = 50;

/**
 * Passes events on, but of a node's progress only what comes 50 ms or more after the last, and its end: a node may tell of
 * a million steps.
 */
export function createThrottle(pass: (event: RunEvent) => void): (event: RunEvent) => void {
  const told = new Map<string, number>();
  return (event) => {
    if (event.event === 'progress') {
      const now = performance.now();
      if (event.done < event.total && now - (told.get(event.node) ?? -LEAST_MS) < LEAST_MS) return;
      told.set(event.node, now);
    } else if (event.event === 'finished' || event.event === 'failed') told.delete(event.node);
    pass(event);
  };
}
