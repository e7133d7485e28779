import { readFile } from 'node:fs/promises';
import type { CDPSession, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFindings } from './accessible.js';
import { canvas, command, isDone, line, middle, node, param, runGraph, type Spot, status } from './graph-page.js';
import { browsing, eventually } from './page.js';

const at = browsing();

const focused = (page: Page) => () =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-node]')?.dataset['node']);

test('a graph is made and run by the keyboard alone', async () => {
  const page = await at.open({ graph: { nodes: {} } });
  // Tab reaches the canvas.
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    if (await canvas(page).evaluate((one) => one === document.activeElement)) break;
  }
  expect(await canvas(page).evaluate((one) => one === document.activeElement)).toBe(true);

  await page.keyboard.press('Space');
  await page.getByRole('dialog', { name: 'Add a node' }).waitFor();
  await page.keyboard.type('plain colour');
  await page.keyboard.press('Enter');
  await eventually(focused(page)).toBe('fill');
  // Into the node, a colour, and out again.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('#3e7bfa');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await eventually(focused(page)).toBe('fill');

  // From its output to a new node, and to one that is there.
  await page.keyboard.press('c');
  const connect = page.getByRole('dialog', { name: 'Connect' });
  await connect.waitFor();
  await page.keyboard.type('new node');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('takes image').waitFor();
  await page.keyboard.type('preview');
  await page.keyboard.press('Enter');
  await eventually(focused(page)).toBe('preview');
  await page.keyboard.press('Shift+A');
  await page.getByRole('dialog', { name: 'Add a node' }).waitFor();
  await page.keyboard.type('frame');
  await page.keyboard.press('Enter');
  await eventually(focused(page)).toBe('frame');
  await page.keyboard.press('c');
  await connect.waitFor();
  await page.keyboard.type('plain colour');
  await page.keyboard.press('Enter');
  await line(page, 'frame', 'image').first().waitFor({ state: 'attached' });
  await page.keyboard.press('Delete');
  await node(page, 'frame').waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowRight');
  await eventually(focused(page)).toMatch(/fill|preview/);
  await page.keyboard.press('ArrowLeft');
  await eventually(focused(page)).toBe('fill');
  await page.keyboard.press('ArrowRight');
  await eventually(focused(page)).toBe('preview');

  await page.keyboard.press('Control+Enter');
  await isDone(page);
  await node(page, 'preview').locator('img').first().waitFor();
  await page.keyboard.press('Delete');
  await node(page, 'preview').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+z');
  await node(page, 'preview').waitFor();
});

