import type { Results } from '../cache/memory-cache.js';
import type { Call } from './call.js';
import { type Cone, coneOf } from './cone.js';
import type { Lasting } from './lasting.js';

/** Where a job begins: what is known, and what is not. */
export type Beginning = {
  /** The results of all targets, when nothing has to run. */
  readonly finished: ReadonlyMap<number, Results> | undefined;
  readonly cone: Cone | undefined;
  readonly lasting: Map<number, Lasting>;
  /** Known results that were found on disk and are needed for certain. */
  readonly stored: readonly Results[];
};

/** Looks for what is known of what a call asks for. All of it is held. */
export function beginningOf({ session, program, recipes, targets, place }: Call): Beginning {
  const { holdings, cache, storage, lasting: noted } = session.shop;
  const { nodes } = program;
  const asked = new Set(targets);
  const lasting = new Map<number, Lasting>();
  const stored = new Map<number, Results>();

  /** What is known of how a node is made. What this run itself has made is looked up by content, node by node. */
  const known = (at: number): Results | undefined => {
    const key = recipes.keys[at];
    if (key === undefined || session.works?.has(key)) return undefined;
    const { outputs } = nodes[at]!.shape!;
    const cached = cache.get(key);
    const found = cached ?? storage?.find(key, outputs);
    const lasts = (found && noted.get(found)) ?? 'ever';
    if (lasts !== 'ever') lasting.set(at, lasts);
    if (found && !cached) stored.set(at, found);
    if (!cached) return found;
    for (const held of cached) holdings.retain(held);
    // What is asked for outlives this process, also if it was made before it was asked for.
    if (place.length === 0 && asked.has(at)) {
      storage?.offer([key], outputs, cached, { milliseconds: 0, isAsked: true, lasts });
    }
    return cached;
  };
  const finished = allOf(targets, known, (made) => made.forEach(holdings.drop));
  if (finished) return { finished, cone: undefined, lasting, stored: [...stored.values()] };
  stored.clear();
  const cone = coneOf(program, targets, known);
  const needed = stored.size > 0 ? cone.certain.flatMap((at) => stored.get(at) ?? []) : [];
  return { finished, cone, lasting, stored: needed.length > 0 ? [needed] : [] };
}

/** The results of all targets, if all are known; else none is held. */
function allOf(
  targets: readonly number[],
  known: (at: number) => Results | undefined,
  drop: (made: Results) => void,
): ReadonlyMap<number, Results> | undefined {
  const all = new Map<number, Results>();
  for (let i = 0; i < targets.length; i++) {
    const made = known(targets[i]!);
    if (!made) {
      for (const one of all.values()) drop(one);
      return undefined;
    }
    all.set(targets[i]!, made);
  }
  return all;
}
