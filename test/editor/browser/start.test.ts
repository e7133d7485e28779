import { expect, test } from 'vitest';
import { axeFindings } from './accessible.js';
import { node, runGraph, status } from './graph-page.js';
import { browsing, eventually } from './page.js';

const at = browsing();

test('the editor opens with the affective edit, and Run edits the photo live in the page', async () => {
  const page = await at.open();
  for (const id of ['load', 'mllm', 'eic', 'vae', 'denoise', 'retain', 'decode', 'save']) {
    await node(page, id).waitFor();
  }
  expect(await page.getByRole('tab', { name: /Affective edit/ }).getAttribute('aria-selected')).toBe('true');
  await runGraph(page);
  const result = page.locator('img[alt^="Result"]').first();
  await eventually(() => result.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(100);
  expect(await status(page).getAttribute('role')).toBe('status');
});

test('axe finds nothing serious in the graph, dark and light', async () => {
  const page = await at.open();
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-theme=light]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
});
