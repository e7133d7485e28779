import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { canvas, drag, header, middle, node, param, socket } from './graph-page.js';
import { browsing, eventually } from './page.js';
import { expectFed, expectNodes, redo, roomy, scaled, spot, steps, undo } from './wiring-page.js';

const at = browsing();
const open = (settings = {}) => at.open({ graph: scaled, settings: { ...roomy, ...settings } });

const IDS = ['load', 'small', 'tiny', 'number'];
const FED = ['small.image', 'tiny.image'];
const path = (page: Page) => page.getByRole('navigation', { name: 'Where you are' });

async function makePart(page: Page): Promise<void> {
  await header(page, 'small').click({ position: { x: 60, y: 15 } });
  await header(page, 'tiny').click({ modifiers: ['Shift'], position: { x: 60, y: 15 } });
  await page.keyboard.press('Control+Shift+G');
  await expectNodes(page, ['load', 'number', 'part']);
}

describe('a subgraph', () => {
  test('is made of what is selected, entered, left by the path, and unpacked again', async () => {
    const page = await open();
    await makePart(page);
    await expectFed(page, ['part.image']);
    await header(page, 'part').dblclick({ position: { x: 60, y: 15 } });
    await expectNodes(page, ['small', 'tiny']);
    await expectFed(page, ['tiny.image']);
    await eventually(() => path(page).getByRole('button').allTextContents()).toHaveLength(2);
    await path(page).getByRole('button').first().click();
    await expectNodes(page, ['load', 'number', 'part']);
    await header(page, 'part').click({ button: 'right', position: { x: 60, y: 15 } });
    await page.getByRole('menuitem', { name: 'Unpack the subgraph' }).click();
    await expectNodes(page, IDS);
    await expectFed(page, FED);
    expect(await steps(page)).toEqual(['Make subgraph', 'Unpack subgraph']);
    await undo(page);
    await undo(page);
    await expectNodes(page, IDS);
    await redo(page);
    await expectNodes(page, ['load', 'number', 'part']);
  });

  test('is edited inside, and left at once where its making is undone', async () => {
    const page = await open();
    await makePart(page);
    await page.keyboard.press('Alt+Enter');
    await expectNodes(page, ['small', 'tiny']);
    await header(page, 'tiny').click({ position: { x: 60, y: 15 } });
    await page.keyboard.press('Control+b');
    await eventually(() => node(page, 'tiny').getAttribute('class')).toMatch(/node-bypass/);
    await undo(page);
    await eventually(() => node(page, 'tiny').getAttribute('class')).not.toMatch(/node-bypass/);
    await undo(page);
    await expectNodes(page, IDS);
    await eventually(() => path(page).count()).toBe(0);
    await expectFed(page, FED);
  });

  test('is not made where it would feed itself: why is said', async () => {
    const page = await open();
    await header(page, 'load').click({ position: { x: 60, y: 15 } });
    await header(page, 'tiny').click({ modifiers: ['Shift'], position: { x: 60, y: 15 } });
    await page.keyboard.press('Control+Shift+G');
    await page.getByText('small lies between the nodes that are selected').waitFor();
    await expectNodes(page, IDS);
  });
});

