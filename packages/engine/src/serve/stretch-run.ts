import type { Turn } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { FromClient } from '../protocol/messages.js';
import { ProtocolError } from '../protocol/pipe.js';
import type { Entry, Shelf } from './shelf.js';
import type { Worker, WorkListener, WorkSource } from './worker.js';

type Node = Extract<FromClient, { op: 'run' }>['nodes'][number];
type Source = Node['inputs'][string] & object;

/**
 * Runs a stretch as a client asked for it: waits for the values that are still on their way, and holds all that it reads
 * until it is over. Every node is told of, also when the whole comes to nothing.
 */
export async function runStretch(
  nodes: readonly Node[],
  shelf: Shelf,
  worker: Worker,
  turn: Required<Turn>,
  signal: AbortSignal,
  listener: WorkListener,
): Promise<void> {
  const told = new Set<number>();
  const held: Entry[] = [];
  /** By the name that the client knows. */
  const entries = new Map<string, Entry>();

  function need(source: Source, at: number): void {
    if (Array.isArray(source)) for (const one of source) need(one, at);
    else if ('node' in source) {
      if (source.node < at) return;
      throw new ProtocolError(`node ${at} of a run is fed by node ${source.node}, which does not come before it`);
    } else if (!entries.has(source.digest)) {
      const entry = shelf.get(source.digest);
      if (!entry) throw new Error(`the backend does not hold ${source.digest.slice(0, 12)}`);
      entries.set(source.digest, shelf.hold(entry));
      held.push(entry);
    }
  }

  const find = (source: Exclude<Source, readonly unknown[]>): WorkSource =>
    'node' in source ? source : heldOf(entries.get(source.digest)!);

  try {
    for (const [at, { inputs }] of nodes.entries()) for (const source of Object.values(inputs)) need(source, at);
    await unlessAborted(Promise.all(held.map(({ arrival }) => arrival)), signal);
    const tasks = nodes.map(({ type, params, inputs }) => ({
      type,
      params,
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, source]) => [name, Array.isArray(source) ? source.map(find) : find(source)]),
      ),
    }));
    await worker.run(
      tasks,
      {
        ...listener,
        done(node, results) {
          told.add(node);
          listener.done(node, results);
        },
        failed(node, error) {
          told.add(node);
          listener.failed(node, error);
        },
      },
      signal,
      turn,
      (digest) => shelf.get(digest)?.held,
    );
  } catch (error) {
    const why = error instanceof Error ? error : new Error(String(error));
    for (const at of nodes.keys()) if (!told.has(at)) listener.failed(at, why);
  } finally {
    for (const entry of held) shelf.drop(entry);
  }
}

/** What is stopped does not wait for bytes that are still on their way. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let leave: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([work, left]);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function heldOf({ held, digest }: Entry): Held {
  if (!held) throw new Error(`${digest.slice(0, 12)} was let go while in use`);
  return held;
}
