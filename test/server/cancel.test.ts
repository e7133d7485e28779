import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT, start } from './moodwire.js';
import { childrenOf, untilGone } from './processes.js';

let folder: string;
let graph: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-cancel-'));
  // As many steps as are allowed, so that there is a middle to be cancelled in.
  const saved = JSON.parse(readFileSync(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
  saved.nodes.denoise.params.steps = 100;
  graph = join(folder, 'long.json');
  await writeFile(graph, JSON.stringify(saved));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the long edit and waits for the middle of its denoise. */
async function untilDenoising() {
  const photo = join(ROOT, 'examples/photos/coffee.png');
  const args = ['run', graph, '--in', `photo=${photo}`, '--out', `image=${join(folder, 'out.png')}`, '--json'];
  const { child, ended } = start(args);
  let seen = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      seen += chunk;
      if (seen.includes('"done":3,')) resolve();
    });
    void ended.then(({ err }) => reject(new Error(`it ended too early: ${err}`)));
  });
  return { child, ended, device: childrenOf(child.pid!), steps: () => stepsIn(seen) };
}

/** How many denoise steps were told of. */
const stepsIn = (out: string): number => out.match(/"event":"progress","node":"denoise"/g)?.length ?? 0;

describe.skipIf(process.platform !== 'linux')('an edit that is stopped (processes are counted in /proc)', () => {
  it('Ctrl-C stops within one denoise step, leaves no process and no half-written picture', async () => {
    const { child, ended, device, steps } = await untilDenoising();
    expect(device).toHaveLength(1);
    await wait(5); // reads what came while the processes were counted
    const before = steps();
    expect(before).toBeGreaterThan(0);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(await untilGone(device[0]!)).toBe(true);
    expect(await readdir(folder)).toEqual(['long.json']);
    // The step that was running, and one that was told of but not yet read here.
    expect(stepsIn(out) - before).toBeLessThanOrEqual(2);
    expect(out).toContain('"event":"cancelled"');
  });

  it('the device process ends by itself when the app is killed', async () => {
    const { child, ended, device } = await untilDenoising();
    child.kill('SIGKILL');
    await ended;
    expect(await untilGone(device[0]!)).toBe(true);
  });

  it('the run goes on in a new device process when the first one dies, and makes the same picture', async () => {
    const whole = await untilDenoising();
    await whole.ended;
    const expected = await readFile(join(folder, 'out.png'));
    await rm(join(folder, 'out.png'));
    const { ended, device } = await untilDenoising();
    process.kill(device[0]!, 'SIGKILL');
    expect(await ended).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'out.png'))).toEqual(expected);
  });

  it('the run fails with a clear message when every device process dies', async () => {
    const { child, ended } = await untilDenoising();
    const killer = setInterval(() => {
      for (const pid of childrenOf(child.pid!)) process.kill(pid, 'SIGKILL');
    }, 20);
    const { code, err } = await ended.finally(() => clearInterval(killer));
    expect(code).toBe(3);
    expect(err).toContain('the device process ended (signal SIGKILL)');
    expect(await readdir(folder)).toEqual(['long.json']);
  });
});
