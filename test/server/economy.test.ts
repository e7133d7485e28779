import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buildGraph } from '@moodwire/engine';
import { load } from '@moodwire/nodes';
import { close, loadGraph, run } from 'moodwire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BackendProcess, backends, eventsOf, type Person } from './backend-process.js';
import { ROOT } from './moodwire.js';

const { person, backend } = backends();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');

/** Of the commands that are given from here on. */
let somebody: Person;
beforeEach(async () => {
  somebody = await person();
});

type Sent = { readonly event: string; readonly backend: string; readonly digest: string; readonly bytes: number };
const moved = (events: readonly Record<string, unknown>[], kind: 'sent' | 'received'): Sent[] =>
  events.filter(({ event }) => event === kind) as unknown as Sent[];
const keysOf = (events: readonly Sent[]): string[] => events.map(({ backend, digest }) => `${backend} ${digest}`);

const at = (...places: readonly BackendProcess[]): string[] => places.flatMap(({ url }) => ['--backend', url]);
const sheet = (...more: string[]): string[] => [
  ...['run', 'emotion-sheet', '--in', `photo=${PHOTO}`, '--json', ...more],
];

describe('two backends', () => {
  it('share the work of one graph, get each tensor once, and make the very picture that is made here', async () => {
    const places = [await backend(), await backend()];
    const [far, near] = [
      await somebody.run(...sheet('--out', 'image=far.png', '--no-cache', ...at(...places))),
      await somebody.run(...sheet('--out', 'image=near.png', '--no-cache')),
    ];
    expect([far.code, near.code]).toEqual([0, 0]);
    const [there, here] = await Promise.all(
      ['far.png', 'near.png'].map((name) => readFile(join(somebody.folder, name))),
    );
    expect(there!.equals(here!)).toBe(true);
    for (const place of places) {
      const { nodes, held } = await place.status();
      expect(nodes.done).toBeGreaterThan(5);
      expect({ failed: nodes.failed, held }).toEqual({ failed: 0, held: { values: 0, bytes: 0 } });
    }
    const events = eventsOf(far);
    const sent = keysOf(moved(events, 'sent'));
    expect(new Set(sent).size).toBe(sent.length);
    const received = moved(events, 'received').map(({ digest }) => digest);
    expect(new Set(received).size).toBe(received.length);
    const worked = new Set(events.map(({ on }) => on).filter((on) => on !== undefined));
    expect(worked).toEqual(new Set(places.map(({ url }) => url)));
  });

  it('that are one and the same are one', async () => {
    const place = await backend();
    const { code, out } = await somebody.run(
      ...['edit', PHOTO, '-e', 'awe', '-o', 'o.png', '--json', ...at(place, place)],
    );
    expect(code).toBe(0);
    expect((await place.status()).nodes.done).toBe(7);
    const sent = keysOf(moved(eventsOf({ out }), 'sent'));
    expect(new Set(sent).size).toBe(sent.length);
  });
});

describe('a process that comes after another', () => {
  it('moves nothing for what it has in its cache, and no picture for what is still there', async () => {
    const place = await backend();
    const first = await somebody.run(...sheet('--out', 'image=o.png', ...at(place)));
    expect(moved(eventsOf(first), 'sent').length).toBeGreaterThan(0);
    const again = eventsOf(await somebody.run(...sheet('--out', 'image=o.png', ...at(place))));
    expect(again.filter(({ event }) => event === 'sent' || event === 'received')).toEqual([]);
    // Without what is on disk all of it runs again, with what the backend still has.
    await somebody.run('cache', 'clear');
    const anew = eventsOf(await somebody.run(...sheet('--out', 'image=o.png', ...at(place))));
    const { nodes } = await place.status();
    expect(moved(anew, 'sent').filter(({ bytes }) => bytes > 64 * 1024)).toEqual([]);
    expect(moved(anew, 'received').length).toBeGreaterThan(0);
    // --no-cache asks for all of it anew, there as well.
    const fresh = eventsOf(await somebody.run(...sheet('--out', 'image=o.png', '--no-cache', ...at(place))));
    expect(moved(fresh, 'sent').some(({ bytes }) => Number(bytes) > 64 * 1024)).toBe(true);
    expect((await place.status()).nodes.done).toBeGreaterThan(nodes.done);
  });
});

describe('runs of one process', () => {
  let before: NodeJS.ProcessEnv;
  beforeEach(async () => {
    before = { ...process.env };
    process.env['MOODWIRE_DATA_DIR'] = somebody.data;
    process.env['MOODWIRE_CACHE_DIR'] = join(somebody.folder, 'cache');
    await mkdir(somebody.folder, { recursive: true });
  });
  afterEach(async () => {
    await close();
    process.env = before;
  });

  /** Runs a graph that ships, and gives what has moved. */
  async function watch(name: string, inputs: Record<string, string | number>, places: readonly BackendProcess[]) {
    const events: Record<string, unknown>[] = [];
    await run(
      await loadGraph(name),
      { photo: PHOTO, ...inputs },
      {
        folder: somebody.folder,
        backends: places.map(({ url }) => url),
        onEvent: (event) => void events.push(event),
      },
    );
    return { sent: moved(events, 'sent'), received: moved(events, 'received'), events };
  }

  it('send a photo once for two graphs, and a rerun moves nothing', async () => {
    const place = await backend();
    const edit = await watch('affective-edit', { emotion: 'awe' }, [place]);
    expect(edit.sent.filter(({ bytes }) => bytes > 500_000)).toHaveLength(1);
    const described = await watch('describe', {}, [place]);
    expect(described.sent).toEqual([]);
    const again = await watch('affective-edit', { emotion: 'awe' }, [place]);
    expect([...again.sent, ...again.received]).toEqual([]);
  });

  it('move only what is missing after a change of the last parameter', async () => {
    const place = await backend();
    await watch('affective-edit', { emotion: 'awe', strength: 1 }, [place]);
    const { sent, received, events } = await watch('affective-edit', { emotion: 'awe', strength: 0.5 }, [place]);
    expect(sent).toEqual([]);
    // The picture, and nothing that it was made of.
    expect(received.filter(({ bytes }) => bytes > 64 * 1024)).toHaveLength(1);
    const started = events.filter(({ event }) => event === 'started').map(({ node }) => node);
    expect(started).not.toContain('mllm');
    expect(started).not.toContain('denoise');
  });

  it('at the same time send a photo once to each backend', async () => {
    const places = [await backend(), await backend()];
    const all = await Promise.all(
      ['awe', 'fear', 'anger'].map((emotion) => watch('affective-edit', { emotion }, places)),
    );
    // Each run is told of all that moves while it goes on.
    const keys = all.flatMap(({ sent }) => keysOf(sent.filter(({ bytes }) => bytes > 500_000)));
    expect(new Set(keys).size).toBeLessThanOrEqual(2);
    for (const { sent } of all) expect(new Set(keysOf(sent)).size).toBe(sent.length);
  });

  it('of a graph that needs no network ask no backend for anything', async () => {
    const place = await backend();
    const g = buildGraph('Photo');
    g.output('photo', g.add('photo', load, { file: basename(PHOTO) }).image);
    await run(g.graph, undefined, { folder: dirname(PHOTO), backends: [place.url] });
    expect((await place.status()).runs).toBe(0);
  });
});
