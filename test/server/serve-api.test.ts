import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ROOT } from './moodwire.js';
import { ask, type JobSeen, servers } from './served.js';
import { slowPack, waiting } from './slow-pack.js';

const { place, serve } = servers();
const PHOTO = join(ROOT, 'examples/photos/coffee.png');
const HASH = 'cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7';

type Shown = { name: string; revision: string; isShipped: boolean; graph?: object; interface?: { inputs: object } };

async function form(fields: Readonly<Record<string, string | Blob>>): Promise<FormData> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

const photo = async (): Promise<Blob> => new Blob([await readFile(PHOTO)]);
const pixels = (bytes: Uint8Array | ArrayBuffer): Promise<Buffer> =>
  sharp(Buffer.from(bytes as ArrayBuffer))
    .raw()
    .toBuffer();

describe('a saved graph as a web service', () => {
  test('takes a form with a field for each input and gives the picture', async () => {
    const { api } = await serve();
    const post = async (fields: Record<string, string | Blob>, accept = 'image/*') =>
      fetch(`${api}/graphs/affective-edit/run`, { method: 'POST', headers: { accept }, body: await form(fields) });
    const response = await post({ photo: new File([await photo()], 'my coffee.png'), emotion: 'awe', strength: '0.8' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    const made = await response.arrayBuffer();
    expect(await sharp(made).metadata()).toMatchObject({ width: 600, height: 400 });

    const job = (await (
      await post({ photo: new File([await photo()], 'c.png'), emotion: 'awe', strength: '0.8' }, '*/*')
    ).json()) as JobSeen;
    expect(job).toMatchObject({
      state: 'done',
      outputs: { image: { kind: 'file', type: 'image/png' }, source: { kind: 'value' } },
    });
    const file = await fetch(new URL(job.outputs!['image']!.url!, api));
    expect(await pixels(await file.arrayBuffer())).toEqual(await pixels(made));

    const mask = await fetch(`${api}/graphs/affective-edit/run?output=mask`, {
      method: 'POST',
      body: await form({ photo: await photo() }),
    });
    expect(mask.headers.get('content-type')).toBe('image/png');
  });

  test('says all that is wrong with a form at once', async () => {
    const { api } = await serve();
    const body = await form({ phot: await photo(), emotion: 'joy', strength: '7' });
    const response = await fetch(`${api}/graphs/affective-edit/run`, { method: 'POST', body });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { message: string; problems: object[] } };
    expect(error.message).toMatch(/phot: .*Did you mean "photo"/);
    expect(error.message).toMatch(/joy/);
    expect(error.message).toMatch(/strength/);
    expect(error.problems).toHaveLength(3);
  });

  test('is cancelled when nobody waits for it any more', async () => {
    const where = await place();
    const { api } = await serve(await slowPack(where.folder), where);
    await ask(`${api}/graphs/slow`, { method: 'PUT', json: waiting('slow', 60) });
    const gone = new AbortController();
    const asked = fetch(`${api}/graphs/slow/run`, { method: 'POST', signal: gone.signal }).catch(() => 'gone');
    const list = async () => (await ask<{ jobs: JobSeen[] }>(`${api}/jobs`)).body.jobs;
    while ((await list())[0]?.state !== 'running') await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    expect(await asked).toBe('gone');
    while ((await list())[0]?.state === 'running') await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await list())[0]).toMatchObject({ state: 'cancelled' });
  });

  test('makes a picture again that is posted to it', async () => {
    const { api } = await serve();
    const first = await fetch(`${api}/graphs/affective-edit/run`, {
      method: 'POST',
      headers: { accept: 'image/*' },
      body: await form({ photo: await photo(), emotion: 'fear' }),
    });
    const made = Buffer.from(await first.arrayBuffer());
    const response = await fetch(`${api}/jobs/from-picture`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: made,
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as JobSeen;
    const { body: job } = await ask<JobSeen>(`${api}/jobs/${id}?wait=30`);
    const again = await fetch(new URL(job.outputs!['image']!.url!, api));
    expect(await pixels(await again.arrayBuffer())).toEqual(await pixels(made));
    const plain = await fetch(`${api}/jobs/from-picture`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: await readFile(PHOTO),
    });
    expect(plain.status).toBe(422);
  });
});

