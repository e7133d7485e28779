import {
  type BackendTask,
  byteLength,
  digest as digestOf,
  type Handle,
  type Host,
  MoodwireError,
  type Registry,
  type Value,
} from '@moodwire/engine';
import { stackText } from '../failure/stack-text.js';
import type { FromDevice, ToDevice } from './messages.js';

type Kept = { readonly value: Value; holds: number };

/**
 * Runs nodes for an app on the other side of a connection and keeps what they make until the app gives it back.
 */
export function createDevice(registry: Registry, host: Host, send: (message: FromDevice) => void) {
  const kept = new Map<string, Kept>();
  const running = new Map<number, AbortController>();

  function keep(digest: string, value: Value): void {
    const known = kept.get(digest);
    if (known) known.holds++;
    else kept.set(digest, { value, holds: 1 });
  }

  function read(handle: Handle): Value {
    const found = kept.get(handle.digest);
    if (!found) throw new Error(`the device does not hold ${handle.digest.slice(0, 12)}`);
    return found.value;
  }

  async function run(id: number, task: BackendTask): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const node = registry.get(task.type);
      if (!node || node.runsOn === 'engine')
        throw new MoodwireError(`this device has no node "${task.type}": install the same packs there`);
      const inputs: Record<string, Value> = {};
      for (const [name, handle] of Object.entries(task.inputs)) {
        inputs[name] = 'digest' in handle ? read(handle) : handle.map(read);
      }
      const outputs = (await node.run({
        inputs,
        params: task.params,
        signal: abort.signal,
        host,
        progress: (done, total) => send({ op: 'progress', id, done, total }),
        preview: (value) => send({ op: 'preview', id, value }),
      })) as Record<string, Value | undefined>;
      const results: Record<string, Handle> = {};
      for (const name of Object.keys(node.outputs)) {
        const value = outputs[name];
        if (value === undefined) throw new Error(`${task.type} gave no "${name}"`);
        const digest = digestOf(value);
        keep(digest, value);
        results[name] = { digest, bytes: byteLength(value) };
      }
      send({ op: 'done', id, results });
    } catch (error) {
      fail(id, error);
    } finally {
      running.delete(id);
    }
  }

  function fail(id: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    send({ op: 'error', id, message, expected: error instanceof MoodwireError, stack: stackText(error) });
  }

  return {
    receive(message: ToDevice): void {
      switch (message.op) {
        case 'put':
          keep(message.digest, message.value);
          return;
        case 'run':
          void run(message.id, message.task);
          return;
        case 'cancel':
          running.get(message.id)?.abort();
          return;
        case 'fetch':
          try {
            send({ op: 'value', id: message.id, value: read({ digest: message.digest, bytes: 0 }) });
          } catch (error) {
            fail(message.id, error);
          }
          return;
        case 'release': {
          const found = kept.get(message.digest);
          if (!found) return;
          found.holds -= message.holds;
          if (found.holds <= 0) kept.delete(message.digest);
        }
      }
    },
  };
}
