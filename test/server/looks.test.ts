import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { untilAsync } from './link.js';
import { ROOT } from './moodwire.js';
import { ask, type JobSeen, servers } from './served.js';
import { slowPack, waiting } from './slow-pack.js';

const { place, serve } = servers();

type Refusal = { readonly error: { readonly code: string; readonly message: string } };

const graphOf = (nodes: object, more: object = {}) => ({ format: 'moodwire.graph', version: 2, nodes, ...more });

async function jobOf(api: string, json: object): Promise<string> {
  const { status, body } = await ask<JobSeen>(`${api}/jobs`, { json });
  expect(status).toBe(202);
  return body.id;
}

async function doneJob(api: string, json: object): Promise<string> {
  const id = await jobOf(api, json);
  expect((await ask<JobSeen>(`${api}/jobs/${id}?wait=30`)).body.state).toBe('done');
  return id;
}

async function picture(url: string) {
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  const { format, width, height, exif, channels } = await sharp(bytes).metadata();
  return { status: response.status, type: response.headers.get('content-type'), format, width, height, exif, channels };
}

describe('what a node gave', () => {
  test('is shown as a picture of the size that is asked for, or whole', async () => {
    const { api } = await serve();
    const id = await doneJob(api, { name: 'affective-edit', inputs: { emotion: 'awe' } });
    const at = `${api}/jobs/${id}/values`;
    const whole = await picture(`${at}/load/image?size=0`);
    expect(whole).toMatchObject({ status: 200, type: 'image/png', format: 'png', width: 600, height: 400 });
    expect(await picture(`${at}/decode/image`)).toMatchObject({ type: 'image/webp', width: 512, height: 341 });
    expect(await picture(`${at}/decode/image?size=64`)).toMatchObject({ format: 'webp', width: 64, height: 43 });
    expect(await picture(`${at}/decode/image?size=4096`)).toMatchObject({ width: 600, height: 400 });
    expect(await picture(`${at}/retain/mask?size=0`)).toMatchObject({ format: 'png', channels: 1 });
    for (const size of ['5', '4097', '-1', 'x', '16.5']) {
      expect((await ask(`${at}/load/image?size=${size}`)).status, size).toBe(400);
    }
  });

  test('is shown as JSON where it is small, and told of where only networks read it', async () => {
    const { api } = await serve();
    const id = await doneJob(api, { name: 'affective-edit', inputs: { emotion: 'awe' } });
    const look = async (path: string) => (await ask(`${api}/jobs/${id}/values/${path}`)).body;
    expect(await look('mllm/source')).toMatchObject({ kind: 'value', value: { name: expect.any(String) } });
    const { body: latent } = await ask(`${api}/jobs/${id}/values/vae/latent`);
    expect(latent).toMatchObject({ kind: 'summary', type: 'latent', shape: [1, 8, 16, 16] });
    expect(latent['bytes']).toBeGreaterThan(8 * 16 * 16 * 4 - 1);
    expect(await look('eic/condition')).toMatchObject({ kind: 'summary', type: 'condition' });
    expect(await look('model/unet')).toMatchObject({ kind: 'summary', type: 'unet', name: 'mini' });
  });

  test('is found inside subgraphs, and in lists one by one', async () => {
    const { api } = await serve();
    const pictures = { nodes: { size: { type: 'image/resize', params: { width: 32 } } } };
    const small = { ...pictures, interface: { inputs: { image: 'size.image' }, outputs: { image: 'size.image' } } };
    const nodes = {
      load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } },
      soft: { type: 'subgraph/small', inputs: { image: 'load.image' } },
      both: { type: 'list/join', inputs: { first: ['load.image'], second: ['soft.image'] } },
      words: { type: 'text/lines', params: { text: 'a\nb' } },
    };
    const outputs = { items: 'both.items', lines: 'words.lines' };
    const id = await doneJob(api, { graph: graphOf(nodes, { subgraphs: { small }, interface: { outputs } }) });
    const at = `${api}/jobs/${id}/values`;
    expect(await picture(`${at}/soft%2Fsize/image`)).toMatchObject({ width: 32 });
    expect((await ask(`${at}/both/items`)).body).toEqual({ kind: 'list', length: 2 });
    expect(await picture(`${at}/both/items?item=0&size=0`)).toMatchObject({ width: 600 });
    expect(await picture(`${at}/both/items?item=1&size=0`)).toMatchObject({ width: 32 });
    const beyond = await ask<Refusal>(`${at}/both/items?item=2`);
    expect([beyond.status, beyond.body.error.code]).toEqual([404, 'no-such-item']);
    expect((await ask(`${at}/words/lines`)).body).toEqual({ kind: 'value', value: ['a', 'b'] });
    expect((await ask(`${at}/words/lines?item=1`)).body).toEqual({ kind: 'value', value: 'b' });
  });

  test('is not sent again to whoever has it', async () => {
    const { api } = await serve();
    const id = await doneJob(api, { name: 'affective-edit' });
    const url = `${api}/jobs/${id}/values/load/image`;
    const first = await fetch(url);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toBe('private, max-age=3600');
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    expect((await fetch(`${url}?size=64`, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test('is what feeds a node that saved it, and nothing is saved or done again', async () => {
    const where = await place();
    const { api } = await serve(await slowPack(where.folder), where);
    const nodes = {
      load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } },
      save: { type: 'image/save', inputs: { image: 'load.image' }, params: { file: 'a.png' } },
      after: { type: 'image/resize', inputs: { image: 'save.image' }, params: { width: 20 } },
      steps: { type: 'slow/steps' },
      join: { type: 'list/join', inputs: { first: ['steps.text'], second: ['steps.text'] } },
    };
    const outputs = { image: 'after.image', file: 'save.file', items: 'join.items' };
    const id = await doneJob(api, { graph: graphOf(nodes, { interface: { outputs } }) });
    const files = async () => (await ask<{ files: object[] }>(`${api}/files`)).body.files;
    const before = await files();
    const at = `${api}/jobs/${id}/values`;
    expect(await picture(`${at}/save/image?size=0`)).toMatchObject({ status: 200, width: 600 });
    expect(await picture(`${at}/after/image?size=0`)).toMatchObject({ status: 200, width: 20 });
    for (const path of ['save/file', 'steps/text', 'join/items']) {
      const { status, body } = await ask<Refusal>(`${at}/${path}`);
      expect([path, status, body.error.code]).toEqual([path, 404, 'no-value']);
    }
    expect(await files()).toEqual(before);
  });

  test('is refused in words where there is none', async () => {
    const where = await place();
    const { api } = await serve(await slowPack(where.folder), where);
    const nodes = { ...waiting('x').nodes, fail: { type: 'slow/fail' } };
    const graph = graphOf(nodes, { interface: { outputs: { text: 'wait.text' } } });
    const id = await doneJob(api, { graph });
    const look = async (path: string, job = id) => {
      const { status, body } = await ask<Refusal>(`${api}/jobs/${job}/values/${path}`);
      return `${status} ${body.error.code} ${body.error.message}`;
    };
    expect(await look('wait/text', '00000000-0000-4000-8000-000000000000')).toMatch(/^404 no-such-job /);
    expect(await look('wiat/text')).toMatch(/^404 no-such-node .*Did you mean "wait"\?/);
    expect(await look('wait/txt')).toMatch(/^404 no-such-output .*expected one of text/);
    expect(await look('constructor/text')).toMatch(/^404 no-such-node /);
    expect(await look('wait/constructor')).toMatch(/^404 no-such-output /);
    expect(await look('fail/text')).toMatch(/^409 run-failed fail: it is meant to fail/);
  });

  test('comes from a job that still runs, which goes on', async () => {
    const where = await place();
    const { api } = await serve(await slowPack(where.folder), where);
    const nodes = {
      quick: { type: 'slow/wait', params: { text: 'quick' } },
      wait: { type: 'slow/wait', params: { text: 'slow', seconds: 3 } },
    };
    const id = await jobOf(api, {
      graph: graphOf(nodes, { interface: { outputs: { a: 'quick.text', b: 'wait.text' } } }),
    });
    const state = async () => (await ask<JobSeen>(`${api}/jobs/${id}`)).body.state;
    await untilAsync(async () => (await state()) === 'running', 'it runs');
    expect((await ask(`${api}/jobs/${id}/values/quick/text`)).body).toEqual({ kind: 'value', value: 'quick' });
    expect(await state()).toBe('running');
    // What is on its way is waited for, and not begun a second time.
    expect((await ask(`${api}/jobs/${id}/values/wait/text`)).body).toEqual({ kind: 'value', value: 'slow' });
    const log = await readFile(join(where.folder, 'log.txt'), 'utf8');
    expect(log.match(/begin slow/g)).toHaveLength(1);
  });

  test('is computed no further once nobody waits for it', async () => {
    const where = await place();
    const { api } = await serve(await slowPack(where.folder), where);
    const names = ['a', 'b', 'c', 'd', 'e'];
    const slow = names.map((text) => [text, { type: 'slow/wait', params: { text, seconds: 60 } }]);
    const nodes = { ...waiting('done').nodes, ...Object.fromEntries(slow) };
    const id = await doneJob(api, { graph: graphOf(nodes, { interface: { outputs: { text: 'wait.text' } } }) });
    const log = async () => readFile(join(where.folder, 'log.txt'), 'utf8');
    const gone = new AbortController();
    const looks = names.map((name) =>
      fetch(`${api}/jobs/${id}/values/${name}/text`, { signal: gone.signal }).catch(() => 'gone'),
    );
    await untilAsync(async () => ((await log()).match(/begin [a-e]\n/g) ?? []).length === 4, 'four have begun');
    gone.abort();
    expect(await Promise.all(looks)).toEqual(['gone', 'gone', 'gone', 'gone', 'gone']);
    // There is room again at once, though the four would have taken longer.
    expect((await ask(`${api}/jobs/${id}/values/wait/text`)).body).toMatchObject({ value: 'done' });
    expect(await log()).not.toMatch(/end [a-e]\n/);
  });
});

describe('a picture in the file store', () => {
  test('is scaled down for those who look at many', async () => {
    const { api } = await serve();
    const bytes = await readFile(join(ROOT, 'examples/photos/rocket.jpg'));
    const put = async (name: string, body: Buffer | string) => {
      const response = await fetch(`${api}/files?name=${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      return ((await response.json()) as { url: string }).url;
    };
    const url = new URL(await put('rocket.jpg', bytes), api);
    expect(await picture(`${url}?size=128`)).toMatchObject({ type: 'image/webp', format: 'webp', width: 128 });
    const turned = await sharp(bytes).resize(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const upright = await picture(`${new URL(await put('turned.jpg', turned), api)}?size=30`);
    expect(upright).toMatchObject({ width: 20, height: 30, exif: undefined });
    const first = await fetch(`${url}?size=64`);
    const etag = first.headers.get('etag')!;
    expect((await fetch(`${url}?size=64`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(`${url}?size=32`, { headers: { 'if-none-match': etag } })).status).toBe(200);
    const notes = await fetch(`${new URL(await put('notes.txt', 'no picture'), api)}?size=64`);
    expect([notes.status, notes.headers.get('cache-control')]).toEqual([400, 'no-store']);
    const broken = await fetch(`${new URL(await put('half.jpg', bytes.subarray(0, 300)), api)}?size=64`);
    expect([broken.status, broken.headers.get('cache-control')]).toEqual([400, 'no-store']);
  });
});
