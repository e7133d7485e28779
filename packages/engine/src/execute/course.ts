import type { Holdings } from '../backend/holdings.js';
import type { Results } from '../cache/memory-cache.js';
import type { Program } from '../plan/program.js';
import { type Cone, NODE } from './cone.js';

/**
 * Where each node of a running program stands: who can begin, who never will, and what nobody can read any more.
 * `onClosed` is told of each node that is done or dead, before those that it feeds.
 */
export function createCourse(
  { nodes, consumers }: Program,
  { state, uses, results }: Cone,
  holdings: Holdings,
  onClosed: (at: number) => void,
) {
  const { start, fed } = consumers;
  /** How many of the nodes that feed each are not done. */
  const waiting = new Int32Array(nodes.length);
  /** Nodes that will still be done or dead. */
  let outstanding = 0;

  /** What can no longer run, and all that depends on it. */
  function kill(first: number): void {
    const pending = [first];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (state[at] !== NODE.scheduled) continue;
      close(at, NODE.dead);
      for (let i = start[at]!; i < start[at + 1]!; i++) pending.push(fed[i]!);
    }
  }

  function close(at: number, as: typeof NODE.done | typeof NODE.dead): void {
    state[at] = as;
    outstanding--;
    const { sources, lazySources } = nodes[at]!;
    for (let i = 0; i < sources.length; i++) letGo(sources[i]!);
    for (let i = 0; i < lazySources.length; i++) letGo(lazySources[i]!);
    if (uses[at] === 0) drop(at);
    onClosed(at);
  }

  /** One node less can read what this one made. What then nobody can need is let go, with what it would have needed. */
  function letGo(first: number): void {
    if (uses[first]! > 1 || state[first] !== NODE.idle) {
      if (--uses[first]! === 0) drop(first);
      return;
    }
    const pending = [first];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (--uses[at]! > 0) continue;
      drop(at);
      if (state[at] !== NODE.idle) continue;
      state[at] = NODE.out;
      const { sources, lazySources } = nodes[at]!;
      for (const source of sources) pending.push(source);
      for (const source of lazySources) pending.push(source);
    }
  }

  function drop(at: number): void {
    const made = results[at];
    if (!made) return;
    results[at] = undefined;
    for (let i = 0; i < made.length; i++) holdings.drop(made[i]!);
  }

  return {
    state,
    results,
    drop,
    get isOver(): boolean {
      return outstanding === 0;
    },
    /** These nodes, which are in order, are to run. Gives those that can begin at once. */
    schedule(places: readonly number[]): readonly number[] {
      const ready: number[] = [];
      for (let i = 0; i < places.length; i++) {
        const at = places[i]!;
        if (state[at] !== NODE.idle) continue;
        state[at] = NODE.scheduled;
        outstanding++;
        const { sources } = nodes[at]!;
        let open = 0;
        let isDead = false;
        for (let k = 0; k < sources.length; k++) {
          const source = state[sources[k]!];
          if (source === NODE.dead) isDead = true;
          else if (source !== NODE.done) open++;
        }
        waiting[at] = open;
        if (isDead) kill(at);
        else if (open === 0) ready.push(at);
      }
      return ready;
    },
    /** A node has made its results, or never will. Gives those that can begin now, if any. */
    settle(at: number, made: Results | undefined): readonly number[] | undefined {
      if (made) results[at] = made;
      close(at, made ? NODE.done : NODE.dead);
      let ready: number[] | undefined;
      for (let i = start[at]!; i < start[at + 1]!; i++) {
        const consumer = fed[i]!;
        if (state[consumer] !== NODE.scheduled) continue;
        if (!made) kill(consumer);
        else if (--waiting[consumer]! === 0) {
          ready ??= [];
          ready.push(consumer);
        }
      }
      return ready;
    },
  };
}