describe('the interface', () => {
  test('takes a param and an output, and gives them as a form', async () => {
    const page = await open();
    await param(page, 'small', 'width').click({ button: 'right', position: { x: 30, y: 12 } });
    await page.getByRole('menuitem', { name: 'Expose “width” in the interface' }).click();
    await param(page, 'small', 'width')
      .getByRole('img', { name: /interface as “width”/ })
      .waitFor();
    const out = await middle(socket(page, 'tiny', 'image', 'output'));
    await page.mouse.click(out.x, out.y, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Expose “image” in the interface' }).click();
    await eventually(() => steps(page)).toEqual(['Expose', 'Expose']);
    await param(page, 'small', 'width').click({ button: 'right', position: { x: 30, y: 12 } });
    await page.getByRole('menuitem', { name: 'Take “width” out of the interface' }).click();
    await eventually(() =>
      param(page, 'small', 'width')
        .getByRole('img', { name: /interface/ })
        .count(),
    ).toBe(0);
    await undo(page);
    await param(page, 'small', 'width')
      .getByRole('img', { name: /interface as “width”/ })
      .waitFor();
    // Inside a subgraph it keeps its place in the interface.
    await makePart(page);
    await param(page, 'part', 'width')
      .getByRole('img', { name: /interface as “width”/ })
      .waitFor();
  });
});

describe('tabs', () => {
  test('hold several graphs; what is copied in one is pasted in another', async () => {
    const page = await open();
    await header(page, 'small').click({ position: { x: 60, y: 15 } });
    await header(page, 'tiny').click({ modifiers: ['Shift'], position: { x: 60, y: 15 } });
    await page.keyboard.press('Control+c');
    await page.getByRole('button', { name: 'New graph' }).click();
    await eventually(() => page.getByRole('tab').count()).toBe(2);
    await page.getByText('Double-click or press Space to add a node.').waitFor();
    await canvas(page).focus();
    await page.keyboard.press('Control+v');
    await expectNodes(page, ['small', 'tiny']);
    await expectFed(page, ['tiny.image']);
    expect(await steps(page)).toEqual(['Paste']);
    await page.getByRole('tab').first().click();
    await expectNodes(page, IDS);
    expect(await steps(page)).toEqual([]);
    await page.keyboard.press('Alt+PageDown');
    await expectNodes(page, ['small', 'tiny']);
    await page.getByRole('tab').last().click({ button: 'middle' });
    await eventually(() => page.getByRole('tab').count()).toBe(1);
    await expectNodes(page, IDS);
  });

  test('take a graph that is pasted as text, and give one as text', async () => {
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const graph = JSON.parse(text);
    expect(graph.format).toBe('moodwire.graph');
    expect(Object.keys(graph.nodes).sort()).toEqual([...IDS].sort());
    graph.nodes = { only: { type: 'number/value', params: { value: 7 } } };
    graph.layout = {};
    await page.evaluate((one) => navigator.clipboard.writeText(one), JSON.stringify(graph));
    await page.mouse.click(...(Object.values(await spot(page, 0.6, 0.9)) as [number, number]));
    await page.keyboard.press('Control+v');
    await expectNodes(page, [...IDS, 'only']);
    await eventually(() => param(page, 'only', 'value').innerHTML()).toMatch(/7/);
  });
});

test('templates are a gallery with pictures, from which a graph opens in a tab of its own', async () => {
  const page = await open();
  await canvas(page).focus();
  await page.keyboard.press('Control+Shift+O');
  const dialog = page.getByRole('dialog', { name: 'Templates' });
  await dialog.locator('.template-picture :is(img, svg)').nth(3).waitFor();
  await dialog.getByRole('searchbox', { name: 'Search templates' }).fill('describe');
  await eventually(() => dialog.locator('.template').count()).toBe(1);
  await dialog.locator('.template').click();
  await dialog.waitFor({ state: 'detached' });
  await eventually(() => page.getByRole('tab').count()).toBe(2);
  await eventually(() => page.locator('[data-node]').count()).toBeGreaterThan(1);
});

describe('the history of edits', () => {
  test('lists each step, joins what is typed and dragged, and goes to any', async () => {
    const page = await open();
    const from = await middle(header(page, 'number'));
    await drag(page, from, { x: from.x + 40, y: from.y + 20 });
    const width = param(page, 'tiny', 'width').getByRole('spinbutton', { name: 'width' });
    await width.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
    await header(page, 'tiny').click({ position: { x: 60, y: 15 } });
    await page.keyboard.press('Control+b');
    await eventually(async () => (await steps(page)).length).toBeGreaterThan(2);
    const done = await steps(page);
    expect(done[0]).toBe('Move');
    expect(done.filter((one) => /^Set/.test(one)).length).toBeLessThanOrEqual(3);
    const list = page.locator('.history-step');
    await list.first().click();
    await eventually(() => steps(page)).toEqual([]);
    expect(await node(page, 'tiny').getAttribute('class')).not.toMatch(/bypass/);
    await list.last().click();
    await eventually(() => steps(page)).toEqual(done);
    await eventually(() => node(page, 'tiny').getAttribute('class')).toMatch(/bypass/);
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await eventually(() => node(page, 'tiny').getAttribute('class')).not.toMatch(/bypass/);
    await page.getByRole('button', { name: 'Redo' }).first().click();
    await eventually(() => node(page, 'tiny').getAttribute('class')).toMatch(/bypass/);
  });
});