describe('what a server says of what went wrong', () => {
  test('names inputs and files as they are known to who asked, and no folder of this machine', async () => {
    const where = await place();
    const { api } = await serve([], where);
    const missing = await ask(`${api}/jobs`, {
      json: { name: 'affective-edit', inputs: { photo: 'mine.jpg', strength: 3 } },
    });
    expect(missing.status).toBe(400);
    expect(missing.body).toMatchObject({
      error: { problems: [{ port: 'strength' }, { port: 'photo', code: 'not-there', found: '"mine.jpg"' }] },
    });
    const text = await form({ photo: new File(['no photo'], 'notes.txt') });
    const response = await fetch(`${api}/graphs/affective-edit/run`, { method: 'POST', body: text });
    const job = (await response.json()) as JobSeen;
    expect(job).toMatchObject({ state: 'failed', failures: [{ node: 'load' }] });
    expect(job.failures![0]!.message).toMatch(/^notes\.txt holds text; expected a photo/);
    const nodes = {
      model: { type: 'model/load', params: { model: 'none' } },
      gone: { type: 'image/load', params: { file: 'gone.png' } },
    };
    const graph = {
      format: 'moodwire.graph',
      version: 2,
      nodes,
      interface: { outputs: { a: 'model.vae', b: 'gone.image' } },
    };
    const { body: asked } = await ask<JobSeen>(`${api}/jobs`, { json: { graph } });
    const failed = JSON.stringify((await ask(`${api}/jobs/${asked.id}?wait=10`)).body);
    expect(failed).toContain('gone.png was not found');
    const events = await (await fetch(`${api}/jobs/${asked.id}/events`)).text();
    for (const said of [failed, events]) {
      for (const folder of [where.folder, ROOT.replace(/\/$/, '')]) expect(said).not.toContain(folder);
    }
  });
});

describe('saved graphs', () => {
  test('are saved, listed, renamed, thrown away and brought back', async () => {
    const { api } = await serve();
    const graph = { format: 'moodwire.graph', version: 2, title: 'Mine', nodes: {}, mine: { kept: true } };
    const saved = await ask<Shown>(`${api}/graphs/my%20folder%2Fmine`, { method: 'PUT', json: graph });
    expect(saved).toMatchObject({ status: 200, body: { name: 'my folder/mine', isShipped: false } });
    const read = await ask<Shown>(`${api}/graphs/my%20folder%2Fmine`);
    expect(read.body.graph).toMatchObject({ title: 'Mine', mine: { kept: true } });
    expect(read.headers.get('etag')).toBe(`"${saved.body.revision}"`);
    const renamed = await ask<Shown>(`${api}/graphs/my%20folder%2Fmine/rename`, { json: { to: 'ours' } });
    expect(renamed.body).toMatchObject({ name: 'ours', revision: saved.body.revision });
    const names = async () => (await ask<{ graphs: Shown[] }>(`${api}/graphs`)).body.graphs.map(({ name }) => name);
    expect(await names()).toContain('ours');
    const { body } = await ask<{ trashed: string }>(`${api}/graphs/ours`, { method: 'DELETE' });
    expect(await names()).not.toContain('ours');
    expect((await ask(`${api}/graphs/ours`)).status).toBe(404);
    expect((await ask<Shown>(`${api}/trash/${body.trashed}/restore`, { json: {} })).body.name).toBe('ours');
    expect(await names()).toContain('ours');
  });

  test('are never overwritten by one who did not see what is there', async () => {
    const { api } = await serve();
    const graph = (title: string) => ({ format: 'moodwire.graph', version: 2, title, nodes: {} });
    const put = (title: string, revision?: string) =>
      ask<Shown & { error?: { code: string } }>(`${api}/graphs/shared`, {
        method: 'PUT',
        json: graph(title),
        ...(revision !== undefined && { headers: { 'if-match': `"${revision}"` } }),
      });
    const first = await put('one');
    expect((await put('blind')).body.error?.code).toBe('revision-conflict');
    const [a, b] = await Promise.all([put('tab a', first.body.revision), put('tab b', first.body.revision)]);
    expect([a.status, b.status].sort()).toEqual([200, 409]);
    const now = await ask<Shown & { graph: { title: string } }>(`${api}/graphs/shared`);
    expect(now.body.graph.title).toBe(a.status === 200 ? 'tab a' : 'tab b');
    const stale = await ask(`${api}/graphs/shared`, { method: 'DELETE', headers: { 'if-match': first.body.revision } });
    expect(stale.status).toBe(409);
  });

  test('tell what they take and give', async () => {
    const { api } = await serve();
    const { body } = await ask<Shown>(`${api}/graphs/affective-edit`);
    expect(body).toMatchObject({
      isShipped: true,
      interface: {
        inputs: { strength: { param: { kind: 'float', min: 0, max: 1 } }, photo: { param: { kind: 'file' } } },
      },
    });
  });
});

