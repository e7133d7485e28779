import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BackendProcess,
  connectTo,
  engineWith,
  eventsIn,
  graphOf,
  ownFolder,
  runOn,
  startApp,
  startBackend,
} from './backends.js';
import { startProxy } from './faulty-proxy.js';
import { type Ended, ROOT } from './moodwire.js';
import { childrenOf, untilGone } from './processes.js';

const photo = (name: string): string => join(ROOT, 'examples/photos', `${name}.png`);

/** Edits a photo in many steps, so that there is a middle. `inMiddle` happens there, once. */
async function edit(
  name: string,
  backends: readonly BackendProcess[],
  inMiddle: () => unknown = () => {},
): Promise<{ ended: Ended; picture: Buffer }> {
  const folder = ownFolder();
  const saved = JSON.parse(await readFile(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
  saved.nodes.denoise.params.steps = 60;
  await writeFile(join(folder, 'long.json'), JSON.stringify(saved));
  const out = join(folder, 'out.png');
  const there = backends.flatMap(({ url }) => ['--backend', url]);
  let isMiddle = false;
  const { ended } = startApp(
    ['run', join(folder, 'long.json'), '--in', `photo=${photo(name)}`, '--out', `image=${out}`, '--json', ...there],
    (line) => {
      if (isMiddle || !line.includes('"done":3,')) return;
      isMiddle = true;
      void inMiddle();
    },
  );
  const told = await ended;
  return { ended: told, picture: await readFile(out) };
}

const namesIn = ({ out }: Ended): unknown[] => eventsIn(out).map(({ event }) => event);
const movedFrom = ({ out }: Ended): unknown[] =>
  eventsIn(out).flatMap(({ event, from }) => (event === 'moved' ? [from] : []));
const ranDenoise = ({ out }: Ended): unknown =>
  eventsIn(out).find(({ event, node }) => event === 'finished' && node === 'denoise')?.['on'];

describe('a backend that is killed in the middle of a denoise', () => {
  it('leaves the run to another backend, which makes the same picture', async () => {
    const [first, second, { picture }] = await Promise.all([startBackend(), startBackend(), edit('coffee', [])]);
    let killed: BackendProcess | undefined;
    const moved = await edit('coffee', [first, second], async () => {
      const counts = await Promise.all([first.stats(), second.stats()]);
      const busy = counts.map(({ clients }) => clients.some(({ runs }) => runs > 0));
      expect(busy.filter(Boolean)).toHaveLength(1);
      killed = busy[0] ? first : second;
      await killed.kill();
    });
    expect(moved.ended).toMatchObject({ code: 0, err: '' });
    expect(movedFrom(moved.ended)).toEqual([killed?.url]);
    expect(ranDenoise(moved.ended)).toBe(killed === first ? second.url : first.url);
    expect(moved.picture).toEqual(picture);
  });

  it('leaves the run to this machine where it is the only one, and the picture is the same', async () => {
    const [backend, { picture }] = await Promise.all([startBackend(), edit('chelsea', [])]);
    const device = async (): Promise<number[]> => childrenOf(backend.pid);
    let devices: number[] = [];
    const moved = await edit('chelsea', [backend], async () => {
      devices = await device();
      await backend.kill();
    });
    expect(moved.ended).toMatchObject({ code: 0, err: '' });
    expect(movedFrom(moved.ended)).toEqual([backend.url]);
    expect(namesIn(moved.ended)).not.toContain('failed');
    expect(ranDenoise(moved.ended)).toBe('local');
    expect(moved.picture).toEqual(picture);
    expect(devices).toHaveLength(1);
    expect(await untilGone(devices[0]!)).toBe(true);
  });
});

describe('a backend that comes back empty in the middle of a run', () => {
  const graph = (isReadHere: boolean) =>
    graphOf(
      {
        source: { type: 'fault/source', params: { megabytes: 4 } },
        turned: { type: 'fault/turn', inputs: { value: 'source.value' } },
        sum: { type: 'fault/sum', inputs: { value: 'turned.value' } },
        ...(isReadHere && { here: { type: 'fault/here', inputs: { value: 'sum.value' } } }),
        slow: { type: 'fault/step', params: { ms: 300 }, inputs: { value: isReadHere ? 'here.value' : 'sum.value' } },
      },
      ['slow'],
    );

  it.each([
    ['is given again what this side still holds, and computes again what was only there', false, 3],
    ['does not compute again what this side has read', true, 1],
  ])('%s', async (_, isReadHere, nodesDone) => {
    const [first, second] = await Promise.all([startBackend(), startBackend()]);
    const proxy = await startProxy(first.url);
    let isKilled = false;
    const { result, events } = await runOn(await engineWith(connectTo(proxy.url)), graph(isReadHere), (event) => {
      if (isKilled || event.event !== 'progress' || event.node !== 'slow') return;
      isKilled = true;
      proxy.leadTo(second.url);
      void first.kill();
    });
    const { result: expected } = await runOn(await engineWith(), graph(isReadHere));
    expect(expected.status).toBe('done');
    expect(result).toEqual(expected);
    expect(events).toContainEqual({ event: 'moved', from: proxy.url, why: expect.any(String) });
    expect((await second.stats()).nodes).toEqual({ done: nodesDone, failed: 0 });
  });
});
