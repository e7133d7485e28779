import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { canvas, drag, header, middle, node, type Spot, stateOf } from './graph-page.js';
import { browsing, eventually } from './page.js';
import { expectFed, expectNodes, holdTo, redo, roomy, scaled, spot, steps, undo } from './wiring-page.js';

const at = browsing();
const open = () => at.open({ graph: scaled, settings: roomy });

const IDS = ['load', 'small', 'tiny', 'number'];
const FED = ['small.image', 'tiny.image'];

const selected = (page: Page): Promise<string[]> =>
  page
    .locator('[data-node].is-selected')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['node'] ?? '').sort());

const boxes = (page: Page, ids: readonly string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const box = await node(page, id).boundingBox();
      return { x: Math.round(box!.x), y: Math.round(box!.y), w: Math.round(box!.width), h: Math.round(box!.height) };
    }),
  );

/** Selects nodes by clicks. */
async function select(page: Page, ...ids: string[]): Promise<void> {
  for (const [i, id] of ids.entries()) {
    await header(page, id).click({ modifiers: i === 0 ? [] : ['Shift'], position: { x: 60, y: 15 } });
  }
  await eventually(() => selected(page)).toEqual([...ids].sort());
}

/** Picks from the menu of a node. */
async function fromMenu(page: Page, id: string, item: string): Promise<void> {
  await header(page, id).click({ button: 'right', position: { x: 60, y: 15 } });
  await page.getByRole('menuitem', { name: item }).click();
}

