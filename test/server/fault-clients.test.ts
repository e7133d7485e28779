import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '@moodwire/engine';
import { describe, expect, it } from 'vitest';
import {
  chain,
  connectTo,
  engineWith,
  FAULTS,
  graphOf,
  newWorkspace,
  ownFolder,
  runOn,
  startApp,
  startBackend,
} from './backends.js';
import { startProxy } from './faulty-proxy.js';
import { until, untilAsync } from './link.js';
import { moodwire } from './moodwire.js';

const FOREVER_MS = 10_000_000;
const start = { type: 'fault/source', params: { megabytes: 1 } };
const sum = { type: 'fault/sum', inputs: { value: 'start.value' } };

describe('a client that is killed', () => {
  it('leaves nothing behind after the grace time, and nothing runs on for it', async () => {
    const backend = await startBackend(['--grace', '1']);
    const graph = join(ownFolder(), 'graph.json');
    const nodes = { start, sum, ...chain('sum', 1, { ms: FOREVER_MS }) };
    await writeFile(graph, JSON.stringify(graphOf(nodes, ['step1'])));
    let isRunning = false;
    const client = startApp(['run', graph, '--backend', backend.url, '--config', FAULTS, '--json'], (line) => {
      if (line.includes('"progress"')) isRunning = true;
    });
    await until(() => isRunning, 'it runs', 40_000);
    const other = connectTo(backend.url);
    const seen = await backend.stats();
    expect(seen.clients.filter(({ runs }) => runs > 0)).toHaveLength(1);
    expect(seen.held.values).toBeGreaterThan(0);
    client.child.kill('SIGKILL');
    await client.ended;
    // The device runs one node at a time: this comes about only once the other has been stopped.
    const { result } = await runOn(await engineWith(other), graphOf({ start, sum }, ['sum']));
    expect(result.status).toBe('done');
    await other.close();
    await untilAsync(async () => (await backend.stats()).held.values === 0, 'nothing is held', 40_000);
    await untilAsync(async () => (await backend.stats()).kept.values === 0, 'nothing is kept', 40_000);
    const { code, out } = await moodwire(['backend', '--status', backend.url, '--json']);
    expect(code).toBe(0);
    // Those who ask: this one, and the one that asked before.
    expect(JSON.parse(out)).toMatchObject({
      held: { values: 0, bytes: 0 },
      kept: { values: 0, bytes: 0 },
      clients: [{ runs: 0 }, { runs: 0 }],
      nodes: { done: 1 + 1 },
    });
  });

  it('in the middle of being sent a value holds it no longer, though another of the same workspace goes on', async () => {
    const backend = await startBackend(['--grace', '0']);
    const proxy = await startProxy(backend.url);
    const workspace = newWorkspace();
    const stays = connectTo(backend.url, { workspace });
    await stays.welcome();
    const graph = graphOf({ grown: { type: 'fault/grow', params: { megabytes: 32 } } }, ['grown']);
    const goes = connectTo(proxy.url, { workspace, patienceMs: 0 });
    const run = runOn(await engineWith(goes), graph);
    await until(() => proxy.bytes.down > 2 ** 20, 'the value is on its way', 40_000);
    proxy.stall();
    proxy.cut();
    void goes.close();
    expect((await run).result.status).toBe('failed');
    await untilAsync(async () => (await backend.stats()).held.values === 0, 'nothing is held', 20_000);
    expect((await stays.stats()) as object).toMatchObject({ kept: { values: 1 } });
  });

  it('in the middle of sending a value leaves another of the same workspace able to send it', async () => {
    const backend = await startBackend(['--grace', '0']);
    const proxy = await startProxy(backend.url);
    const workspace = newWorkspace();
    const value = { type: 'fault/source', params: { megabytes: 8 } };
    const graph = graphOf({ start: value, sum }, ['sum']);
    const goes = connectTo(proxy.url, { workspace, patienceMs: 0 });
    proxy.trickle(1024);
    const broken = runOn(await engineWith(goes), graph);
    await until(() => proxy.bytes.up > 2 ** 16, 'the value is on its way', 40_000);
    const stays = connectTo(backend.url, { workspace });
    const whole = runOn(await engineWith(stays), graph);
    const isThere = async (): Promise<boolean> =>
      (await backend.stats()).clients.some(({ received }) => received > 8 * 2 ** 20);
    await untilAsync(isThere, 'the other has sent it', 20_000);
    proxy.cut();
    void goes.close();
    await broken;
    const { result } = await whole;
    expect(result).toEqual((await runOn(await engineWith(), graph)).result);
  });
});

