import { createEngine } from '@moodwire/engine';
import { createLocalDevice } from '../device/local-device.js';
import { startBackendProcess } from './app-process.js';
import { loadNothing, runChain } from './chain.js';
import { connectAnew } from './connect-anew.js';
import { median, timed } from './timing.js';

export type Stretches = {
  readonly rounds: number;
  readonly places: readonly { readonly where: string; readonly milliseconds: number; readonly aim?: number }[];
};

/** How long one node that does nothing takes, in this process and elsewhere, until its result is here. */
export async function measureStretches(folder: string, rounds: number): Promise<Stretches> {
  const { registry, config } = await loadNothing(folder);
  const backend = await startBackendProcess(config);
  const places = [
    { where: 'in this process', backends: undefined },
    { where: 'device process', backends: [createLocalDevice({ modelRoots: [], config })] },
    { where: 'backend over ws on loopback', backends: [connectAnew(backend.url)], aim: 1 },
  ];
  const measured = places.map(({ backends, ...place }) => ({
    ...place,
    engine: createEngine({ registry, cacheBytes: 0, ...(backends && { backends }) }),
    times: [] as number[],
  }));
  try {
    for (let round = -Math.ceil(rounds / 5); round < rounds; round++) {
      for (const { engine, times } of measured) {
        const took = await timed(() => runChain(engine, 1, round + rounds));
        if (round >= 0) times.push(took);
      }
    }
    return {
      rounds,
      places: measured.map(({ engine: _, times, ...place }) => ({ ...place, milliseconds: median(times) })),
    };
  } finally {
    for (const { engine } of measured) await engine.close();
    await backend.stop();
  }
}
