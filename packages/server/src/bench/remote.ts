import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '@moodwire/engine';
import { readShippedGraph } from '../graph/graph-file.js';
import { startBackendProcess } from './app-process.js';
import { loadNothing, runChain } from './chain.js';
import { connectAnew } from './connect-anew.js';
import { editOnce } from './edit-once.js';
import { writeSamplePhoto } from './sample-photo.js';
import { timed } from './timing.js';

export type RemoteBenchFlags = { readonly rtt: number; readonly quick?: boolean; readonly json?: boolean };

type Subject = {
  readonly what: string;
  readonly rounds: number;
  /** Each time has a number of its own: a backend that has done the same before knows the answer. */
  prepare(time: number): Promise<(engine: Engine) => Promise<void>>;
};
type Measured = {
  readonly what: string;
  readonly nearMs: number;
  readonly farMs: number;
  readonly roundTrips: number;
};

/**
 * `moodwire bench remote`: how many times a run waits for a backend that is far away. The same work is done over two
 * proxies, one of which delays what goes through it, and the difference is counted in round trips.
 */
export async function benchRemote(flags: RemoteBenchFlags, print: (line: string) => void): Promise<void> {
  const { rtt, quick = false } = flags;
  const folder = await mkdtemp(join(tmpdir(), 'moodwire-bench-'));
  try {
    const measured = await measure(folder, rtt, quick);
    if (flags.json) {
      print(JSON.stringify({ rtt, measured }));
      return;
    }
    print(`a backend at a distance of 0 and of ${rtt} ms there and back, the best of some turns:`);
    for (const { what, nearMs, farMs, roundTrips } of measured) {
      const times = `${nearMs.toFixed(0).padStart(5)} ms ${farMs.toFixed(0).padStart(5)} ms`;
      print(`  ${what.padEnd(34)} ${times}   ${roundTrips.toFixed(1)} round trips`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function subjects(folder: string, isQuick: boolean): Promise<readonly Subject[]> {
  const { graph } = await readShippedGraph('affective-edit');
  const denoise = graph.nodes['denoise']!;
  const chain = (length: number): Subject => ({
    what: `${length} nodes that do nothing, in a row`,
    rounds: isQuick ? 2 : 21,
    prepare: async (time) => (engine) => runChain(engine, length, time),
  });
  const edit = (steps: number): Subject => {
    const nodes = { ...graph.nodes, denoise: { ...denoise, params: { ...denoise.params, steps } } };
    return {
      what: `edit of 1 MP, ${steps} denoise steps`,
      rounds: isQuick ? 1 : 9,
      async prepare(time) {
        const photo = await writeSamplePhoto(folder, 1, time);
        return (engine) => editOnce(engine, { ...graph, nodes }, photo, join(folder, 'edited.jpg'));
      },
    };
  };
  return [chain(5), chain(50), edit(8), edit(24)];
}

async function measure(folder: string, rtt: number, isQuick: boolean): Promise<readonly Measured[]> {
  const { registry, config } = await loadNothing(folder);
  const backend = await startBackendProcess(config);
  const rtts = [0, rtt];
  const target = { port: Number(new URL(backend.url).port), rtts };
  const proxy = fork(fileURLToPath(new URL('delay-proxy.js', import.meta.url)), [JSON.stringify(target)]);
  const [ports] = (await once(proxy, 'message')) as [readonly number[]];
  const engines = ports.map((port) =>
    createEngine({ registry, backends: [connectAnew(`ws://127.0.0.1:${port}`)], cacheBytes: 0 }),
  );
  try {
    const measured: Measured[] = [];
    let count = 0;
    for (const { what, rounds, prepare } of await subjects(folder, isQuick)) {
      const times: number[][] = engines.map(() => []);
      for (let round = isQuick ? 0 : -2; round < rounds; round++) {
        for (const [at, engine] of engines.entries()) {
          const work = await prepare(++count);
          const took = await timed(() => work(engine));
          if (round >= 0) times[at]!.push(took);
        }
      }
      const [nearMs, farMs] = times.map((all) => Math.min(...all)) as [number, number];
      measured.push({ what, nearMs, farMs, roundTrips: (farMs - nearMs) / rtt });
    }
    return measured;
  } finally {
    for (const engine of engines) await engine.close();
    proxy.disconnect();
    await backend.stop();
  }
}
