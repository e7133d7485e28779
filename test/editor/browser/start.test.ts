import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { start } from '../../server/moodwire.js';
import { makePlace } from '../../server/served.js';
import { node, runGraph, status } from './graph-page.js';
import { browsing, eventually } from './page.js';

const at = browsing();

test('serve prints the address of the editor', async () => {
  const { folder, env } = await makePlace();
  const { child, ended } = start(['serve', '--port', '0'], folder, { env });
  const line = await new Promise<string>((resolve) => createInterface(child.stdout!).once('line', resolve));
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
  expect(await (await fetch(address!)).text()).toMatch(/<title>.*Moodwire/);
  child.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
});

test('the editor opens with the affective edit, and Run edits its photo live in the page', async () => {
  const page = await at.open();
  for (const id of ['load', 'mllm', 'eic', 'vae', 'denoise', 'retain', 'decode', 'save']) {
    await node(page, id).waitFor();
  }
  expect(await page.getByRole('tab', { name: /Affective edit/ }).getAttribute('aria-selected')).toBe('true');
  const photo = node(page, 'load').locator('img');
  await eventually(() => photo.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(100);

  await runGraph(page);
  const result = page.locator('img[alt^="Result"]').first();
  await eventually(() => result.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(100);
  expect(await status(page).getAttribute('role')).toBe('status');
  // It is another picture than the photo, and of the same content: colours differ, but not by much everywhere.
  const change = await page.evaluate(async () => {
    const pixels = async (selector: string): Promise<Uint8ClampedArray> => {
      const picture = document.querySelector<HTMLImageElement>(selector)!;
      await picture.decode();
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d')!;
      context.drawImage(picture, 0, 0, 64, 64);
      return context.getImageData(0, 0, 64, 64).data;
    };
    const [before, after] = await Promise.all([pixels('[data-node=load] img'), pixels('img[alt^="Result"]')]);
    return before.reduce((sum, value, i) => sum + Math.abs(value - after[i]!), 0) / before.length;
  });
  expect(change).toBeGreaterThan(2);
  expect(change).toBeLessThan(64);
});
