import { afterEach, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import type { JobEvent } from '../../packages/editor/src/run/job-event.js';
import { createJobs, type Jobs } from '../../packages/editor/src/run/jobs.js';
import { progressOf } from '../../packages/editor/src/run/run-progress.js';
import { ask, type JobSeen, type Served, servers } from '../server/served.js';
import { slowPack, waiting } from '../server/slow-pack.js';

const { place, serve } = servers();

const open: Jobs[] = [];
afterEach(() => {
  for (const jobs of open.splice(0)) jobs.close();
});

function follow({ url }: Pick<Served, 'url'>): Jobs {
  const jobs = createJobs({ origin: url, WebSocket: WebSocket as never, patience: 20 });
  open.push(jobs);
  return jobs;
}

const submit = async ({ api }: Served, graph: object): Promise<string> =>
  (await ask<JobSeen>(`${api}/jobs`, { json: { graph } })).body.id;

const states = (jobs: Jobs): readonly string[] => jobs.list.get().map(({ title, state }) => `${title} ${state}`);
const turns = (jobs: Jobs): readonly string[] => jobs.waiting.get().map(({ title }) => title!);
const seen = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 20_000, interval: 20 });

async function slowServer(flags: readonly string[] = []) {
  const where = await place();
  const pack = await slowPack(where.folder);
  const all = [...pack, '--jobs', '1', ...flags];
  return { server: await serve(all, where), again: (port: string) => serve([...all, '--port', port], where) };
}

test('a job is listed, is seen to run step by step, and is done', async () => {
  const { server } = await slowServer();
  await submit(server, waiting('before'));
  const jobs = follow(server);
  await seen(() => expect(states(jobs)).toEqual(['before done']));
  await seen(() => expect(jobs.connection.get()).toBe('open'));
  const fractions = new Set<number>();
  jobs.running.subscribe(() => {
    for (const run of Object.values(jobs.running.get())) fractions.add(progressOf(run).fraction);
  });
  await submit(server, waiting('long', 1));
  await seen(() => expect(states(jobs)).toEqual(['long done', 'before done']));
  expect(fractions.size).toBeGreaterThan(3);
  expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  expect(jobs.running.get()).toEqual({});
  expect(jobs.list.get()[0]!.outputs).toEqual({ text: { kind: 'value', value: 'long' } });
});

test('those that wait stand in the order of their turns, also once it is changed', async () => {
  const { server } = await slowServer();
  const jobs = follow(server);
  const first = await submit(server, waiting('first', 60));
  await submit(server, waiting('second', 0.1));
  const third = await submit(server, waiting('third', 0.1));
  await seen(() => expect(turns(jobs)).toEqual(['second', 'third']));
  await ask(`${server.api}/jobs/${third}`, { method: 'PATCH', json: { place: 'first' } });
  await seen(() => expect(turns(jobs)).toEqual(['third', 'second']));
  await ask(`${server.api}/jobs/${first}/cancel`, { method: 'POST' });
  await seen(() => expect(states(jobs)).toEqual(['third done', 'second done', 'first cancelled']));
  expect(turns(jobs)).toEqual([]);
  await ask(`${server.api}/jobs/${third}`, { method: 'DELETE' });
  await seen(() => expect(states(jobs)).toEqual(['second done', 'first cancelled']));
});

test('an answer that comes late does not bring back to the queue what has left it', async () => {
  const { server } = await slowServer();
  const held: (() => void)[] = [];
  let isHolding = false;
  // The answer is made at once, as it is then, and arrives once it is let go.
  const slowFetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const answer = await fetch(url, init);
    if (isHolding && String(url).includes('/queue')) await new Promise<void>((resolve) => held.push(resolve));
    return answer;
  };
  const jobs = createJobs({ origin: server.url, WebSocket: WebSocket as never, fetch: slowFetch as typeof fetch });
  open.push(jobs);
  await seen(() => expect(jobs.connection.get()).toBe('open'));
  await submit(server, waiting('first', 60));
  isHolding = true;
  const second = await submit(server, waiting('second', 60));
  await seen(() => expect(held).toHaveLength(1));
  await ask(`${server.api}/jobs/${second}/cancel`, { method: 'POST' });
  await seen(() => expect(states(jobs)).toEqual(['second cancelled', 'first running']));
  isHolding = false;
  held[0]!();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(turns(jobs)).toEqual([]);
});

test('one who comes late sees how far a job is that runs', async () => {
  const { server } = await slowServer();
  const id = await submit(server, waiting('long', 60));
  await submit(server, waiting('next'));
  await seen(async () => {
    const { body } = await ask<JobSeen>(`${server.api}/jobs/${id}`);
    expect(body.state).toBe('running');
  });
  const jobs = follow(server);
  await seen(() => expect(jobs.running.get()[id]?.nodes['wait']?.state).toBe('running'));
  expect(states(jobs)).toEqual(['next queued', 'long running']);
  expect(turns(jobs)).toEqual(['next']);
});

test('what happens while the server is away is told when it is back', async () => {
  const { server, again } = await slowServer();
  const jobs = follow(server);
  await submit(server, waiting('one'));
  await seen(() => expect(states(jobs)).toEqual(['one done']));
  const events: JobEvent[] = [];
  jobs.onEvent((event) => events.push(event));
  await server.stop('SIGKILL');
  await seen(() => expect(jobs.connection.get()).toBe('lost'));
  const back = await again(new URL(server.url).port);
  await submit(back, waiting('two'));
  await seen(() => expect(states(jobs)).toEqual(['two done', 'one done']));
  expect(jobs.connection.get()).toBe('open');
  const numbers = events.flatMap(({ seq }) => seq ?? []);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test('a server that is not there yet is waited for', async () => {
  const { server, again } = await slowServer();
  await submit(server, waiting('kept'));
  await server.stop();
  const jobs = follow(server);
  await seen(() => expect(jobs.connection.get()).toBe('lost'));
  await again(new URL(server.url).port);
  await seen(() => expect(states(jobs)).toEqual(['kept done']));
});

test('older jobs are loaded when they are asked for', async () => {
  const { server } = await slowServer();
  for (let n = 0; n < 70; n++) await submit(server, waiting(`job ${n}`));
  await seen(async () => {
    const { body } = await ask<{ jobs: unknown[] }>(`${server.api}/queue`);
    expect(body.jobs).toEqual([]);
  });
  const jobs = follow(server);
  await seen(() => expect(jobs.list.get()).toHaveLength(60));
  expect(jobs.isComplete.get()).toBe(false);
  await jobs.more();
  expect(jobs.list.get().map(({ title }) => title)).toEqual(Array.from({ length: 70 }, (_, n) => `job ${69 - n}`));
  expect(jobs.isComplete.get()).toBe(true);
});