describe('what is selected', () => {
  test('is what a box touches, what lies in a loop, and what is clicked with Shift', async () => {
    const page = await open();
    const [small] = await boxes(page, ['small']);
    await page.keyboard.down('Control');
    const corner = { x: small!.x - 20, y: small!.y - 20 };
    await drag(page, corner, { x: small!.x + small!.w + 20, y: small!.y + small!.h + 20 });
    await page.keyboard.up('Control');
    await eventually(() => selected(page)).toEqual(['small']);
    await page.getByRole('button', { name: 'Select by a loop' }).click();
    const [number, load] = await boxes(page, ['number', 'load']);
    const loop: Spot[] = [
      { x: number!.x - 15, y: load!.y - 15 },
      { x: number!.x + number!.w + 15, y: load!.y - 15 },
      { x: number!.x + number!.w + 15, y: number!.y + number!.h + 15 },
      { x: number!.x - 15, y: number!.y + number!.h + 15 },
    ];
    await page.mouse.move(loop[0]!.x, loop[0]!.y);
    await page.mouse.down();
    for (const { x, y } of loop) await page.mouse.move(x, y, { steps: 3 });
    await page.mouse.up();
    await eventually(() => selected(page)).toEqual(['load', 'number']);
    await page.getByRole('button', { name: 'Move the canvas' }).click();
    await header(page, 'tiny').click({ modifiers: ['Shift'], position: { x: 60, y: 15 } });
    await eventually(() => selected(page)).toEqual(['load', 'number', 'tiny']);
    await page.keyboard.press('Escape');
    await eventually(() => selected(page)).toEqual([]);
    await page.keyboard.press('Control+a');
    await eventually(() => selected(page)).toEqual([...IDS].sort());
    // Nothing of this is to be undone.
    expect(await steps(page)).toEqual([]);
  });

  test('is dragged together in one step, and Escape leaves it where it was', async () => {
    const page = await open();
    await select(page, 'load', 'number');
    const before = await boxes(page, ['load', 'number', 'small']);
    const from = await middle(header(page, 'load'));
    await drag(page, from, { x: from.x - 37, y: from.y + 63 });
    const moved = await boxes(page, ['load', 'number', 'small']);
    expect(moved[0]!.x).not.toBe(before[0]!.x);
    expect(moved[1]!.x - before[1]!.x).toBe(moved[0]!.x - before[0]!.x);
    expect(moved[1]!.y - before[1]!.y).toBe(moved[0]!.y - before[0]!.y);
    expect(moved[2]).toEqual(before[2]);
    await eventually(() => steps(page)).toEqual(['Move']);
    await undo(page);
    await eventually(() => boxes(page, ['load', 'number', 'small'])).toEqual(before);
    await holdTo(page, from, { x: from.x + 50, y: from.y + 50 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await eventually(() => boxes(page, ['load', 'number', 'small'])).toEqual(before);
    await eventually(() => steps(page)).toEqual([]);
  });

  test('is copied, pasted with its links, cut and duplicated', async () => {
    const page = await open();
    await select(page, 'small', 'tiny');
    await page.keyboard.press('Control+d');
    await expectNodes(page, [...IDS, 'small2', 'tiny2']);
    await expectFed(page, [...FED, 'small2.image', 'tiny2.image']);
    await eventually(() => selected(page)).toEqual(['small2', 'tiny2']);
    expect(await steps(page)).toEqual(['Duplicate']);
    await undo(page);
    await expectNodes(page, IDS);
    await select(page, 'tiny');
    await page.keyboard.press('Control+x');
    await expectNodes(page, ['load', 'small', 'number']);
    await undo(page);
    await expectNodes(page, IDS);
    await expectFed(page, FED);
  });

  test('is copied by dragging with Alt, as one step', async () => {
    const page = await open();
    const from = await middle(header(page, 'tiny'));
    const before = await boxes(page, ['tiny']);
    await page.keyboard.down('Alt');
    await drag(page, from, { x: from.x, y: from.y + 330 });
    await page.keyboard.up('Alt');
    await expectNodes(page, [...IDS, 'tiny2']);
    expect(await boxes(page, ['tiny'])).toEqual(before);
    expect((await boxes(page, ['tiny2']))[0]!.y).toBeGreaterThan(before[0]!.y + 250);
    await expectFed(page, [...FED, 'tiny2.image']);
    expect(await steps(page)).toEqual(['Duplicate']);
    await undo(page);
    await expectNodes(page, IDS);
  });

  test('is aligned, distributed and tidied, each to be undone', async () => {
    const page = await open();
    const before = await boxes(page, IDS);
    await select(page, 'load', 'number', 'tiny');
    await fromMenu(page, 'load', 'Align left');
    await eventually(async () => new Set((await boxes(page, ['load', 'number', 'tiny'])).map(({ x }) => x)).size).toBe(
      1,
    );
    await undo(page);
    await eventually(() => boxes(page, IDS)).toEqual(before);
    await select(page, 'load', 'small', 'tiny');
    await fromMenu(page, 'load', 'Align top');
    await fromMenu(page, 'load', 'Distribute horizontally');
    await eventually(async () => {
      const [a, b, c] = await boxes(page, ['load', 'small', 'tiny']);
      return Math.abs(b!.x - a!.x - a!.w - (c!.x - b!.x - b!.w));
    }).toBeLessThan(3);
    await page.keyboard.press('Escape');
    const { x, y } = await spot(page, 0.9, 0.9);
    await page.mouse.click(x, y);
    await page.getByRole('button', { name: 'Tidy' }).click();
    await eventually(() => steps(page)).toContain('Tidy');
    await eventually(async () => {
      const all = await boxes(page, IDS);
      const laps = all.flatMap((a, i) =>
        all.slice(i + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h),
      );
      return laps.length + (all[0]!.x < all[1]!.x && all[1]!.x < all[2]!.x ? 0 : 1);
    }).toBe(0);
  });

  test('comes to the lines of others while it is dragged, and to the grid where that is wished', async () => {
    const page = await open();
    const [load] = await boxes(page, ['load']);
    const from = await middle(header(page, 'number'));
    await holdTo(page, from, { x: from.x + 4, y: from.y + 40 });
    await page.locator('.canvas-overlay .guide').first().waitFor({ state: 'attached' });
    await page.mouse.up();
    expect((await boxes(page, ['number']))[0]!.x).toBe(load!.x);
    await page.locator('.canvas-overlay .guide').waitFor({ state: 'detached' });
  });
});

describe('a node', () => {
  test('is bypassed, muted, pinned and collapsed by its menu and by keys', async () => {
    const page = await open();
    await fromMenu(page, 'small', 'Bypass');
    await eventually(() => node(page, 'small').getAttribute('class')).toMatch(/node-bypass/);
    await node(page, 'small').getByText('bypassed').waitFor();
    await page.keyboard.press('Control+m');
    await eventually(() => node(page, 'small').getAttribute('class')).toMatch(/node-mute/);
    await node(page, 'small').getByText('muted').waitFor();
    await page.keyboard.press('Control+m');
    await eventually(() => node(page, 'small').getAttribute('class')).not.toMatch(/node-mute|node-bypass/);
    const before = await boxes(page, ['small', 'tiny']);
    await page.keyboard.press('Alt+c');
    await eventually(async () => (await boxes(page, ['small']))[0]!.h).toBeLessThan(60);
    await page.keyboard.press('Alt+c');
    await eventually(() => boxes(page, ['small', 'tiny'])).toEqual(before);
    await page.keyboard.press('p');
    await node(page, 'small').getByRole('img', { name: 'Pinned' }).waitFor();
    const from = await middle(header(page, 'small'));
    await drag(page, from, { x: from.x + 80, y: from.y + 80 });
    expect(await boxes(page, ['small', 'tiny'])).toEqual(before);
    expect(await steps(page)).toEqual(['Bypass', 'Mute', 'Mute', 'Collapse', 'Collapse', 'Pin']);
    for (let i = 0; i < 6; i++) await undo(page);
    await eventually(() => steps(page)).toEqual([]);
    expect(await stateOf(page, 'small')).toBe('idle');
  });

  test('is called what one types, and deleted with what it fed left on', async () => {
    const page = await open();
    await header(page, 'small').dblclick({ position: { x: 60, y: 15 } });
    await page.getByRole('textbox', { name: 'Title of the node' }).fill('Half the size');
    await page.keyboard.press('Enter');
    await node(page, 'small').getByText('Half the size').waitFor();
    await eventually(() => steps(page)).toEqual(['Rename']);
    await select(page, 'small');
    await page.keyboard.press('Shift+Delete');
    await expectNodes(page, ['load', 'tiny', 'number']);
    await expectFed(page, ['tiny.image']);
    await page.getByText('1 item deleted').waitFor();
    await undo(page);
    await expectNodes(page, IDS);
    await node(page, 'small').getByText('Half the size').waitFor();
  });
});

describe('a group', () => {
  test('is put around what is selected, named, coloured, dragged with what is in it, and collapsed', async () => {
    const page = await open();
    await select(page, 'small', 'tiny');
    await page.keyboard.press('Control+g');
    const group = page.locator('[data-frame="group:group"]');
    await group.waitFor();
    const head = group.locator('[data-frame-header]');
    await head.dblclick();
    await page.getByRole('textbox', { name: 'Title of the group' }).fill('Sizes');
    await page.keyboard.press('Enter');
    await eventually(() => group.getAttribute('aria-label')).toBe('Sizes');
    await head.click({ button: 'right' });
    await page.getByRole('menuitemcheckbox', { name: 'Colour: rose' }).click();
    await eventually(() => group.getAttribute('style')).toMatch(/rose/);
    const before = await boxes(page, ['small', 'tiny', 'load']);
    const from = await middle(head);
    await drag(page, from, { x: from.x + 20, y: from.y + 90 });
    const after = await boxes(page, ['small', 'tiny', 'load']);
    expect(after[0]!.y - before[0]!.y).toBeGreaterThan(60);
    expect(after[1]!.y - before[1]!.y).toBe(after[0]!.y - before[0]!.y);
    expect(after[2]).toEqual(before[2]);
    await head.click();
    await page.keyboard.press('Alt+c');
    await expectNodes(page, ['load', 'number']);
    await group.getByText('· 2').waitFor();
    await undo(page);
    await expectNodes(page, IDS);
    await redo(page);
    await expectNodes(page, ['load', 'number']);
    for (let i = 0; i < 5; i++) await undo(page);
    await eventually(() => group.count()).toBe(0);
  });

  test('is duplicated alone where only it is selected', async () => {
    const page = await open();
    await select(page, 'number');
    await page.keyboard.press('Control+g');
    const group = page.locator('[data-frame="group:group"]');
    await group.locator('[data-frame-header]').click();
    await page.keyboard.press('Control+d');
    const other = page.locator('[data-frame="group:group2"]');
    await other.waitFor();
    const [a, b] = [await group.boundingBox(), await other.boundingBox()];
    expect(b!.x).toBeGreaterThan(a!.x);
    expect(b!.width).toBeCloseTo(a!.width, 0);
  });
});

test('a note is written in Markdown, resized and deleted', async () => {
  const page = await open();
  await canvas(page).focus();
  await page.keyboard.press('Shift+N');
  const note = page.locator('[data-frame="note:note"]');
  await note.locator('strong', { hasText: 'Markdown' }).waitFor();
  await note.dblclick();
  await note.getByRole('textbox').fill('# Why\n\n- one\n- two <img src=x onerror=alert(1)>');
  await page.keyboard.press('Control+Enter');
  await note.getByRole('heading', { name: 'Why' }).waitFor();
  expect(await note.getByRole('listitem').count()).toBe(2);
  expect(await note.locator('img').count()).toBe(0);
  const before = await note.boundingBox();
  const corner = await middle(note.locator('[data-frame-corner]'));
  await drag(page, corner, { x: corner.x + 60, y: corner.y + 50 });
  await eventually(async () => Math.round((await note.boundingBox())!.width - before!.width)).toBe(60);
  expect(await steps(page)).toEqual(['Add note', 'Edit note', 'Resize']);
  await undo(page);
  await eventually(async () => Math.round((await note.boundingBox())!.width - before!.width)).toBe(0);
  await note.click({ position: { x: 10, y: 10 } });
  await page.keyboard.press('Delete');
  await eventually(() => note.count()).toBe(0);
});
