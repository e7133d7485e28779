import type { AnyNode, Backend, BackendTask, Handle, NodeDefinition, Source, Value } from '@moodwire/engine';
import { byteLength, digest } from '@moodwire/engine';
import { host } from './workbench.js';

/** A backend in this process that keeps books of all that it is asked, and refuses what breaks the protocol. */
export type Device = Backend & {
  readonly held: Map<string, Value>;
  /** What was asked, in order: `run test/add`, `put`, `fetch`, `release`. */
  readonly asked: string[];
  /** The nodes that it has run, in order. */
  readonly ran: string[];
  isLost: boolean;
  /** Called while a node runs, before it computes. */
  during: (task: BackendTask, signal: AbortSignal) => Promise<void> | void;
  /** All that it holds is gone, as when its process died. */
  lose(): void;
  closed: boolean;
};

const isMany = (fed: Source | readonly Source[]): fed is readonly Source[] => Array.isArray(fed);

export function makeDevice(definitions: readonly AnyNode[]): Device {
  const listeners: ((why: string) => void)[] = [];
  /** One node runs at a time, whatever stretch it is of. */
  let last = Promise.resolve();
  const takeTurn = (): { turn: Promise<void>; over: () => void } => {
    const turn = last;
    let over: () => void = () => {};
    last = new Promise((resolve) => {
      over = resolve;
    });
    return { turn, over };
  };
  const device: Device = {
    name: 'device',
    held: new Map(),
    asked: [],
    ran: [],
    isLost: false,
    during: () => {},
    closed: false,
    async run(stretch, missing, listener, signal) {
      device.asked.push(`run ${stretch.map(({ type }) => type).join(' ')}`);
      for (const [key, value] of missing) {
        if (device.held.has(key)) throw new Error(`protocol: ${key} came twice`);
        if (digest(value) !== key) throw new Error(`protocol: ${key} is something else`);
        device.asked.push('put');
        device.held.set(key, value);
      }
      const made: (Record<string, Handle> | undefined)[] = [];
      const find = (source: Source): Value | undefined => {
        const handle = 'digest' in source ? source : made[source.node]?.[source.output];
        if (!handle) return undefined;
        const value = device.held.get(handle.digest);
        if (value === undefined) throw new Error(`protocol: ${handle.digest} is not here`);
        return value;
      };
      for (const [node, task] of stretch.entries()) {
        const inputs: Record<string, Value | readonly (Value | undefined)[] | undefined> = {};
        for (const [name, fed] of Object.entries(task.inputs)) inputs[name] = isMany(fed) ? fed.map(find) : find(fed);
        if (Object.values(inputs).flat().includes(undefined)) continue; // what feeds it failed
        const { turn, over } = takeTurn();
        try {
          await turn;
          await device.during(task, signal);
          signal.throwIfAborted();
          const definition = definitions.find(({ type }) => type === task.type) as NodeDefinition;
          const results = await definition.run({
            inputs,
            params: task.params,
            signal,
            host,
            progress: (done, total) => listener.progress(node, done, total),
            preview: (shown) => listener.preview?.(node, typeof shown === 'function' ? shown() : shown),
          });
          signal.throwIfAborted();
          const handles: Record<string, Handle> = {};
          for (const [name, value] of Object.entries(results as Record<string, Value>)) {
            handles[name] = { digest: digest(value), bytes: byteLength(value) };
            device.held.set(digest(value), value);
          }
          made[node] = handles;
          device.ran.push(task.type);
          listener.done(node, handles);
        } catch (error) {
          if (signal.aborted || device.isLost) throw error;
          listener.failed(node, error as Error);
        } finally {
          over();
        }
      }
    },
    async fetch(handle) {
      device.asked.push('fetch');
      await Promise.resolve();
      const value = device.held.get(handle.digest);
      if (value === undefined) throw new Error(`protocol: ${handle.digest} is not here`);
      return value;
    },
    release(key) {
      device.asked.push('release');
      device.held.delete(key);
    },
    onLost: (listener) => void listeners.push(listener),
    lose() {
      device.isLost = true;
      setImmediate(() => {
        device.isLost = false;
      });
      device.held.clear();
      for (const listener of listeners) listener('it was lost');
    },
    async close() {
      device.closed = true;
    },
  };
  return device;
}
