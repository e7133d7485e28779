import type { Results } from '../cache/memory-cache.js';
import type { Program } from '../plan/program.js';

/** Where a node stands in a run. */
export const NODE = {
  /** Not part of it, or let go because nothing that could need it is left. */
  out: 0,
  /** It may come to be needed. */
  idle: 1,
  /** It will run once all that feeds it is done. */
  scheduled: 2,
  running: 3,
  done: 4,
  /** It failed, or something that it needs did. */
  dead: 5,
} as const;

/** The part of a program that some targets may need: back from them, as far as the cache does not know the results. */
export type Cone = {
  readonly state: Uint8Array;
  /** How many nodes may still read what a node makes; each target counts as one. */
  readonly uses: Int32Array;
  readonly results: (Results | undefined)[];
  /** The places in the cone, in the order of the program where `targets` need them for certain. */
  readonly certain: readonly number[];
};

export function coneOf(program: Program, targets: readonly number[], known: (at: number) => Results | undefined): Cone {
  const { nodes } = program;
  const state = new Uint8Array(nodes.length);
  const uses = new Int32Array(nodes.length);
  const results: (Results | undefined)[] = new Array(nodes.length).fill(undefined);
  const pending: number[] = [];
  const use = (at: number): void => {
    uses[at]!++;
    if (state[at] !== NODE.out) return;
    state[at] = NODE.idle;
    pending.push(at);
  };
  for (const at of targets) use(at);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    results[at] = known(at);
    if (results[at]) {
      state[at] = NODE.done;
      continue;
    }
    const { sources, lazySources } = nodes[at]!;
    for (let i = 0; i < sources.length; i++) use(sources[i]!);
    for (let i = 0; i < lazySources.length; i++) use(lazySources[i]!);
  }
  return { state, uses, results, certain: certainly(program, targets, state) };
}

/** What `from` needs for certain, what is done or running included, in the order of the program. */
export function certainly(
  { nodes, order, isForward }: Program,
  from: readonly number[],
  state: Uint8Array,
): readonly number[] {
  const isWanted = new Uint8Array(nodes.length);
  const wanted: number[] = [];
  const want = (at: number): void => {
    if (isWanted[at] === 1) return;
    isWanted[at] = 1;
    wanted.push(at);
  };
  for (const at of from) want(at);
  for (let i = 0; i < wanted.length; i++) {
    const at = wanted[i]!;
    if (state[at] !== NODE.idle) continue;
    const { sources } = nodes[at]!;
    for (let k = 0; k < sources.length; k++) want(sources[k]!);
  }
  if (wanted.length === order.length) return order;
  if (isForward) return wanted.sort((a, b) => a - b);
  return order.filter((at) => isWanted[at] === 1);
}
