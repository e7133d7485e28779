import { digest } from '@moodwire/engine';
import { describe, expect, it } from 'vitest';
import { type BackendProcess, chain, connectTo, engineWith, graphOf, runOn, startBackend } from './backends.js';
import { startProxy } from './faulty-proxy.js';
import { untilAsync } from './link.js';
import { childrenOf, residentBytes } from './processes.js';

const MEGABYTES = 12;
const SIZE = MEGABYTES * 2 ** 20;
const GETS = 40;

type Handle = { readonly digest: string; readonly bytes: number };

const memoryOf = ({ pid }: BackendProcess): number =>
  [pid, ...childrenOf(pid)].reduce((sum, one) => sum + residentBytes(one), 0);

describe.skipIf(process.platform !== 'linux')(
  'a client that asks for much and reads slowly (memory is read in /proc)',
  () => {
    it('does not fill the memory of the backend, holds up nobody else, and gets all of it in the end', async () => {
      const backend = await startBackend();
      const proxy = await startProxy(backend.url);
      const slow = connectTo(proxy.url);
      const grown = (seed: number) => ({ type: 'fault/grow', params: { megabytes: MEGABYTES, seed }, inputs: {} });
      const handles: Handle[] = [];
      const listener = {
        progress() {},
        preview() {},
        done: (_: number, { value }: Readonly<Record<string, Handle>>) => handles.push(value!),
        failed() {},
      };
      const tasks = Array.from({ length: GETS }, (_, i) => grown(i));
      await slow.run(tasks, new Map(), listener, new AbortController().signal, { priority: 0 });
      expect(new Set(handles.map((one) => one.digest)).size).toBe(GETS);
      const before = memoryOf(backend);

      proxy.stall(['down']);
      let right = 0;
      const gets = handles.map(async (handle) => {
        if (digest(await slow.fetch(handle)) === handle.digest) right++;
      });
      const asked = async (): Promise<boolean> =>
        (await backend.stats()).clients.some(({ received }) => received === slow.traffic.sent);
      await untilAsync(asked, 'all has been asked for', 30_000);
      const graph = graphOf(
        { grown: grown(0), sum: { type: 'fault/sum', inputs: { value: 'grown.value' } }, ...chain('sum', 3) },
        ['step3'],
      );
      const other = await runOn(await engineWith(connectTo(backend.url)), graph);
      expect(other.result).toEqual((await runOn(await engineWith(), graph)).result);
      expect(right).toBe(0);
      // Two values on their way and what their making left behind, where all of them would be 480 MiB.
      expect(memoryOf(backend) - before).toBeLessThan(12 * SIZE);

      proxy.goOn();
      await Promise.all(gets);
      expect(right).toBe(GETS);
      expect(memoryOf(backend) - before).toBeLessThan(12 * SIZE);
    });
  },
);
