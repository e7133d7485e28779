import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ask } from '../../server/served.js';
import { canvas, command, node, runGraph, type Spot } from './graph-page.js';
import { browsing, eventually } from './page.js';
import { expectNodes, nodeIds, roomy, scaled, spot, steps, undo } from './wiring-page.js';

const at = browsing();
const open = () => at.open({ graph: scaled, settings: roomy });
const IDS = ['load', 'small', 'tiny', 'number'];

const PHOTO = new URL('../../../graphs/photos/coffee.jpg', import.meta.url);

/** Drops a file on the page, as from the desktop. */
async function drop(page: Page, { x, y }: Spot, name: string, type: string, bytes: Uint8Array): Promise<void> {
  const data = await page.evaluateHandle(
    ([base64, file, mime]) => {
      const held = new DataTransfer();
      const content = Uint8Array.from(atob(base64!), (one) => one.charCodeAt(0));
      held.items.add(new File([content], file!, { type: mime! }));
      return held;
    },
    [Buffer.from(bytes).toString('base64'), name, type] as const,
  );
  const under = await page.evaluateHandle(([a, b]) => document.elementFromPoint(a!, b!)!, [x, y] as const);
  const options = { dataTransfer: data, clientX: x, clientY: y, bubbles: true, cancelable: true };
  for (const event of ['dragenter', 'dragover', 'drop']) await under.dispatchEvent(event, options);
}

/** What is downloaded when something is done by its name. */
async function downloaded(page: Page, name: string) {
  const [download] = await Promise.all([page.waitForEvent('download'), command(page, name)]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('a file that is dropped', () => {
  test('is a photo: it becomes a node that loads it, in one step, and runs', async () => {
    const page = await at.open({ graph: { nodes: scaled.nodes, layout: scaled.layout }, settings: roomy });
    await drop(page, await spot(page, 0.6, 0.8), 'cup.jpg', 'image/jpeg', await readFile(PHOTO));
    await expectNodes(page, [...IDS, 'load2']);
    const photo = node(page, 'load2').locator('img').first();
    await eventually(() => photo.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(10);
    expect(await steps(page)).toHaveLength(1);
    await undo(page);
    await expectNodes(page, IDS);
  });

  test('is a graph: it opens in a tab of its own', async () => {
    const page = await open();
    const graph = { format: 'moodwire.graph', version: 2, title: 'Dropped', nodes: { n: { type: 'number/value' } } };
    const bytes = new TextEncoder().encode(JSON.stringify(graph));
    await drop(page, await spot(page, 0.6, 0.8), 'dropped.json', 'application/json', bytes);
    await eventually(() => page.getByRole('tab').allTextContents()).toHaveLength(2);
    await page.getByRole('tab', { name: /Dropped/ }).waitFor();
    await expectNodes(page, ['n']);
  });

  test('is a picture that carries its graph: that opens; one that is nothing says so', async () => {
    const page = await at.open({
      graph: {
        title: 'Made here',
        nodes: { ...scaled.nodes, save: { type: 'image/save', inputs: { image: 'tiny.image' } } },
        interface: { outputs: { image: 'save.image' } },
        layout: scaled.layout,
      },
      settings: { ...roomy, isRightOpen: true },
    });
    await runGraph(page);
    const { body } = await ask<{ jobs: { id: string }[] }>(`${at.server.api}/jobs`);
    const job = await ask<{ outputs: Record<string, { url: string }> }>(`${at.server.api}/jobs/${body.jobs[0]!.id}`);
    const url = new URL(job.body.outputs['image']!.url, at.server.url);
    const picture = new Uint8Array(await (await fetch(url)).arrayBuffer());
    await drop(page, await spot(page, 0.5, 0.8), 'result.png', 'image/png', picture);
    await page.getByText('result.png carries the graph that made it: it was opened.').waitFor();
    await eventually(() => page.getByRole('tab').count()).toBe(2);
    await eventually(() => nodeIds(page)).toContain('save');
    await drop(page, await spot(page, 0.5, 0.8), 'notes.txt', 'text/plain', new TextEncoder().encode('hello'));
    await page
      .getByText(/notes.txt is nothing that can be opened here/)
      .first()
      .waitFor();
  });
});

describe('a graph', () => {
  test('is saved under a name, and as another', async () => {
    const page = await at.open({ settings: roomy });
    await canvas(page).focus();
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'Save graph' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('studies/mine');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Saved as “studies/mine”').first().waitFor();
    const saved = async () =>
      (await ask<{ graphs: { name: string; isShipped: boolean }[] }>(`${at.server.api}/graphs`)).body.graphs
        .filter(({ isShipped }) => !isShipped)
        .map(({ name }) => name);
    expect(await saved()).toContain('studies/mine');
    await page.keyboard.press('Control+Shift+S');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('affective-edit');
    await dialog.getByText('“affective-edit” comes with Moodwire. Choose a name of your own.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('other');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await saved()).toEqual(expect.arrayContaining(['studies/mine', 'other']));
  });

  test('is downloaded as JSON, and drawn as SVG and PNG', async () => {
    const page = await open();
    const json = await downloaded(page, 'Download as JSON');
    expect(json.name).toMatch(/\.json$/);
    expect(Object.keys(JSON.parse(json.bytes.toString()).nodes).sort()).toEqual([...IDS].sort());
    const svg = await downloaded(page, 'Export as SVG');
    expect(svg.bytes.toString()).toMatch(/^<svg[\s\S]*Resize[\s\S]*<\/svg>\s*$/);
    const png = await downloaded(page, 'Export as PNG');
    const { format, width = 0, height = 0 } = await sharp(png.bytes).metadata();
    expect(format).toBe('png');
    expect(Math.min(width, height)).toBeGreaterThan(300);
  });

  test('travels in a link, and is opened from it without the server knowing it', async () => {
    const page = await at.open({
      graph: { title: 'Shared', nodes: { n: { type: 'number/value', params: { value: 42 } } } },
      settings: roomy,
    });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await command(page, 'Copy a link to this graph');
    await page.getByText('The link was copied.').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/#graph=[\w-]+$/);
    const other = await at.open({ settings: roomy });
    await other.goto('about:blank');
    await other.goto(link);
    await other.getByRole('tab', { name: /Shared/ }).waitFor();
    await expectNodes(other, ['n']);
    await eventually(() => node(other, 'n').innerHTML()).toMatch(/42/);
    expect(other.url()).not.toMatch(/#graph/);
    // Nothing of what is opened runs by itself.
    expect(await node(other, 'n').getAttribute('data-state')).toBe('idle');
  });
});