describe('files', () => {
  test('come in as they are or in a form, and go out whole or in ranges', async () => {
    const { api } = await serve();
    const bytes = await readFile(PHOTO);
    const raw = await fetch(`${api}/files?name=caf%C3%A9.png`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: bytes,
    });
    expect(raw.status).toBe(201);
    const file = (await raw.json()) as { id: string; url: string; name: string; type: string };
    expect(file).toMatchObject({ id: HASH, name: 'café.png', type: 'image/png', file: `${HASH}/café.png` });
    const body = await form({ file: new File([bytes], 'again.png') });
    const twice = (await (await fetch(`${api}/files`, { method: 'POST', body })).json()) as { id: string };
    expect(twice.id).toBe(HASH);
    const whole = await fetch(new URL(file.url, api));
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    expect(whole.headers.get('content-disposition')).toContain("filename*=UTF-8''caf%C3%A9.png");
    const part = await fetch(`${api}/files/${HASH}`, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    const same = await fetch(`${api}/files/${HASH}`, { headers: { 'if-none-match': `"${HASH}"` } });
    expect(same.status).toBe(304);
    expect((await ask<{ files: object[] }>(`${api}/files`)).body.files).toHaveLength(1);
    expect((await ask(`${api}/files/${HASH}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`${api}/files/${HASH}`)).status).toBe(404);
  });

  test('are shared with the command line', async () => {
    const where = await place();
    const { api } = await serve([], where);
    const { moodwire } = await import('./moodwire.js');
    const edit = await moodwire(['edit', PHOTO, '-e', 'awe', '-o', 'made.png'], where.folder, { env: where.env });
    expect(edit.code).toBe(0);
    const made = await readFile(join(where.folder, 'made.png'));
    const response = await fetch(`${api}/jobs/from-picture`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: made,
    });
    const { id } = (await response.json()) as JobSeen;
    const { body: job } = await ask<JobSeen>(`${api}/jobs/${id}?wait=30`);
    expect(job.state).toBe('done');
    const again = await fetch(new URL(job.outputs!['image']!.url!, api));
    expect(await pixels(await again.arrayBuffer())).toEqual(await pixels(made));
  });

  test('that a job made stay while another job reads them, or when somebody uploads the same', async () => {
    const { api } = await serve();
    const run = async (inputs: object) =>
      (await ask<JobSeen>(`${api}/graphs/affective-edit/run`, { json: { inputs } })).body;
    const first = await run({ emotion: 'awe' });
    const { file, url } = first.outputs!['image']!;
    const second = await run({ emotion: 'fear', photo: file! });
    expect(second.state).toBe('done');
    const isThere = async () => (await fetch(new URL(url!, api))).status === 200;
    await ask(`${api}/jobs/${first.id}`, { method: 'DELETE' });
    expect(await isThere()).toBe(true);
    await ask(`${api}/jobs/${second.id}`, { method: 'DELETE' });
    expect(await isThere()).toBe(false);

    const third = await run({ emotion: 'awe' });
    const bytes = await (await fetch(new URL(third.outputs!['image']!.url!, api))).arrayBuffer();
    await fetch(`${api}/files?name=mine.png`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: bytes,
    });
    await ask(`${api}/jobs/${third.id}`, { method: 'DELETE' });
    expect(await isThere()).toBe(true);
  });

  test('that a job made go with it, unless another job made them too', async () => {
    const { api } = await serve();
    const run = async () => {
      const { body } = await ask<JobSeen>(`${api}/graphs/affective-edit/run`, { json: { inputs: { emotion: 'awe' } } });
      return body;
    };
    const [one, two] = [await run(), await run()];
    const url = new URL(one.outputs!['image']!.url!, api);
    expect(two.outputs!['image']!.url).toBe(one.outputs!['image']!.url);
    await ask(`${api}/jobs/${one.id}`, { method: 'DELETE' });
    expect((await fetch(url)).status).toBe(200);
    await ask(`${api}/jobs/${two.id}`, { method: 'DELETE' });
    expect((await fetch(url)).status).toBe(404);
  });
});

describe('the rest of the API', () => {
  test('tells of nodes, models, the cache, backends, health and measurements', async () => {
    const { api } = await serve();
    const nodes = await ask<{ nodes: { type: string }[] }>(`${api}/nodes`);
    expect(nodes.body.nodes.map(({ type }) => type)).toContain('emotion/per-retain');
    const again = await fetch(`${api}/nodes`, { headers: { 'if-none-match': nodes.headers.get('etag')! } });
    expect(again.status).toBe(304);
    expect((await ask<{ models: object[] }>(`${api}/models`)).body.models).toMatchObject([
      { name: 'mini', problems: [] },
    ]);
    await ask(`${api}/graphs/affective-edit/run`, { json: {} });
    const full = await ask<{ memory: { bytes: number } }>(`${api}/cache`);
    expect(full.body.memory.bytes).toBeGreaterThan(0);
    const empty = await ask(`${api}/cache`, { method: 'DELETE' });
    expect(empty.body).toMatchObject({ memory: { bytes: 0 }, disk: { values: 0, bytes: 0 } });
    expect((await ask(`${api}/backends`)).body).toEqual({ backends: [] });
    expect((await ask(`${api}/health`)).body).toMatchObject({ status: 'ok', jobs: { done: 1 } });
    const metrics = await (await fetch(`${api}/metrics`)).text();
    expect(metrics).toMatch(/moodwire_jobs\{state="done"\} 1/);
    expect(metrics).toMatch(
      /moodwire_http_request_seconds_count\{method="GET",route="\/api\/v1\/nodes",status="200"\} 1/,
    );
  });

  test('is described by an OpenAPI document that its answers keep to', async () => {
    const where = await place();
    const { api } = await serve(await slowPack(where.folder), where);
    const { body: description } = await ask<{
      paths: Record<
        string,
        Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
      >;
    }>(`${api}/openapi.json`);
    const ajv = new Ajv2020({ strict: false, formats: { uuid: true } });
    const schemaOf = (method: string, path: string, status: number): object => {
      const { responses } = description.paths[`/api/v1${path}`]![method]!;
      const found = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
      return found!.content!['application/json']!.schema;
    };
    const check = async (method: string, path: string, url: string, json?: unknown): Promise<unknown> => {
      const answer = await ask<unknown>(`${api}${url}`, {
        method: method.toUpperCase(),
        ...(json !== undefined && { json }),
      });
      const validate = ajv.compile(schemaOf(method, path, answer.status));
      expect([url, answer.status, validate(answer.body), validate.errors]).toEqual([url, answer.status, true, null]);
      return answer.body;
    };
    const job = (await check('post', '/jobs', '/jobs', { graph: waiting('x') })) as JobSeen;
    await check('get', '/jobs/{id}', `/jobs/${job.id}?wait=10`);
    await check('get', '/jobs/{id}/values/{node}/{output}', `/jobs/${job.id}/values/wait/text`);
    await check('get', '/jobs/{id}/values/{node}/{output}', `/jobs/${job.id}/values/none/text`);
    await check('get', '/jobs', '/jobs');
    await check('post', '/jobs', '/jobs', { graph: waiting('x'), targets: ['wait'], isPreview: true });
    await check('get', '/queue', '/queue');
    await check('get', '/jobs/{id}/graph', `/jobs/${job.id}/graph`);
    await check('post', '/jobs/{id}/retry', `/jobs/${job.id}/retry`, {});
    await check('post', '/jobs/{id}/cancel', `/jobs/${job.id}/cancel`, {});
    await check('patch', '/jobs/{id}', `/jobs/${job.id}`, { place: 'first' });
    await check('post', '/graphs/{name}/run', '/graphs/affective-edit/run', { inputs: { emotion: 'awe' } });
    await check('post', '/graphs/{name}/run', '/graphs/nothing/run', {});
    await check('post', '/check', '/check', { graph: { ...waiting('x'), nodes: { a: { type: 'no/such' } } } });
    await check('put', '/graphs/{name}', '/graphs/mine', waiting('mine'));
    await check('get', '/graphs/{name}', '/graphs/mine');
    await check('get', '/graphs', '/graphs');
    await check('delete', '/graphs/{name}', '/graphs/mine');
    await check('get', '/trash', '/trash');
    for (const path of ['/nodes', '/models', '/cache', '/backends', '/health', '/files', '/photos'])
      await check('get', path, path);
    await check('get', '/files/{id}', `/files/${'0'.repeat(64)}`);
    await check('post', '/jobs', '/jobs', { graph: { nodes: 3 } });
    await check('post', '/jobs', '/jobs', { graf: {} });
  });

  test('has a page for people, without a script, that shows every route', async () => {
    const { api } = await serve();
    const response = await fetch(`${api}/docs`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|style="|onclick/);
    const { body } = await ask<{ paths: Record<string, object> }>(`${api}/openapi.json`);
    for (const path of Object.keys(body.paths)) expect(page).toContain(`<code>${path}</code>`);
    expect((await fetch(`${api}/docs.css`)).headers.get('content-type')).toContain('text/css');
  });
});
