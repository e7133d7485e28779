import type { AnyNode, Backend, BackendTask, Handle, NodeDefinition, Value } from '@moodwire/engine';
import { byteLength, digest } from '@moodwire/engine';
import { host } from './workbench.js';

/** A backend in this process that keeps books of all that it is asked, and refuses what breaks the protocol. */
export type Device = Backend & {
  readonly held: Map<string, Value>;
  /** What was asked, in order: `run test/add`, `put`, `fetch`, `release`. */
  readonly asked: string[];
  /** Called while a node runs, before it computes. */
  during: (task: BackendTask, signal: AbortSignal) => Promise<void> | void;
  /** All that it holds is gone, as when its process died. */
  lose(): void;
  closed: boolean;
};

export function makeDevice(definitions: readonly AnyNode[]): Device {
  const listeners: (() => void)[] = [];
  const device: Device = {
    name: 'device',
    held: new Map(),
    asked: [],
    during: () => {},
    closed: false,
    async run(task, missing, listener, signal) {
      device.asked.push(`run ${task.type}`);
      for (const [key, value] of missing) {
        if (device.held.has(key)) throw new Error(`protocol: ${key} came twice`);
        if (digest(value) !== key) throw new Error(`protocol: ${key} is something else`);
        device.asked.push('put');
        device.held.set(key, value);
      }
      const heldValue = (handle: Handle): Value => {
        const value = device.held.get(handle.digest);
        if (value === undefined) throw new Error(`protocol: ${handle.digest} is not here`);
        return value;
      };
      const inputs: Record<string, Value> = {};
      for (const [name, fed] of Object.entries(task.inputs)) {
        inputs[name] = 'digest' in fed ? heldValue(fed) : fed.map(heldValue);
      }
      await device.during(task, signal);
      signal.throwIfAborted();
      const definition = definitions.find(({ type }) => type === task.type) as NodeDefinition;
      const made = await definition.run({ inputs, params: task.params, signal, host, ...listener });
      const handles: Record<string, Handle> = {};
      for (const [name, value] of Object.entries(made as Record<string, Value>)) {
        handles[name] = { digest: digest(value), bytes: byteLength(value) };
        device.held.set(digest(value), value);
      }
      return handles;
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
      device.held.clear();
      for (const listener of listeners) listener();
    },
    async close() {
      device.closed = true;
    },
  };
  return device;
}
