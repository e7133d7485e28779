import type { Backend } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';
import { MoodwireError, messageOf } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { AnyNode } from '../node/node.js';
import type { Json } from '../value/value.js';

/** What a node in line costs, and how fast values move, as long as nothing better is known. */
const MS_PER_NODE = 50;
const BYTES_PER_MS = 1e5;

/** No backend can run a node that a graph needs. */
export class NotThere extends MoodwireError {}

/** The backends that take part in a run, and who of them does what. */
export type Crew = {
  /** Is there no backend at all, so that their nodes run here? */
  readonly isEmpty: boolean;
  /** Are there several, among which work is to be shared? */
  isShared(): Promise<boolean>;
  /** As the preferred backend has it. Throws `NotThere` where none can run the node. */
  fingerprint(node: AnyNode, params: Readonly<Record<string, Json>>, host: Host): Promise<string>;
  /** Whom all may be asked that would give the same as this fingerprint says. */
  whoGave(type: string, fingerprint: string): readonly Backend[] | undefined;
  /** Who is to run a node with these inputs: where most of them are, unless another has much less to do. */
  choose(inputs: readonly Held[], among: readonly Backend[] | undefined): Promise<Backend>;
};

/** How much each backend of an engine has to do. */
export type Loads = Map<Backend, number>;

const NOBODY: Crew = {
  isEmpty: true,
  isShared: async () => false,
  fingerprint: async (node, params, host) => node.fingerprint!({ params, host }),
  whoGave: () => undefined,
  choose: async () => {
    throw new Error('there is no backend');
  },
};

/** Those of `backends` that can be reached when they are first needed. */
export function createCrew(backends: readonly Backend[], loads: Loads, holdings: Holdings): Crew {
  if (backends.length === 0) return NOBODY;
  let gathering: Promise<readonly Backend[]> | undefined;
  const gather = (): Promise<readonly Backend[]> => {
    gathering ??= reachable(backends);
    return gathering;
  };
  const gave = new Map<string, readonly Backend[]>();
  /** What far backends said: each is asked once in a run. */
  const said = new Map<string, Promise<string>>();

  async function ask(
    node: AnyNode,
    params: Readonly<Record<string, Json>>,
    host: Host,
    members: readonly Backend[],
    isLast = false,
  ): Promise<string> {
    const answers = await Promise.allSettled(
      members.map(async (backend) =>
        backend.fingerprint ? backend.fingerprint({ type: node.type, params }) : node.fingerprint!({ params, host }),
      ),
    );
    const first = answers.find((answer) => answer.status === 'fulfilled');
    if (!first) {
      // Who lacks something says so in words for people; all else is one that has gone since it was last heard of.
      const areGone = answers.every((one) => one.status === 'rejected' && !(one.reason instanceof MoodwireError));
      if (areGone && !isLast && members.some((backend) => backend.isFar)) {
        gathering = undefined;
        return ask(node, params, host, await gather(), true);
      }
      const reasons = answers.map(
        (answer, i) => `${members[i]!.name}: ${messageOf((answer as PromiseRejectedResult).reason)}`,
      );
      throw members.some((backend) => backend.isFar)
        ? new NotThere(reasons.join('; '))
        : (answers[0] as PromiseRejectedResult).reason;
    }
    gave.set(
      `${node.type}|${first.value}`,
      members.filter((_, i) => {
        const answer = answers[i]!;
        return answer.status === 'fulfilled' && answer.value === first.value;
      }),
    );
    return first.value;
  }

  return {
    isEmpty: false,
    isShared: async () => (await gather()).length > 1,
    async fingerprint(node, params, host) {
      const members = await gather();
      if (!members.every((backend) => backend.isFar)) return ask(node, params, host, members);
      const key = JSON.stringify([node.type, params]);
      const known = said.get(key) ?? ask(node, params, host, members);
      said.set(key, known);
      return known;
    },
    whoGave: (type, fingerprint) => gave.get(`${type}|${fingerprint}`),
    async choose(inputs, among) {
      const members = await gather();
      const able = among ? members.filter((backend) => among.includes(backend)) : members;
      const candidates = able.length > 0 ? able : members;
      if (candidates.length === 1) return candidates[0]!;
      const cost = (backend: Backend): number => {
        const missing = inputs.reduce((sum, held) => (holdings.isAt(held, backend) ? sum : sum + held.bytes), 0);
        return missing / BYTES_PER_MS + ((loads.get(backend) ?? 0) * MS_PER_NODE) / (backend.slots ?? 1);
      };
      const costs = candidates.map(cost);
      return candidates[costs.indexOf(Math.min(...costs))]!;
    },
  };
}

async function reachable(backends: readonly Backend[]): Promise<readonly Backend[]> {
  const tried = await Promise.allSettled(backends.map(async (backend) => backend.ready?.()));
  const live = backends.filter((_, i) => tried[i]!.status === 'fulfilled');
  const preferred = live.filter((backend) => !backend.isFallback);
  if (live.length > 0) return preferred.length > 0 ? preferred : live;
  throw (tried[0] as PromiseRejectedResult).reason;
}
