import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chain,
  connectTo,
  engineWith,
  eventsIn,
  FAULTS,
  graphOf,
  ownFolder,
  runOn,
  startApp,
  startBackend,
} from './backends.js';
import { childrenOf, isAlive } from './processes.js';

const start = { type: 'fault/source', params: { megabytes: 1 } };
const sum = { type: 'fault/sum', inputs: { value: 'start.value' } };
const plain = graphOf({ start, sum, ...chain('sum', 4, { ms: 50 }) }, ['step4']);
const aborting = (once: string) =>
  graphOf({ start, sum, abort: { type: 'fault/abort', params: { once }, inputs: { value: 'sum.value' } } }, ['abort']);

describe('a device process of a backend that dies', () => {
  it('is started anew, and the run that was there goes on and is right', async () => {
    const backend = await startBackend();
    const engine = await engineWith(connectTo(backend.url));
    let killed: number | undefined;
    const { result, events } = await runOn(engine, plain, (event) => {
      if (killed !== undefined || event.event !== 'progress' || event.node !== 'step3') return;
      killed = childrenOf(backend.pid)[0]!;
      process.kill(killed, 'SIGKILL');
    });
    expect(result).toEqual((await runOn(await engineWith(), plain)).result);
    expect(killed).toBeDefined();
    expect(events).toContainEqual({ event: 'moved', from: expect.stringContaining('ws://'), why: expect.any(String) });
    const devices = childrenOf(backend.pid);
    expect(devices).toHaveLength(1);
    expect(devices).not.toContain(killed);
  });

  it('by an abort in native code that happens once costs nothing but another attempt', async () => {
    const backend = await startBackend();
    const graph = aborting(join(ownFolder(), 'once'));
    const { result } = await runOn(await engineWith(connectTo(backend.url)), graph);
    expect(result).toMatchObject({ status: 'done', outputs: { abort: expect.any(Number) } });
  });

  it('by the same node every time fails that run clearly, and the backend serves the next one', async () => {
    const backend = await startBackend();
    const graph = join(ownFolder(), 'graph.json');
    await writeFile(graph, JSON.stringify(aborting('')));
    const args = ['run', graph, '--backend', backend.url, '--config', FAULTS, '--json'];
    const { code, out } = await startApp(args).ended;
    expect(code).toBe(3);
    const events = eventsIn(out);
    expect(events.filter(({ event }) => event === 'failed')).toEqual([
      { event: 'failed', node: 'abort', message: expect.stringMatching(/the device process ended \(signal SIGABRT\)/) },
    ]);
    expect(events.filter(({ event }) => event === 'moved')).toHaveLength(2);
    expect(isAlive(backend.pid)).toBe(true);
    const { result } = await runOn(await engineWith(connectTo(backend.url)), plain);
    expect(result).toEqual((await runOn(await engineWith(), plain)).result);
    expect((await backend.stats()).clients.every(({ runs }) => runs === 0)).toBe(true);
  });

  it('by the node of one client lets a run of another go on', async () => {
    const backend = await startBackend();
    const [one, other] = await Promise.all([engineWith(connectTo(backend.url)), engineWith(connectTo(backend.url))]);
    let aborted: Promise<unknown> | undefined;
    const good = await runOn(one, plain, (event) => {
      if (event.event === 'progress' && event.node === 'step1') aborted ??= runOn(other, aborting(''));
    });
    expect(good.result).toEqual((await runOn(await engineWith(), plain)).result);
    expect(await aborted).toMatchObject({ result: { status: 'failed' } });
  });
});
