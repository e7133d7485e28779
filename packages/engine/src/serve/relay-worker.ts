import type { Backend, BackendTask, Source, Turn } from '../backend/backend.js';
import type { Held } from '../backend/held.js';
import type { Holdings } from '../backend/holdings.js';
import { countAsSent, readLacking } from '../backend/lacking.js';
import { createCrew, type Loads } from '../execute/crew.js';
import { createProbation } from './probation.js';
import { isHeld, isMany, sourcesOf, type Worker, type WorkListener, type WorkSource, type WorkTask } from './worker.js';

/** Has nodes run by devices, each stretch by the one that has most of what it needs and least to do. */
export function createRelayWorker(devices: readonly Backend[], holdings: Holdings): Worker {
  const loads: Loads = new Map();
  let onLost: (why: string) => void = () => {};
  const probations = new Map(devices.map((device) => [device as Backend, createProbation()]));
  for (const device of devices) {
    device.onLost((why, digests) => {
      if (!digests) probations.get(device)!.lost();
      if (digests) for (const digest of digests) holdings.lose(device, digest);
      else holdings.forget(device);
      onLost(`${device.name}: ${why}`);
    });
  }

  /** Sends a stretch with what the device lacks, and sees it to its end. */
  async function runOn(
    device: Backend,
    stretch: readonly WorkTask[],
    needed: readonly Held[],
    listener: WorkListener,
    signal: AbortSignal,
    turn: Required<Turn>,
  ): Promise<void> {
    const values = await readLacking(holdings, needed, device);
    const counted = countAsSent(holdings, needed, values, device);
    const isSame = holdings.watch(device);
    const told: WorkListener = {
      ...listener,
      done(node, results) {
        if (!isSame()) return;
        const held = Object.entries(results).map(([name, handle]) => [name, holdings.holdAt(handle, device)]);
        listener.done(node, Object.fromEntries(held) as Record<string, Held>);
      },
    };
    try {
      await device.run(stretch.map(taskOf), counted.missing, told, signal, turn);
    } catch (error) {
      counted.takeBack();
      throw error;
    } finally {
      counted.end();
    }
  }

  return {
    slots: devices.length,
    async run(stretch, listener, signal, turn) {
      const needed = [...new Set(stretch.flatMap((task) => sourcesOf(task).filter(isHeld)))];
      const device = await createCrew(devices, loads, holdings).choose(needed, undefined);
      loads.set(device, (loads.get(device) ?? 0) + stretch.length);
      try {
        await probations
          .get(device)!
          .run(turn.group, signal, () => runOn(device, stretch, needed, listener, signal, turn));
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

const taskOf = ({ type, params, inputs }: WorkTask): BackendTask => ({
  type,
  params,
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([name, fed]) => [name, isMany(fed) ? fed.map(sourceOf) : sourceOf(fed as WorkSource)]),
  ),
});

const sourceOf = (source: WorkSource): Source => (isHeld(source) ? source.handle : source);
