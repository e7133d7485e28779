import type { Backend, BackendTask, Source } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';
import { createCrew, type Loads } from '../execute/crew.js';
import type { Value } from '../value/value.js';
import { isHeld, isMany, sourcesOf, type Worker, type WorkSource } from './worker.js';

/** Has nodes run by devices, each stretch by the one that has most of what it needs and least to do. */
export function createRelayWorker(devices: readonly Backend[], holdings: Holdings): Worker {
  const loads: Loads = new Map();
  let onLost: () => void = () => {};
  for (const device of devices) {
    device.onLost((digests) => {
      if (digests) for (const digest of digests) holdings.lose(device, digest);
      else holdings.forget(device);
      onLost();
    });
  }

  return {
    slots: devices.length,
    async run(stretch, listener, signal, turn) {
      const needed = [...new Set(stretch.flatMap((task) => sourcesOf(task).filter(isHeld)))];
      const device = await createCrew(devices, loads, holdings).choose(needed, undefined);
      const missing = new Map<string, Value>();
      const sent: Held[] = [];
      // While some are read, others may be taken back there by a stretch that came to nothing.
      for (;;) {
        const lacking = needed.filter((held) => !holdings.isAt(held, device));
        if (lacking.length === 0) break;
        const values = await Promise.all(lacking.map(holdings.read));
        for (const [i, held] of lacking.entries()) {
          if (holdings.isAt(held, device)) continue;
          missing.set(held.digest, values[i]!);
          holdings.sent(held, device);
          sent.push(held);
        }
      }
      const tasks: BackendTask[] = stretch.map(({ type, params, inputs }) => ({
        type,
        params,
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([name, fed]) => [
            name,
            isMany(fed) ? fed.map(sourceOf) : sourceOf(fed as WorkSource),
          ]),
        ),
      }));
      const isSame = holdings.watch(device);
      loads.set(device, (loads.get(device) ?? 0) + stretch.length);
      try {
        await device.run(
          tasks,
          missing,
          {
            ...listener,
            done(node, results) {
              if (!isSame()) return;
              const held = Object.entries(results).map(([name, handle]) => [name, holdings.holdAt(handle, device)]);
              listener.done(node, Object.fromEntries(held) as Record<string, Held>);
            },
          },
          signal,
          turn,
        );
      } catch (error) {
        for (const held of sent) holdings.takeBack(held, device);
        throw error;
      } finally {
        loads.set(device, loads.get(device)! - stretch.length);
      }
    },
    async fingerprint(node) {
      return devices[0]!.fingerprint!(node);
    },
    onLost(listener) {
      onLost = listener;
    },
    async close() {
      await Promise.all(devices.map((device) => device.close()));
    },
  };
}

const sourceOf = (source: WorkSource): Source => (isHeld(source) ? source.handle : source);
