import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRegistry, type Engine, type Host, type RunOptions, type RunResult } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { openFileStore } from '../../packages/server/dist/files/file-store.js';
import { openDatabase } from '../../packages/server/dist/queue/database.js';
import { openQueue } from '../../packages/server/dist/queue/queue.js';
import { later, untilAsync } from './link.js';
import { ask, type JobSeen, servers } from './served.js';
import { slowPack, waiting } from './slow-pack.js';

const { place, serve } = servers();

type Listed = { readonly jobs: readonly (JobSeen & { isPreview?: boolean; meta?: unknown })[] };
type Refusal = { readonly error: { readonly code: string; readonly message: string } };

const edit = { name: 'affective-edit', inputs: { emotion: 'awe' } };

describe('a preview', () => {
  test('gives what it is asked for and saves nothing, though a node that saves is asked for', async () => {
    const { api } = await serve();
    const nodes = {
      load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } },
      small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 30 } },
      save: { type: 'image/save', inputs: { image: 'small.image' }, params: { file: 'saved-by-node.png' } },
    };
    const outputs = { image: 'save.image', file: 'save.file' };
    const graph = { format: 'moodwire.graph', version: 2, nodes, interface: { outputs } };
    const { body: job } = await ask<JobSeen>(`${api}/jobs`, { json: { graph, targets: ['save'], isPreview: true } });
    const { body: over } = await ask<JobSeen>(`${api}/jobs/${job.id}?wait=30`);
    expect(over).toMatchObject({ state: 'done', isPreview: true });
    expect(Object.keys(over.outputs!)).toEqual(['image']);
    const { body } = await ask<{ files: { name: string }[] }>(`${api}/files`);
    expect(body.files.map(({ name }) => name)).not.toContain('saved-by-node.png');
    const look = await fetch(`${api}/jobs/${job.id}/values/save/image`);
    expect([look.status, look.headers.get('content-type')]).toEqual([200, 'image/webp']);
  });

  test('says what it is of', async () => {
    const { api } = await serve();
    for (const targets of [undefined, []]) {
      const { status, body } = await ask<Refusal>(`${api}/jobs`, { json: { ...edit, targets, isPreview: true } });
      expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^targets: found none/)]);
    }
  });

  test('is made of what its targets need, though the rest of the graph is not finished', async () => {
    const { api } = await serve();
    const nodes = {
      load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } },
      small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 30 } },
      open: { type: 'image/resize' },
      none: { type: 'no/such', inputs: { image: 'open.image' } },
    };
    const graph = { format: 'moodwire.graph', version: 2, nodes };
    const submit = async (targets: readonly string[]) =>
      ask<JobSeen & Refusal>(`${api}/jobs`, { json: { graph, targets, isPreview: true } });
    const { body: job } = await submit(['small']);
    expect((await ask<JobSeen>(`${api}/jobs/${job.id}?wait=30`)).body.state).toBe('done');
    const look = await fetch(`${api}/jobs/${job.id}/values/small/image`);
    expect([look.status, look.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const unfinished = await submit(['small', 'open']);
    expect(unfinished.status).toBe(400);
    expect(unfinished.body.error.message).toMatch(/^open\.image: /);
    expect(unfinished.body.error.message).not.toMatch(/no\/such/);
  });

  test('is not among the jobs, unless it is asked for', async () => {
    const { api } = await serve();
    const { body: kept } = await ask<JobSeen>(`${api}/jobs`, { json: { ...edit, targets: ['load'] } });
    const wish = { ...edit, targets: ['load'], isPreview: true };
    const { body: preview } = await ask<JobSeen>(`${api}/jobs`, { json: wish });
    expect(preview.priority).toBeGreaterThan(kept.priority);
    const list = async (query: string) => (await ask<Listed>(`${api}/jobs${query}`)).body.jobs.map(({ id }) => id);
    expect(await list('')).toEqual([kept.id]);
    expect(await list('?state=queued,running,done')).toEqual([kept.id]);
    expect(await list('?previews=true')).toEqual([preview.id, kept.id]);
    expect(await list('?previews=false')).toEqual([kept.id]);
  });

  test('goes before all that waits, and beside what runs', async () => {
    const where = await place();
    const { api } = await serve([...(await slowPack(where.folder)), '--jobs', '1'], where);
    const submit = async (json: object) => (await ask<JobSeen>(`${api}/jobs`, { json })).body.id;
    const state = async (id: string) => (await ask<JobSeen>(`${api}/jobs/${id}`)).body.state;
    const long = await submit({ graph: waiting('long', 60) });
    const next = await submit({ graph: waiting('next', 60), priority: 1000 });
    await untilAsync(async () => (await state(long)) === 'running', 'the first runs');
    const preview = await submit({ graph: waiting('preview'), targets: ['wait'], isPreview: true });
    await submit({ graph: waiting('later'), priority: 0 });
    expect((await ask<JobSeen>(`${api}/jobs/${preview}?wait=20`)).body.state).toBe('done');
    expect([await state(long), await state(next)]).toEqual(['running', 'queued']);
  });

  test('is told of to those who watch, with what its sender gave to know it by', async () => {
    const { api } = await serve();
    const gone = new AbortController();
    const response = await fetch(`${api}/events`, { signal: gone.signal });
    const json = { ...edit, targets: ['load'], isPreview: true, meta: { slider: 'strength' } };
    const { body: job } = await ask<JobSeen>(`${api}/jobs`, { json });
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (/"state":"done"/.test(text)) break;
    }
    gone.abort();
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, line]) => JSON.parse(line!));
    const own = events.filter((event) => event.job === job.id && event.event === 'job');
    expect(own.map(({ state }) => state)).toEqual(['queued', 'running', 'done']);
    for (const event of own) expect(event).toMatchObject({ isPreview: true, meta: { slider: 'strength' } });
    expect(events.some((event) => event.event === 'planned' && event.job === job.id)).toBe(true);
  });
});

