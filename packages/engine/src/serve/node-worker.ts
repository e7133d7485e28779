import { hash } from 'node:crypto';
import { setImmediate as soon } from 'node:timers/promises';
import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';
import { MoodwireError } from '../node/failure.js';
import type { Host } from '../node/host.js';
import type { NodeDefinition } from '../node/node.js';
import type { Registry } from '../pack/registry.js';
import { checkParam } from '../port/param.js';
import type { Json, Value } from '../value/value.js';
import { createTurns } from './turns.js';
import { isHeld, isMany, sourcesOf, type Worker, type WorkSource, type WorkTask } from './worker.js';

/** How many results are known by what they were made from. */
const MOST_KNOWN = 10_000;

/** Runs nodes in this process, one at a time. What was made from the same before, and is still there, is not made again. */
export function createNodeWorker(registry: Registry, host: Host, holdings: Holdings): Worker {
  const takeTurn = createTurns(1);
  const known = new Map<string, Readonly<Record<string, string>>>();

  function definitionOf(type: string): NodeDefinition {
    const node = registry.get(type);
    // What runs on the host has to do with its user's own files.
    if (node?.runsOn !== 'backend') {
      throw new MoodwireError(`there is no node "${type}" here: install the same packs on both machines`);
    }
    return node as NodeDefinition;
  }

  async function make(
    { type, params: given }: WorkTask,
    inputs: Readonly<Record<string, Held | readonly Held[]>>,
    tell: { progress(done: number, total: number): void; preview(shown: Value | (() => Value)): void },
    signal: AbortSignal,
    recall: (digest: string) => Held | undefined,
  ): Promise<Record<string, Held>> {
    const node = definitionOf(type);
    const params = checkTask(node, given, inputs);
    const key = node.cache === 'never' || node.fingerprint ? undefined : keyOf(node, params, inputs);
    const before = key === undefined ? undefined : remembered(key, recall);
    if (before) return before;
    const values: Record<string, Value | readonly Value[]> = {};
    for (const [name, fed] of Object.entries(inputs)) {
      values[name] = isMany(fed) ? await Promise.all(fed.map(holdings.read)) : await holdings.read(fed as Held);
    }
    const made = (await node.run({ inputs: values, params, signal, host, ...tell })) as Record<
      string,
      Value | undefined
    >;
    signal.throwIfAborted();
    const results: Record<string, Held> = {};
    for (const name of Object.keys(node.outputs)) {
      const value = Object.hasOwn(made, name) ? made[name] : undefined;
      if (value === undefined) {
        for (const held of Object.values(results)) holdings.drop(held);
        throw new MoodwireError(`${type} gave no "${name}"`);
      }
      results[name] = holdings.hold(value);
    }
    if (key !== undefined) {
      known.delete(key);
      known.set(key, Object.fromEntries(Object.entries(results).map(([name, { digest }]) => [name, digest])));
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
    }
    return results;
  }

  /** What was made from the same before, if all of it is still there, each held once more. */
  function remembered(key: string, recall: (digest: string) => Held | undefined): Record<string, Held> | undefined {
    const results: Record<string, Held> = {};
    for (const [name, digest] of Object.entries(known.get(key) ?? {})) {
      const held = recall(digest);
      if (!held) return undefined;
      results[name] = held;
    }
    if (Object.keys(results).length === 0) return undefined;
    for (const held of Object.values(results)) holdings.retain(held);
    return results;
  }

  return {
    slots: 1,
    async run(stretch, listener, signal, turn, recall) {
      const made: (Readonly<Record<string, Held>> | undefined)[] = [];
      const find = (source: WorkSource): Held | undefined =>
        isHeld(source) ? source : made[source.node]?.[source.output];
      const own: Held[] = [];
      try {
        for (const [at, task] of stretch.entries()) {
          const lacking = sourcesOf(task).find((source) => !find(source));
          if (lacking) {
            // What feeds it failed, and it is not told of; but not when it asks for what there never is.
            if (!isHeld(lacking) && made[lacking.node]) listener.failed(at, noOutput(lacking));
            continue;
          }
          const inputs: Record<string, Held | readonly Held[]> = {};
          for (const [name, fed] of Object.entries(task.inputs)) {
            inputs[name] = isMany(fed) ? fed.map((source) => find(source)!) : find(fed as WorkSource)!;
          }
          const tell = {
            progress: (done: number, total: number) => listener.progress(at, done, total),
            preview: (shown: Value | (() => Value)) => listener.preview?.(at, shown),
          };
          try {
            await takeTurn(turn, signal, async () => {
              const results = await make(task, inputs, tell, signal, recall);
              made[at] = results;
              // Once for the nodes that follow, once for the listener.
              for (const held of Object.values(results)) {
                holdings.retain(held);
                own.push(held);
              }
              listener.done(at, results);
              // Should the next node bring this process down, it is known that this one did not.
              if (at + 1 < stretch.length) await soon();
            });
          } catch (error) {
            signal.throwIfAborted();
            listener.failed(at, error instanceof Error ? error : new Error(String(error)));
          }
        }
      } finally {
        for (const held of own) holdings.drop(held);
      }
    },
    async fingerprint({ type, params }) {
      const node = definitionOf(type);
      if (!node.fingerprint) throw new MoodwireError(`${type} has no fingerprint`);
      return node.fingerprint({ params, host });
    },
    onLost() {}, // what is in this process is lost with it
    async close() {},
  };
}

/** Every param, checked, with defaults for those that did not come. */
function checkTask(
  node: NodeDefinition,
  given: Readonly<Record<string, Json>>,
  inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Json>> {
  const unknown =
    Object.keys(given).find((name) => !Object.hasOwn(node.params, name)) ??
    Object.keys(inputs).find((name) => !Object.hasOwn(node.inputs, name));
  if (unknown !== undefined)
    throw new MoodwireError(`${node.type} has no "${unknown}": install the same packs on both machines`);
  const params: Record<string, Json> = {};
  for (const [name, param] of Object.entries(node.params)) {
    params[name] = Object.hasOwn(given, name) ? given[name]! : (param.default as Json);
    const wrong = checkParam(param, params[name]);
    if (wrong) throw new MoodwireError(`${name}: found ${wrong.found}, expected ${wrong.expected}`);
  }
  for (const [name, port] of Object.entries(node.inputs)) {
    if (!('optional' in port) && !Object.hasOwn(inputs, name)) throw new MoodwireError(`${node.type} needs "${name}"`);
  }
  return params;
}

const noOutput = ({ node, output }: Exclude<WorkSource, Held>): Error =>
  new MoodwireError(`node ${node} of the run has no output "${output}": install the same packs on both machines`);

function keyOf(
  { type, version }: NodeDefinition,
  params: Readonly<Record<string, Json>>,
  inputs: Readonly<Record<string, Held | readonly Held[]>>,
): string {
  const fed = Object.entries(inputs).map(([name, held]) => [
    name,
    isMany(held) ? held.map((one) => one.digest) : (held as Held).digest,
  ]);
  return hash('sha256', JSON.stringify([type, version, params, fed.sort()]), 'hex');
}