describe('two clients at once', () => {
  it('do not have what the other has, though they know how it is called', async () => {
    const backend = await startBackend();
    const [one, other] = [connectTo(backend.url), connectTo(backend.url)];
    const { events } = await runOn(await engineWith(one), graphOf({ start, sum, ...chain('sum', 1) }, ['step1']));
    const digests = events.flatMap((event) =>
      event.event === 'finished' && event.on ? Object.values(event.outputs) : [],
    );
    const sent = events.flatMap((event) =>
      event.event === 'sent' ? [{ digest: event.digest, bytes: event.bytes }] : [],
    );
    expect([digests.length, sent.length]).toEqual([2, 1]);
    for (const handle of [...digests, ...sent]) {
      expect(await one.fetch(handle)).toBeDefined();
      await expect(other.fetch(handle)).rejects.toThrow('does not hold');
      const failures: string[] = [];
      const listener = {
        progress() {},
        preview() {},
        done: () => failures.push('done'),
        failed: (_: number, error: Error) => failures.push(error.message),
      };
      const task = { type: 'fault/sum', params: {}, inputs: { value: { digest: handle.digest, bytes: handle.bytes } } };
      await other.run([task], new Map(), listener, new AbortController().signal, { priority: 0 });
      expect(failures).toEqual([expect.stringContaining('does not hold')]);
    }
  });

  it('go on when the other one fails or is cancelled', async () => {
    const backend = await startBackend();
    const engines = await Promise.all([engineWith(connectTo(backend.url)), engineWith(connectTo(backend.url))]);
    const abort = new AbortController();
    // The same values and nodes, so that they would share what can be shared.
    const graph = graphOf({ start, sum, ...chain('sum', 20, { ms: 20 }) }, ['step20']);
    const failing = graphOf(
      { start, sum, ...chain('sum', 5, { ms: 20 }), fail: { type: 'fault/fail', inputs: { value: 'step5.value' } } },
      ['fail'],
    );
    const [good, failed, cancelled] = await Promise.all([
      runOn(engines[0], graph),
      runOn(engines[1], failing),
      runOn(
        engines[1],
        graph,
        ({ event, ...more }) => {
          if (event === 'finished' && 'node' in more && more.node === 'step7') abort.abort();
        },
        abort.signal,
      ),
    ]);
    expect(good.result).toEqual((await runOn(await engineWith(), graph)).result);
    expect(failed.result).toMatchObject({ status: 'failed', failures: [{ message: 'it fails as it was told' }] });
    expect(cancelled.result).toEqual({ status: 'cancelled' });
    expect(good.events.some(({ event }) => event === 'failed' || event === 'moved')).toBe(false);
  });

  it('take turns, so that a short run is over long before the many long ones that were there first', async () => {
    const backend = await startBackend();
    const [first, second] = await Promise.all([engineWith(connectTo(backend.url)), engineWith(connectTo(backend.url))]);
    const graph = (length: number, add: number) =>
      graphOf({ start, sum, ...chain('sum', length, { ms: 30, add }) }, [`step${length}`]);
    const order: string[] = [];
    let short: ReturnType<typeof runOn> | undefined;
    const note = (who: string) => (event: RunEvent) => {
      if (event.event !== 'finished' || !event.node.startsWith('step')) return;
      order.push(who);
      short ??= runOn(second, graph(6, 9), note('short'));
    };
    await runOn(second, graphOf({ start, sum }, ['sum']));
    const long = await Promise.all([1, 2, 3, 4].map((add) => runOn(first, graph(12, add), note('long'))));
    expect([...long, await short!].map(({ result }) => result.status)).toEqual(Array(5).fill('done'));
    // One of the long ones' nodes between two of its own, and not one of each of the four.
    const meanwhile = order.slice(order.indexOf('short'), order.lastIndexOf('short'));
    expect(meanwhile.filter((who) => who === 'short')).toHaveLength(5);
    expect(meanwhile.filter((who) => who === 'long').length).toBeLessThan(12);
    expect(order.lastIndexOf('long')).toBeGreaterThan(order.lastIndexOf('short') + 12);
  });
});