const graph = { format: 'moodwire.graph', version: 2, nodes: {} } as const;

/** A queue whose jobs are done at once, or never. */
function openFake(folder: string, engineDone: boolean) {
  const made = { outputs: {}, nodes: {} };
  const engine = {
    run: (_: object, { signal }: RunOptions) => ({
      result: engineDone
        ? Promise.resolve<RunResult>({ status: 'done', ...made })
        : once(signal!, 'abort').then((): RunResult => ({ status: 'cancelled' })),
    }),
  } as unknown as Engine;
  return openQueue({
    folder,
    performer: {
      engine,
      registry: createRegistry([]),
      files: openFileStore({ folder: join(folder, 'files') }),
      staging: join(folder, 'staging'),
      places: {},
      host: () => ({}) as unknown as Host,
    },
    parallel: 1,
    mostWaiting: 100,
    history: 1,
    keepPreviewsMs: 100,
    onTrouble: (message) => {
      throw new Error(message);
    },
  });
}

/** What lies in a folder, in a new one: a database that was closed may keep its file a little longer. */
async function copyOf(folder: string): Promise<string> {
  const copy = join((await place()).folder, 'copy');
  await cp(folder, copy, { recursive: true });
  return copy;
}

describe('a queue', () => {
  test('forgets a preview some time after its end, and keeps others', async () => {
    const queue = openFake((await place()).folder, true);
    later(() => queue.close(0));
    const kept = queue.submit({ graph });
    const preview = queue.submit({ graph, targets: [], isPreview: true });
    await queue.ended(kept.id);
    expect((await queue.ended(preview.id))?.state).toBe('done');
    expect(queue.get(preview.id)?.state).toBe('done');
    await untilAsync(async () => queue.get(preview.id) === undefined, 'the preview is gone');
    const last = JSON.parse(queue.events.read(0).at(-1)!.text);
    expect(last).toMatchObject({ event: 'job', job: preview.id, state: 'deleted' });
    await wait(150);
    expect(queue.get(kept.id)?.state).toBe('done');
  });

  test('takes up no preview of a server that ended, whether it ran, waited or was over', async () => {
    const { folder } = await place();
    const first = openFake(folder, false);
    const ids = [1, 2, 3].map(() => first.submit({ graph, targets: [], isPreview: true }).id);
    first.cancel(ids[2]!);
    const kept = first.submit({ graph }).id;
    await wait(50);
    await first.close(0);
    const second = openFake(await copyOf(folder), true);
    later(() => second.close(0));
    expect(ids.map((id) => second.get(id))).toEqual([undefined, undefined, undefined]);
    expect((await second.ended(kept))?.state).toBe('done');
  });

  test('goes on with a database that knows of no previews yet', async () => {
    const { folder } = await place();
    const first = openFake(folder, false);
    const { id } = first.submit({ graph });
    await first.close(0);
    const copy = await copyOf(folder);
    const old = openDatabase(copy);
    old.exec('alter table jobs drop column preview; pragma user_version = 1');
    old.close();
    const second = openFake(await copyOf(copy), true);
    later(() => second.close(0));
    expect((await second.ended(id))?.state).toBe('done');
    expect(JSON.parse(second.list({}))).toHaveLength(1);
  });
});
