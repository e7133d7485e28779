import { digest } from '@moodwire/engine';
import { describe, expect, it } from 'vitest';
import { type BackendProcess, chain, connectTo, engineWith, graphOf, runOn, startBackend } from './backends.js';
import { startProxy } from './faulty-proxy.js';
import { untilAsync } from './link.js';
import { childrenOf, residentBytes } from './processes.js';

const MEGABYTES = 16;
const SIZE = MEGABYTES * 2 ** 20;
const GETS = 32;

const memoryOf = ({ pid }: BackendProcess): number =>
  [pid, ...childrenOf(pid)].reduce((sum, one) => sum + residentBytes(one), 0);

describe.skipIf(process.platform !== 'linux')(
  'a client that asks for much and reads slowly (memory is read in /proc)',
  () => {
    it('does not fill the memory of the backend, holds up nobody else, and gets all of it in the end', async () => {
      const backend = await startBackend();
      const proxy = await startProxy(backend.url);
      const slow = connectTo(proxy.url);
      const grown = { type: 'fault/grow', params: { megabytes: MEGABYTES } };
      const { events, result } = await runOn(await engineWith(slow), graphOf({ grown }, ['grown']));
      const [handle] = events.flatMap((event) => (event.event === 'finished' ? [event.outputs['value']!] : []));
      expect(result.status).toBe('done');
      const before = memoryOf(backend);

      proxy.stall(['down']);
      let right = 0;
      let first: Uint8Array | undefined;
      const gets = Array.from({ length: GETS }, async () => {
        const value = await slow.fetch(handle!);
        first ??= value as Uint8Array;
        if (Buffer.compare(value as Uint8Array, first) === 0) right++;
      });
      const asked = async (): Promise<boolean> =>
        (await backend.stats()).clients.some(({ received }) => received === slow.traffic.sent);
      await untilAsync(asked, 'all has been asked for', 30_000);
      const graph = graphOf(
        { grown, sum: { type: 'fault/sum', inputs: { value: 'grown.value' } }, ...chain('sum', 3) },
        ['step3'],
      );
      const other = await runOn(await engineWith(connectTo(backend.url)), graph);
      expect(other.result).toEqual((await runOn(await engineWith(), graph)).result);
      expect(right).toBe(0);
      // Two values on their way and what their making left behind, where all of them would be 512 MiB.
      expect(memoryOf(backend) - before).toBeLessThan(12 * SIZE);

      proxy.goOn();
      await Promise.all(gets);
      expect(right).toBe(GETS);
      expect(digest(first)).toBe(handle!.digest);
      expect(memoryOf(backend) - before).toBeLessThan(12 * SIZE);
    });
  },
);
