import type { Graph } from '@moodwire/engine';
import { expect, it } from 'vitest';
import { type BackendProcess, connectTo, engineWith, graphOf, runOn, startBackend } from './backends.js';
import { type FaultyProxy, startProxy } from './faulty-proxy.js';
import { until } from './link.js';

const MEGABYTES = 48;
const SIZE = MEGABYTES * 2 ** 20;

/** A large value goes there, and comes back as another. */
const thereAndBack = (megabytes: number): Graph =>
  graphOf(
    {
      source: { type: 'fault/source', params: { megabytes } },
      turned: { type: 'fault/turn', inputs: { value: 'source.value' } },
      sum: { type: 'fault/sum-here', inputs: { value: 'turned.value' } },
      again: { type: 'fault/sum', inputs: { value: 'source.value' } },
    },
    ['sum', 'again'],
  );

async function expected(graph: Graph): Promise<unknown> {
  const { result } = await runOn(await engineWith(), graph);
  if (result.status !== 'done') throw new Error(result.status);
  return result.outputs;
}

async function behindProxy(): Promise<{ backend: BackendProcess; proxy: FaultyProxy }> {
  const backend = await startBackend();
  return { backend, proxy: await startProxy(backend.url) };
}

it('a transfer that is cut goes on from the byte where it was cut, both ways, and nothing is computed again', async () => {
  const { backend, proxy } = await behindProxy();
  const graph = thereAndBack(MEGABYTES);
  proxy.cutAt('up', SIZE / 2);
  const { result, events } = await runOn(await engineWith(connectTo(proxy.url)), graph, (event) => {
    if (event.event === 'finished' && event.node === 'turned') proxy.cutAt('down', SIZE / 2);
  });
  expect(result).toMatchObject({ status: 'done', outputs: await expected(graph) });
  expect(proxy.connections).toBe(3);
  // At a cut what is on the way is lost, at most a window of 16 MiB.
  expect(proxy.bytes.up).toBeGreaterThan(SIZE);
  expect(proxy.bytes.up).toBeLessThan(SIZE * 1.5);
  expect(proxy.bytes.down).toBeGreaterThan(SIZE);
  expect(proxy.bytes.down).toBeLessThan(SIZE * 1.5);
  expect(events.map(({ event }) => event)).not.toContain('moved');
  expect((await backend.stats()).nodes).toEqual({ done: 2, failed: 0 });
});

it('connections none of which lives long enough for a large chunk still bring everything over', async () => {
  const { backend, proxy } = await behindProxy();
  const graph = thereAndBack(2);
  proxy.cutEach(300_007);
  const { result } = await runOn(await engineWith(connectTo(proxy.url)), graph);
  expect(result).toMatchObject({ status: 'done', outputs: await expected(graph) });
  expect(proxy.connections).toBeGreaterThan(10);
  expect((await backend.stats()).nodes).toEqual({ done: 2, failed: 0 });
});

it('a connection through which a few bytes come at a time ends with the right result', async () => {
  const { backend, proxy } = await behindProxy();
  const graph = thereAndBack(0);
  proxy.trickle(7);
  const { result } = await runOn(await engineWith(connectTo(proxy.url)), graph);
  expect(result).toMatchObject({ status: 'done', outputs: await expected(graph) });
  expect(proxy.connections).toBe(1);
  expect((await backend.stats()).nodes).toEqual({ done: 2, failed: 0 });
});

it('a run that is cancelled does not wait for the bytes that are on their way to it', async () => {
  const { proxy } = await behindProxy();
  const graph = thereAndBack(MEGABYTES);
  const abort = new AbortController();
  const engine = await engineWith(connectTo(proxy.url));
  proxy.trickle(16_384);
  const running = runOn(engine, graph, () => {}, abort.signal);
  await until(() => proxy.bytes.up > 2 ** 20, 'bytes are on their way', 30_000);
  abort.abort();
  expect((await running).result).toEqual({ status: 'cancelled' });
  expect(proxy.bytes.up).toBeLessThan(SIZE / 2);
});
