import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createBackendServer,
  createHoldings,
  createNodeWorker,
  type Graph,
  parseGraphText,
  type RunOptions,
} from '@moodwire/engine';
import { createHost, listenForPipes, loadRegistry } from 'moodwire';
import { describe, expect, it } from 'vitest';
import { chain, connectTo, engineWith, FAULTS, graphOf, runOn, startBackend, type Told } from './backends.js';
import { type FaultyProxy, startProxy } from './faulty-proxy.js';
import { later, until } from './link.js';
import { ROOT } from './moodwire.js';

const start = { type: 'fault/source', params: { megabytes: 1 } };
const sum = { type: 'fault/sum', inputs: { value: 'start.value' } };
const line = (length: number, ms = 0): Graph =>
  graphOf({ start, sum, ...chain('sum', length, { ms }) }, [`step${length}`]);
const quick = { pingMs: 100, deadMs: 400 };

/** A backend in this process, which notices quickly that nobody is there. */
async function quickBackend(graceMs: number) {
  const log: string[] = [];
  const { registry } = await loadRegistry({ config: FAULTS });
  const holdings = createHoldings();
  const server = createBackendServer({
    worker: createNodeWorker(registry, createHost({ modelRoots: [] }), holdings),
    holdings,
    agent: 'test',
    nodes: {},
    devices: [],
    memoryBytes: 2 ** 30,
    graceMs,
    mostSessions: 10,
    limits: { message: 2 ** 24, value: 2 ** 31, nodes: 1000, transfers: 256 },
    window: 2 ** 24,
    isShared: true,
    onLog: (said) => log.push(said),
  });
  const listener = await listenForPipes({
    host: '127.0.0.1',
    port: 0,
    maxConnections: 10,
    maxText: 2 ** 24,
    ...quick,
    onPipe: (pipe, { peer }) => server.accept(pipe, peer),
  });
  later(async () => {
    await server.close();
    await listener.close();
  });
  return { url: `ws://127.0.0.1:${listener.port}`, log, stats: () => server.stats() };
}

/** Runs a line of nodes; in its middle nothing comes through any more, and nothing is closed. */
async function stalled(proxy: FaultyProxy, graph: Graph): Promise<Told> {
  return runOn(await engineWith(connectTo(proxy.url, quick)), graph, (event) => {
    if (event.event === 'finished' && event.node === 'step2' && proxy.connections === 1) proxy.stall();
  });
}

describe('a connection on which nothing comes any more, though nobody closes it', () => {
  it('is noticed, and the run goes on over another one with nothing computed again', async () => {
    const backend = await startBackend();
    const proxy = await startProxy(backend.url);
    const graph = line(6, 100);
    const { result, events } = await stalled(proxy, graph);
    expect(result).toEqual((await runOn(await engineWith(), graph)).result);
    expect(proxy.connections).toBe(2);
    expect(events.map(({ event }) => event)).not.toContain('moved');
    expect((await backend.stats()).nodes).toEqual({ done: 7, failed: 0 });
  });

  it('is noticed by the backend too, which lets go of what it held for that client', async () => {
    const backend = await quickBackend(200);
    const proxy = await startProxy(backend.url);
    const remote = connectTo(proxy.url);
    const engine = await engineWith(remote);
    const waits = runOn(engine, line(1, 1e7), (event) => {
      if (event.event === 'progress') proxy.stall();
    });
    await until(() => backend.log.some((said) => said.includes('is not connected')), 'it is noticed', 30_000);
    await until(() => backend.log.some((said) => said.includes('has gone')), 'it is let go', 30_000);
    await until(() => JSON.stringify(backend.stats()).includes('"kept":{"values":0'), 'nothing is kept', 30_000);
    expect(backend.stats()).toMatchObject({ clients: [], held: { values: 0 } });
    // The client does not ping so quickly: it is still waiting.
    await engine.close();
    expect((await waits).result).toEqual({ status: 'cancelled' });
  });

  it('leaves the run to another backend where no other connection can be made', async () => {
    const [first, second] = await Promise.all([startBackend(), startBackend()]);
    const proxy = await startProxy(first.url);
    const graph = line(4, 50);
    const one = connectTo(proxy.url, { ...quick, timeoutMs: 300, patienceMs: 500 });
    const both = await engineWith(one, connectTo(second.url));
    let isStalled = false;
    const { result, events } = await runOn(both, graph, (event) => {
      if (event.event !== 'finished' || event.node !== 'step1' || isStalled) return;
      isStalled = event.on === proxy.url;
      if (isStalled) proxy.stallForEver();
    });
    expect(isStalled).toBe(true);
    expect(result).toEqual((await runOn(await engineWith(), graph)).result);
    expect(events).toContainEqual({ event: 'moved', from: proxy.url, why: expect.any(String) });
    expect(events.findLast((event) => event.event === 'finished')).toMatchObject({ on: second.url });
  });
});

describe('over a long line', () => {
  /** What a run asks of a backend and waits for. */
  async function requests(graph: Graph, options: Partial<RunOptions> = {}): Promise<readonly string[]> {
    const asked: string[] = [];
    const backend = await startBackend();
    const proxy = await startProxy(backend.url);
    proxy.delay(50);
    const remote = connectTo(proxy.url, {
      onText(message) {
        const { op } = JSON.parse(message);
        if (['fingerprint', 'have', 'run', 'get'].includes(op)) asked.push(op);
      },
    });
    const { result } = await runOn(await engineWith(remote), graph, () => {}, undefined, options);
    expect(result.status).toBe('done');
    expect(asked).toContain('run');
    return asked;
  }

  it('a run of many nodes waits for the backend no more often than a run of few', async () => {
    const [few, many] = await Promise.all([requests(line(5)), requests(line(20))]);
    expect(many).toEqual(few);
  });

  it('an edit of many steps waits for the backend no more often than an edit of one', async () => {
    const saved = parseGraphText(readFileSync(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
    if (!('graph' in saved)) throw new Error('the graph can not be read');
    const { nodes } = saved.graph;
    const edit = (steps: number): Graph => ({
      ...saved.graph,
      nodes: {
        ...nodes,
        load: { ...nodes['load']!, params: { file: 'photos/coffee.png' } },
        denoise: { ...nodes['denoise']!, params: { steps } },
      },
    });
    const host = createHost({ folder: join(ROOT, 'examples'), modelRoots: [join(ROOT, 'models')] });
    const asks = (steps: number) => requests(edit(steps), { host, targets: ['decode'] });
    const [one, many] = await Promise.all([asks(1), asks(20)]);
    expect(many).toEqual(one);
  });
});
