import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, type JobSeen, type Served, servers } from './served.js';
import { slowPack, waiting } from './slow-pack.js';

const { place, serve } = servers();

type List = { jobs: JobSeen[]; counts: Record<string, number> };

const submit = async (server: Served, graph: object, more: object = {}): Promise<JobSeen> => {
  const { status, body } = await ask<JobSeen>(`${server.api}/jobs`, { json: { graph, ...more } });
  expect(status).toBe(202);
  return body;
};

const over = async (server: Served, id: string): Promise<JobSeen> =>
  (await ask<JobSeen>(`${server.api}/jobs/${id}?wait=30`)).body;

const states = async (server: Served): Promise<Record<string, number>> =>
  (await ask<List>(`${server.api}/jobs`)).body.counts;

async function untilRunning(server: Served, id: string): Promise<void> {
  for (;;) {
    const { body } = await ask<JobSeen>(`${server.api}/jobs/${id}`);
    if (body.state === 'running') return;
    expect(body.state).toBe('queued');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function begun(folder: string): Promise<string[]> {
  const log = await readFile(join(folder, 'log.txt'), 'utf8').catch(() => '');
  return log.split('\n').flatMap((line) => (line.startsWith('begin ') ? [line.slice(6)] : []));
}

describe('a queue', () => {
  test('runs jobs, keeps what they give, and lists them', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    const job = await submit(server, waiting('hello'));
    expect(job).toMatchObject({ state: 'queued', number: 1, attempts: 0 });
    expect(await over(server, job.id)).toMatchObject({
      state: 'done',
      attempts: 1,
      outputs: { text: { kind: 'value', value: 'hello' } },
    });
    const { body } = await ask<List>(`${server.api}/jobs?state=done,failed&limit=10`);
    expect(body.jobs.map(({ id }) => id)).toEqual([job.id]);
    const { body: asked } = await ask<{ graph: object }>(`${server.api}/jobs/${job.id}/graph`);
    expect(asked.graph).toMatchObject({ title: 'hello' });
  });

  test('gives the results of a run that was in the cache all the same', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    for (let i = 0; i < 2; i++) {
      const job = await submit(server, waiting('kept', 0.1));
      expect(await over(server, job.id)).toMatchObject({ outputs: { text: { value: 'kept' } } });
    }
    expect(await begun(where.folder)).toEqual(['kept']);
  });

  test('begins jobs by priority, then in the order in which they came', async () => {
    const where = await place();
    const server = await serve([...(await slowPack(where.folder)), '--jobs', '1'], where);
    const first = await submit(server, waiting('first', 1));
    await untilRunning(server, first.id);
    const jobs = [
      await submit(server, waiting('low'), { priority: -1 }),
      await submit(server, waiting('a')),
      await submit(server, waiting('b')),
      await submit(server, waiting('high'), { priority: 5 }),
    ];
    for (const { id } of jobs) await over(server, id);
    expect(await begun(where.folder)).toEqual(['first', 'high', 'a', 'b', 'low']);
  });

  test('lets jobs that wait be given another turn', async () => {
    const where = await place();
    const server = await serve([...(await slowPack(where.folder)), '--jobs', '1'], where);
    const first = await submit(server, waiting('first', 1));
    await untilRunning(server, first.id);
    const [a, b, c, d] = [
      await submit(server, waiting('a')),
      await submit(server, waiting('b')),
      await submit(server, waiting('c')),
      await submit(server, waiting('d')),
    ];
    const move = (job: JobSeen, json: object) => ask(`${server.api}/jobs/${job.id}`, { method: 'PATCH', json });
    await move(d, { place: 'first' });
    await move(c, { before: b.id });
    await move(a, { place: 'last' });
    const { body } = await ask<List>(`${server.api}/queue`);
    expect(body.jobs.map(({ id }) => id)).toEqual([d.id, c.id, b.id, a.id]);
    expect((await move(b, { priority: 3 })).body).toMatchObject({ priority: 3 });
    expect(await move(first, { place: 'last' })).toMatchObject({
      status: 409,
      body: { error: { code: 'not-waiting' } },
    });
    for (const { id } of [a, b, c, d]) await over(server, id);
    expect(await begun(where.folder)).toEqual(['first', 'b', 'd', 'c', 'a']);
  });

  test('stops a job that runs, takes one out that waits, and begins another in its place', async () => {
    const where = await place();
    const server = await serve([...(await slowPack(where.folder)), '--jobs', '1'], where);
    const running = await submit(server, waiting('running', 60));
    await untilRunning(server, running.id);
    const queued = await submit(server, waiting('queued'));
    const last = await submit(server, waiting('last'));
    expect((await ask(`${server.api}/jobs/${queued.id}/cancel`, { json: {} })).body).toMatchObject({
      state: 'cancelled',
    });
    await ask(`${server.api}/jobs/${running.id}/cancel`, { json: {} });
    expect(await over(server, running.id)).toMatchObject({ state: 'cancelled' });
    expect(await over(server, last.id)).toMatchObject({ state: 'done' });
    expect(await begun(where.folder)).toEqual(['running', 'last']);
  });

  test('runs what a job ran once more', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    const graph = {
      ...waiting('x'),
      nodes: { wait: { type: 'slow/fail' } },
      interface: { outputs: { text: 'wait.text' } },
    };
    const failed = await over(server, (await submit(server, graph)).id);
    expect(failed).toMatchObject({ state: 'failed', failures: [{ node: 'wait', message: 'it is meant to fail' }] });
    const { status, body } = await ask<JobSeen>(`${server.api}/jobs/${failed.id}/retry`, { json: {} });
    expect(status).toBe(202);
    expect(await over(server, body.id)).toMatchObject({ state: 'failed', retryOf: failed.id });
  });

  test('forgets a job that is deleted, also while it runs', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    const job = await submit(server, waiting('running', 60));
    await untilRunning(server, job.id);
    expect((await ask(`${server.api}/jobs/${job.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`${server.api}/jobs/${job.id}`)).status).toBe(404);
    expect(await states(server)).toMatchObject({ running: 0, cancelled: 0 });
  });

  test('gives the same job to who asks again with the same id', async () => {
    const where = await place();
    const server = await serve(await slowPack(where.folder), where);
    const id = '7b1f1c7e-3f55-4d3c-9a38-2b1d2f0c9a01';
    const one = await submit(server, waiting('once'), { id });
    const again = await submit(server, waiting('once'), { id });
    expect([one.number, again.number]).toEqual([1, 1]);
    const other = await ask(`${server.api}/jobs`, { json: { graph: waiting('another'), id } });
    expect(other).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('another job') } } });
  });

  test('refuses jobs clearly when as many wait as may', async () => {
    const where = await place();
    const server = await serve([...(await slowPack(where.folder)), '--jobs', '1', '--max-queue', '2'], where);
    const running = await submit(server, waiting('running', 60));
    await untilRunning(server, running.id);
    await submit(server, waiting('a'));
    await submit(server, waiting('b'));
    const refused = await ask(`${server.api}/jobs`, { json: { graph: waiting('c') } });
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'queue-full' } } });
    expect(refused.headers.get('retry-after')).not.toBeNull();
  });

  test('keeps only so many jobs that ended', async () => {
    const where = await place();
    const server = await serve([...(await slowPack(where.folder)), '--history', '5'], where);
    const jobs = [];
    for (let i = 0; i < 80; i++) jobs.push(await submit(server, waiting(`job ${i}`)));
    for (const { id } of jobs) await over(server, id);
    const { done = 0 } = await states(server);
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThan(5 + 40);
  });

  test('says all that is wrong with a graph, and takes no job for it', async () => {
    const server = await serve();
    const graph = {
      ...waiting('x'),
      nodes: { a: { type: 'image/lod' }, b: { type: 'image/resize', inputs: { image: 'c.image' } } },
    };
    const { status, body } = await ask<{ error: { problems: { code: string; node: string }[] } }>(
      `${server.api}/jobs`,
      {
        json: { graph },
      },
    );
    expect(status).toBe(400);
    expect(body.error.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['unknown-node-type', 'missing-node']),
    );
    expect(await states(server)).toMatchObject({ queued: 0, failed: 0 });
  });
});

describe('a server that is killed at any moment', () => {
  test('goes on with the jobs that wait and the one that ran, and has those that ended', async () => {
    const where = await place();
    const flags = [...(await slowPack(where.folder)), '--jobs', '1'];
    const server = await serve(flags, where);
    const done = await submit(server, waiting('done', 0.2));
    await over(server, done.id);
    const ran = await submit(server, waiting('ran', 1.5));
    const waited = await submit(server, waiting('waited'));
    await untilRunning(server, ran.id);
    await server.stop('SIGKILL');

    const again = await serve(flags, where);
    expect(await over(again, waited.id)).toMatchObject({ state: 'done', outputs: { text: { value: 'waited' } } });
    expect(await over(again, ran.id)).toMatchObject({
      state: 'done',
      attempts: 2,
      outputs: { text: { value: 'ran' } },
    });
    expect((await ask<JobSeen>(`${again.api}/jobs/${done.id}`)).body).toMatchObject({
      state: 'done',
      outputs: { text: { value: 'done' } },
    });
    expect(await begun(where.folder)).toEqual(['done', 'ran', 'ran', 'waited']);
  });

  test('runs the killed job again from its cache', async () => {
    const where = await place();
    const flags = await slowPack(where.folder);
    const server = await serve(flags, where);
    const graph = {
      ...waiting('slow', 0.5),
      nodes: {
        dear: { type: 'slow/wait', params: { text: 'dear', seconds: 0.5 } },
        last: { type: 'slow/wait', inputs: { text: 'dear.text' }, params: { seconds: 6 } },
      },
      interface: { outputs: { text: 'last.text' } },
    };
    const job = await submit(server, graph);
    while ((await begun(where.folder)).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const isStored = async () => (await ask<{ disk: { values: number } }>(`${server.api}/cache`)).body.disk.values > 0;
    while (!(await isStored())) await new Promise((resolve) => setTimeout(resolve, 20));
    await server.stop('SIGKILL');
    const again = await serve(flags, where);
    expect(await over(again, job.id)).toMatchObject({ state: 'done', outputs: { text: { value: 'dear' } } });
    expect((await begun(where.folder)).filter((text) => text === 'dear')).toHaveLength(3); // itself once, what reads it twice
  });

  test('loses no job that it took, however often it is killed', async () => {
    const where = await place();
    const flags = [...(await slowPack(where.folder)), '--jobs', '2'];
    const ids: string[] = [];
    for (let round = 0; round < 4; round++) {
      const server = await serve(flags, where);
      const kill = setTimeout(() => void server.stop('SIGKILL'), 150 + 100 * round);
      for (let i = 0; ; i++) {
        const answer = await ask<JobSeen>(`${server.api}/jobs`, { json: { graph: waiting(`${round}/${i}`) } }).catch(
          () => undefined,
        );
        if (!answer) break;
        expect(answer.status).toBe(202);
        ids.push(answer.body.id);
      }
      clearTimeout(kill);
    }
    expect(ids.length).toBeGreaterThan(20);
    const server = await serve(flags, where);
    for (const id of ids) expect((await over(server, id)).state).toBe('done');
    const { body } = await ask<List>(`${server.api}/jobs?limit=10000`);
    expect(body.jobs.length).toBeGreaterThanOrEqual(ids.length);
  });

  test('does not begin a job for ever that ends the server whenever it runs', async () => {
    const where = await place();
    const flags = await slowPack(where.folder);
    const job = await (async () => {
      const server = await serve(flags, where);
      const job = await submit(server, waiting('deadly', 60));
      await untilRunning(server, job.id);
      await server.stop('SIGKILL');
      return job;
    })();
    for (let i = 0; i < 2; i++) {
      const server = await serve(flags, where);
      await untilRunning(server, job.id);
      await server.stop('SIGKILL');
    }
    const server = await serve(flags, where);
    expect((await ask<JobSeen>(`${server.api}/jobs/${job.id}`)).body).toMatchObject({
      state: 'failed',
      failures: [{ message: expect.stringContaining('ended 3 times') }],
    });
  });
});

describe('a server that is told to stop', () => {
  test('finishes what is done in time, and gives back the rest', async () => {
    const where = await place();
    const flags = [...(await slowPack(where.folder)), '--jobs', '2', '--grace', '1'];
    const server = await serve(flags, where);
    const short = await submit(server, waiting('short', 0.5));
    const long = await submit(server, waiting('long', 30));
    const queued = await submit(server, waiting('queued', 30));
    await untilRunning(server, long.id);
    const { code } = await server.stop('SIGTERM');
    expect(code).toBe(0);
    const again = await serve([...flags.slice(0, 2), '--jobs', '1'], where);
    expect((await ask<JobSeen>(`${again.api}/jobs/${short.id}`)).body).toMatchObject({ state: 'done' });
    for (const { id } of [long, queued]) {
      const { body } = await ask<JobSeen>(`${again.api}/jobs/${id}`);
      expect(['queued', 'running']).toContain(body.state);
      expect(body.attempts).toBeLessThanOrEqual(1);
    }
  });

  test('ends well after an upload that was too large, and one that was cut off', async () => {
    const server = await serve(['--max-upload', '1M']);
    const upload = (bytes: number, signal?: AbortSignal) =>
      fetch(`${server.api}/files?name=large.bin`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        // In pieces, as a disk gives them.
        body: new ReadableStream({
          async pull(controller) {
            bytes -= 65_536;
            controller.enqueue(new Uint8Array(65_536));
            if (bytes <= 0) controller.close();
            await new Promise((resolve) => setTimeout(resolve, 5));
          },
        }),
        duplex: 'half',
        ...(signal && { signal }),
      } as RequestInit);
    const refused = await upload(20_000_000).then(
      ({ status }) => status,
      () => 'cut off', // it may not read the answer before it has sent all
    );
    expect([413, 'cut off']).toContain(refused);
    await expect(upload(900_000, AbortSignal.timeout(50))).rejects.toThrow();
    expect((await ask(`${server.api}/files`)).body).toMatchObject({ files: [] });
    expect((await server.stop()).code).toBe(0);
    expect(server.err).not.toContain('"level":50');
  });

  test('leaves the folder to no second server while it runs', async () => {
    const where = await place();
    await serve([], where);
    await expect(serve([], where)).rejects.toThrow(/another moodwire serve uses/);
  });

  test('says which port is taken', async () => {
    const server = await serve();
    const { port } = new URL(server.url);
    await expect(serve(['--port', port])).rejects.toThrow(new RegExp(`127.0.0.1:${port} is taken`));
  });
});