test('every action stands in the command palette, with its shortcut, and is done from there', async () => {
  const page = await at.open();
  const dialog = page.getByRole('dialog', { name: 'Commands' });
  const search = dialog.getByRole('combobox');
  const shown = dialog.locator('[role=option] .palette-title');
  await canvas(page).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+k');
  await shown.first().waitFor();
  const titlesShown = await shown.allTextContents();
  // What cannot be done now is left out: nothing is undone, cancelled, entered or reopened yet.
  const notNow = [
    'Undo',
    'Redo',
    'Cancel the run',
    'Enter the subgraph',
    'Leave the subgraph',
    'Unpack the subgraph',
    'Rename',
  ];
  const rest = (await titles()).filter((title) => !notNow.includes(title) && !/^Connect to|^Reopen/.test(title));
  expect(rest.length).toBeGreaterThan(50);
  expect(rest.filter((title) => !titlesShown.includes(title))).toEqual([]);

  await search.fill('Zoom to fit');
  await eventually(() => dialog.getByRole('option').first().textContent()).toMatch(/Zoom to fit.*F/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await command(page, 'Live mode');
  await eventually(() => page.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed')).toBe('true');
});

/** The titles of all actions. */
async function titles(): Promise<string[]> {
  const source = await readFile(new URL('../../../packages/editor/src/words/en.ts', import.meta.url), 'utf8');
  const [, actions = ''] = /\n {2}actions: \{([\s\S]*?)\n {2}\},/.exec(source) ?? [];
  return [...actions.matchAll(/'[\w.-]+': '(.+)',/g)].map(([, title]) => title!);
}

test('the page of shortcuts lists them, and is searched', async () => {
  const page = await at.open();
  await canvas(page).focus();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.waitFor();
  expect(await dialog.locator('dt').count()).toBeGreaterThan(30);
  await dialog.getByRole('searchbox').or(dialog.getByRole('textbox')).fill('redo');
  await eventually(() => dialog.locator('dt').allTextContents()).toEqual(['Redo']);
  expect(await dialog.locator('dd').textContent()).toMatch(/Ctrl.*Shift.*Z/);
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('what has the focus is seen to have it, all along the page', async () => {
  const page = await at.open();
  for (let presses = 0; presses < 45; presses++) {
    await page.keyboard.press('Tab');
    const look = await page.evaluate(() => {
      const element = document.activeElement!;
      // A ring may be drawn by what holds the element, such as the box of a text.
      const rings = [element, element.parentElement, element.parentElement?.parentElement].map((one) => {
        if (!one) return false;
        // The canvas draws its ring over what lies in it.
        if (getComputedStyle(one, '::after').borderTopStyle === 'solid') return true;
        const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one);
        return (
          (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) ||
          /108, 156, 255/.test(boxShadow + borderColor)
        );
      });
      return { name: element.outerHTML.slice(0, 120), isSeen: element === document.body || rings.some(Boolean) };
    });
    expect(look.isSeen, look.name).toBe(true);
  }
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in palettes, panels and dialogs, ${theme}`, async () => {
    const page = await at.open({ colorScheme: theme, settings: { showsMinimap: true } });
    await runGraph(page);
    expect(await axeFindings(page)).toEqual([]);
    for (const panel of ['Outline', 'Nodes', 'Graphs', 'History of edits', 'Problems', 'Machines']) {
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: panel }).click();
      await page.getByRole('complementary', { name: panel }).getByRole('heading').first().waitFor();
      expect(await axeFindings(page, '.side-left'), panel).toEqual([]);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    expect(await axeFindings(page, '[role=dialog]')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Machines' }).click();
    await page.getByRole('button', { name: 'Fit' }).click();
    await node(page, 'save').getByRole('button', { name: /open/i }).click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFindings(page, 'dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'App' }).click();
    await page.locator('.is-app').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
}

test('those who asked for less motion get none', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(() => node(page, 'denoise').getAttribute('data-state')).toMatch(/queued|running|done|cached/);
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((one) => one.playState === 'running' && Number(one.effect?.getComputedTiming().duration) > 50)
      .map((one) => String(((one.effect as KeyframeEffect).target as Element).className)),
  );
  expect(moving).toEqual([]);
  await isDone(page);
});

type Finger = Spot & { readonly id: number };

const touch = (cdp: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: readonly Finger[]) =>
  cdp.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] });

test('two fingers zoom, one moves, and a long press opens the menu', async () => {
  const page = await at.open({
    graph: 'affective-edit',
    hasTouch: true,
    settings: { isRightOpen: false, view: 'graph' },
  });
  const cdp = await page.context().newCDPSession(page);
  const wide = async (): Promise<number> => (await node(page, 'denoise').boundingBox())!.width;
  const spot = await emptySpot(page);
  const before = await wide();
  const pinch = (apart: number): Finger[] => [
    { x: spot.x - apart, y: spot.y, id: 0 },
    { x: spot.x + apart, y: spot.y, id: 1 },
  ];
  await touch(cdp, 'touchStart', pinch(10));
  for (let apart = 10; apart <= 15; apart++) await touch(cdp, 'touchMove', pinch(apart));
  await touch(cdp, 'touchEnd', []);
  await eventually(wide).toBeGreaterThan(before * 1.3);

  await page.getByRole('button', { name: 'Fit' }).tap();
  await eventually(wide).toBeCloseTo(before, 0);
  const from = (await node(page, 'denoise').boundingBox())!;
  await touch(cdp, 'touchStart', [{ ...spot, id: 0 }]);
  for (let step = 1; step <= 4; step++) await touch(cdp, 'touchMove', [{ x: spot.x + step * 15, y: spot.y, id: 0 }]);
  await touch(cdp, 'touchEnd', []);
  await eventually(async () => (await node(page, 'denoise').boundingBox())!.x).toBeCloseTo(from.x + 60, 0);

  const title = await middle(node(page, 'mllm').locator('.node-title'));
  await touch(cdp, 'touchStart', [{ ...title, id: 0 }]);
  await page.getByRole('menuitem', { name: /Run to here/ }).waitFor();
  await touch(cdp, 'touchEnd', []);
  await page.getByRole('menuitem', { name: /Run to here/ }).tap();
  await isDone(page);
});

/** A place of the canvas where nothing is. */
const emptySpot = (page: Page): Promise<Spot> =>
  canvas(page).evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    for (let y = top + 40; y < top + height - 40; y += 20) {
      for (let x = left + 60; x < left + width - 60; x += 20) {
        const free = [-20, 0, 20, 80].every(
          (by) => document.elementFromPoint(x + by, y)?.closest('[data-node], [data-line], [data-chrome]') === null,
        );
        if (free) return { x, y };
      }
    }
    throw new Error('nothing on the canvas is free');
  });

test('on a phone the app comes first, and the graph is a tap away', async () => {
  const page = await at.open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const run = page.getByRole('button', { name: 'Run', exact: true });
  await run.tap();
  await isDone(page);
  await page.locator('img[alt^="Result"]').first().waitFor();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  const views = page.getByRole('group', { name: 'View' });
  await views.getByRole('button', { name: 'Graph' }).tap();
  await canvas(page).waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  const small = await page
    .getByRole('banner')
    .getByRole('button')
    .evaluateAll((all) =>
      all
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 40)
        .map((one) => one.outerHTML.slice(0, 80)),
    );
  expect(small).toEqual([]);
});

test('all of it is there in Korean', async () => {
  const page = await at.open({ locale: 'ko-KR', graph: 'affective-edit' });
  expect(await page.locator('html').getAttribute('lang')).toBe('ko');
  await page.getByRole('button', { name: '실행', exact: true }).click();
  await eventually(() => status(page).textContent(), 45_000).toMatch(/완료/);
  const english = new Set((await titles()).filter((title) => title.length > 3));
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option').first().waitFor();
  const shown = await dialog.getByRole('option').locator('.palette-title').allTextContents();
  expect(shown.filter((title) => english.has(title))).toEqual([]);
  await page.keyboard.press('Escape');
  await canvas(page).focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog').locator('dt').first().waitFor();
  const shortcuts = await page.getByRole('dialog').locator('dt').allTextContents();
  expect(shortcuts.length).toBeGreaterThan(30);
  expect(shortcuts.filter((title) => !/\p{Script=Hangul}/u.test(title))).toEqual([]);
  await page.keyboard.press('Escape');
  // And back to English, which is kept.
  await page.getByRole('button', { name: /메뉴/ }).click();
  await page.getByRole('menuitem', { name: /언어/ }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await param(page, 'eic', 'target').waitFor();
});
