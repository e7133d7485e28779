import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ROOT } from './moodwire.js';
import { ask, type JobSeen, servers } from './served.js';

const { serve } = servers();

type Listed = {
  readonly name: string;
  readonly isShipped: boolean;
  readonly description?: string;
  readonly thumbnail?: string;
};

describe('the graphs that ship', () => {
  test('are listed with what they are for and a small picture of what they make', async () => {
    const { api } = await serve();
    const { graphs } = (await ask<{ graphs: Listed[] }>(`${api}/graphs`)).body;
    expect(graphs.length).toBeGreaterThan(15);
    for (const { name, description, thumbnail } of graphs) {
      expect(description, name).toMatch(/\w+ \w+/);
      if (name === 'describe') {
        expect(thumbnail).toBeUndefined();
        expect((await ask(`${api}/graphs/describe/thumbnail`)).status).toBe(404);
        continue;
      }
      const response = await fetch(new URL(thumbnail!, api));
      expect([name, response.status, response.headers.get('content-type')]).toEqual([name, 200, 'image/webp']);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.equals(await readFile(join(ROOT, 'graphs/thumbnails', `${name}.webp`)))).toBe(true);
      const { width, height } = await sharp(bytes).metadata();
      expect(Math.max(width, height)).toBeLessThanOrEqual(320);
    }
  });

  test('have no small picture any more once they are saved as a graph of one’s own', async () => {
    const { api } = await serve();
    const { body: shipped } = await ask<{ graph: object; revision: string }>(`${api}/graphs/affective-edit`);
    const headers = { 'if-match': `"${shipped.revision}"` };
    const put = { method: 'PUT', json: { ...shipped.graph, description: 'mine' }, headers };
    expect((await ask(`${api}/graphs/affective-edit`, put)).status).toBe(200);
    const { graphs } = (await ask<{ graphs: Listed[] }>(`${api}/graphs`)).body;
    const own = graphs.find(({ name }) => name === 'affective-edit')!;
    expect([own.isShipped, own.description, own.thumbnail]).toEqual([false, 'mine', undefined]);
    expect((await ask(`${api}/graphs/affective-edit/thumbnail`)).status).toBe(404);
  });

  test('find their photographs, those of the examples too, which can be seen', async () => {
    const { api } = await serve();
    const { photos } = (await ask<{ photos: { file: string; url: string }[] }>(`${api}/photos`)).body;
    expect(photos.map(({ file }) => file)).toEqual(['photos/cat.jpg', 'photos/coffee.jpg', 'photos/rocket.jpg']);
    for (const { url } of photos) {
      const response = await fetch(new URL(url, api));
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      const small = await (await fetch(new URL(`${url}?size=40`, api))).arrayBuffer();
      expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 40 });
    }
    const first = await fetch(`${api}/photos/coffee.jpg`);
    const etag = first.headers.get('etag')!;
    expect((await fetch(`${api}/photos/coffee.jpg`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const { body: job } = await ask<JobSeen>(`${api}/graphs/examples%2Fbypass/run`, { json: {} });
    expect(job.state).toBe('done');
  });

  test('show no other file by the name of a photograph', async () => {
    const { api } = await serve();
    for (const name of ['NOTICE.md', '..%2faffective-edit.json', '..%2F..%2Fpackage.json', 'none.jpg', '%00.jpg']) {
      const { status, body } = await ask<{ error: { code: string } }>(`${api}/photos/${name}`);
      expect([name, status, body.error.code]).toEqual([name, 404, 'no-such-photo']);
    }
  });
});
