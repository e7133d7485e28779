import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalDevice } from 'moodwire';
import { afterEach, beforeEach, expect, it } from 'vitest';

const node = process.execPath;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moodwire-device-'));
});
afterEach(async () => {
  process.execPath = node;
  await rm(folder, { recursive: true, force: true });
});

/** What a request says to a device process that is `program`, and how often the device was said to be lost. */
async function askDevice(program: string): Promise<{ message: string; lost: number }> {
  process.execPath = program;
  const device = createLocalDevice({ modelRoots: [] });
  let lost = 0;
  device.onLost(() => lost++);
  const message = await device
    .fetch({ digest: '0'.repeat(64), bytes: 0 })
    .then(String, (error: Error) => error.message);
  await device.close();
  return { message, lost };
}

it('says that a device process can not be started', async () => {
  const { message, lost } = await askDevice(join(folder, 'none'));
  expect(message).toContain("the device process can't be started");
  expect(lost).toBe(0);
});

it.skipIf(process.platform === 'win32')('ends a device process that sends what is no frame', async () => {
  const program = join(folder, 'babble');
  await writeFile(program, '#!/bin/sh\necho this is no frame at all >&3\nexec sleep 60\n');
  await chmod(program, 0o755);
  const { message, lost } = await askDevice(program);
  expect(message).toMatch(/sent what can't be read/);
  expect(lost).toBe(1);
});

it('answers what it does not hold with an error, and goes on', async () => {
  const { message, lost } = await askDevice(node);
  expect(message).toContain('does not hold');
  expect(lost).toBeLessThanOrEqual(1);
});
