import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { ask, type JobSeen, type Served, servers } from './served.js';
import { slowPack, waiting } from './slow-pack.js';

const { place, serve } = servers();

type Seen = { seq: number; job: string; event: string; state?: string; node?: string; oldest?: number };

const submit = async ({ api }: Served, graph: object): Promise<JobSeen> =>
  (await ask<JobSeen>(`${api}/jobs`, { json: { graph } })).body;

/** Events over a WebSocket until it closes, or `enough` says so; the connection is then cut, not closed. */
function watch(
  url: string,
  enough: (seen: readonly Seen[]) => boolean = () => false,
  onOpen: () => void = () => {},
): Promise<Seen[]> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'));
    const seen: Seen[] = [];
    socket.on('open', onOpen);
    socket.on('message', (data) => {
      seen.push(JSON.parse(String(data)) as Seen);
      if (enough(seen)) socket.terminate();
    });
    socket.on('close', () => resolve(seen));
    socket.on('error', reject);
  });
}

/** As `watch`, once the connection is open. */
async function watching(url: string, enough?: (seen: readonly Seen[]) => boolean): Promise<{ seen: Promise<Seen[]> }> {
  let seen: Promise<Seen[]> | undefined;
  await new Promise<void>((resolve) => {
    seen = watch(url, enough, resolve);
  });
  return { seen: seen! };
}

/** Events as Server-Sent Events, until the stream ends. */
async function stream(url: string): Promise<Seen[]> {
  const response = await fetch(url);
  const seen: Seen[] = [];
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop()!;
    for (const part of parts) {
      const [, id, data] = /^id: (\d+)\ndata: (.*)$/s.exec(part) ?? [];
      if (data) seen.push({ ...(JSON.parse(data) as Seen), seq: Number(id) });
    }
  }
  return seen;
}

const inOrder = (seen: readonly Seen[]): boolean => seen.every(({ seq }, i) => i === 0 || seq > seen[i - 1]!.seq);

describe('the events of a job', () => {
  test('tell of it from its beginning to its end, over both ways alike', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    const graph = {
      ...waiting('x'),
      nodes: { wait: { type: 'slow/steps' } },
      interface: { outputs: { text: 'wait.text' } },
    };
    const job = await submit(server, graph);
    const [socket, sse] = await Promise.all([
      watch(`${server.api}/jobs/${job.id}/events`),
      stream(`${server.api}/jobs/${job.id}/events`),
    ]);
    expect(socket).toEqual(sse);
    expect(inOrder(socket)).toBe(true);
    expect(socket.map(({ event, state }) => state ?? event)).toEqual([
      ...['queued', 'running', 'planned', 'started'],
      ...Array.from({ length: 5 }, () => 'progress'),
      ...['finished', 'done'],
    ]);
    // It is over: nothing more comes, and an EventSource is told not to ask again.
    const last = String(socket.at(-1)!.seq);
    const more = await fetch(`${server.api}/jobs/${job.id}/events`, { headers: { 'last-event-id': last } });
    expect(more.status).toBe(204);
    expect(await watch(`${server.api}/jobs/${job.id}/events?after=${socket[3]!.seq}`)).toEqual(socket.slice(4));
  });

  test('are the same for each of fifty who watch, none lost and none out of order, however often they are cut off', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    const job = await submit(server, waiting('x', 2));
    const url = `${server.api}/jobs/${job.id}/events`;
    const watchers = Array.from({ length: 50 }, async (_, i) => {
      const seen: Seen[] = [];
      while (seen.at(-1)?.state !== 'done') {
        const after = seen.at(-1)?.seq ?? 0;
        seen.push(...(await watch(`${url}?after=${after}`, (now) => i % 2 === 0 && now.length >= 1 + (i % 4))));
      }
      return seen;
    });
    const all = await Promise.all(watchers);
    for (const seen of all) expect(seen).toEqual(all[1]);
    expect(inOrder(all[0]!)).toBe(true);
    expect(all[0]!.filter(({ event }) => event === 'progress')).toHaveLength(10);
  });
});

describe('the events of all jobs', () => {
  test('begin now, or where the watcher says, also in another life of the server', async () => {
    const where = await place();
    const flags = await slowPack(where.folder);
    const server = await serve(flags, where);
    const first = await submit(server, waiting('first'));
    await ask(`${server.api}/jobs/${first.id}?wait=10`);
    const all = watch(
      `${server.api}/events?after=0`,
      (seen) => seen.filter(({ state }) => state === 'done').length === 2,
    );
    const fromNow = await watching(`${server.api}/events`, (seen) => seen.at(-1)?.state === 'done');
    const second = await submit(server, waiting('second'));
    const seen = await all;
    expect(seen.filter(({ event }) => event === 'job').map(({ job, state }) => [job, state])).toEqual(
      [first, second].flatMap(({ id }) => ['queued', 'running', 'done'].map((state) => [id, state])),
    );
    expect(inOrder(seen)).toBe(true);
    expect(new Set((await fromNow.seen).map(({ job }) => job))).toEqual(new Set([second.id]));

    await server.stop('SIGKILL');
    const again = await serve(flags, where);
    const third = await submit(again, waiting('third'));
    const rest = await watch(
      `${again.api}/events?after=${seen[2]!.seq}`,
      (now) => now.at(-1)?.state === 'done' && now.at(-1)?.job === third.id,
    );
    expect(rest.slice(0, seen.length - 3)).toEqual(seen.slice(3));
    expect(inOrder(rest)).toBe(true);
  });

  test('say that some are no longer there, to one who asks for numbers of another database', async () => {
    const server = await serve();
    const [first] = await watch(`${server.api}/events?after=1000000`, () => true);
    expect(first).toMatchObject({ event: 'missed', after: 1000000, newest: 0 });
  });

  test('tell of pictures on the way to those who watch', async () => {
    const server = await serve();
    const graph = {
      format: 'moodwire.graph',
      version: 2,
      nodes: {
        load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } },
        show: { type: 'image/preview', inputs: { image: 'load.image' } },
      },
      interface: { outputs: { image: 'show.image' } },
    };
    const previews = await watching(`${server.api}/events`, (seen) => seen.some(({ event }) => event === 'preview'));
    await submit(server, graph);
    const preview = (await previews.seen).find(({ event }) => event === 'preview') as unknown as {
      data: string;
      node: string;
    };
    expect(preview.node).toBe('show');
    expect(Buffer.from(preview.data, 'base64').subarray(8, 12).toString()).toBe('WEBP');
  });

  test('end when the server stops', async () => {
    const server = await serve();
    const socket = await watching(`${server.api}/events`);
    const response = await fetch(`${server.api}/events`);
    expect((await server.stop()).code).toBe(0);
    expect(await socket.seen).toEqual([]);
    expect(await response.text()).not.toContain('data:');
  });
});

test('a WebSocket anywhere else is refused', async () => {
  const { api } = await serve();
  await expect(watch(`${api}/nodes`)).rejects.toThrow(/404/);
  await expect(watch(`${api}/jobs/7b1f1c7e-3f55-4d3c-9a38-2b1d2f0c9a01/events`)).rejects.toThrow(/404/);
  await expect(watch(`${api}/events?after=-1`)).rejects.toThrow(/400/);
});
