import { describe, expect, test } from 'vitest';
import { canvas, connect, drag, header, line, middle, node, param, socket } from './graph-page.js';
import { browsing, eventually } from './page.js';
import { expectFed, expectNodes, holdTo, lineMiddle, redo, roomy, scaled, spot, steps, undo } from './wiring-page.js';

const at = browsing();
const open = () => at.open({ graph: scaled, settings: roomy });

const IDS = ['load', 'small', 'tiny', 'number'];
const FED = ['small.image', 'tiny.image'];

describe('the palette of nodes', () => {
  test('opens by a double click, finds by letters of a name, and puts the node where one clicked', async () => {
    const page = await open();
    const { x, y } = await spot(page, 0.6, 0.8);
    await page.mouse.dblclick(x, y);
    const dialog = page.getByRole('dialog', { name: 'Add a node' });
    await dialog.getByRole('combobox').fill('resz');
    const first = dialog.getByRole('option').first();
    await eventually(() => first.textContent()).toMatch(/Resize/);
    // A picture of the node, with its ports.
    expect(await dialog.locator('.palette-detail svg, .palette-detail .node-picture').count()).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await expectNodes(page, [...IDS, 'resize']);
    const box = await node(page, 'resize').boundingBox();
    expect(Math.abs(box!.x - x)).toBeLessThan(60);
    expect(Math.abs(box!.y - y)).toBeLessThan(60);
    await undo(page);
    await expectNodes(page, IDS);
    await redo(page);
    await expectNodes(page, [...IDS, 'resize']);
  });

  test('opens by Space, finds by the type of a port and by tag, and Escape leaves all as it was', async () => {
    const page = await open();
    await canvas(page).focus();
    await page.keyboard.press('Space');
    const dialog = page.getByRole('dialog', { name: 'Add a node' });
    const names = () => dialog.getByRole('option').allTextContents();
    await dialog.getByRole('combobox').fill('mask');
    await eventually(async () => (await names()).some((name) => /mask/i.test(name))).toBe(true);
    await dialog.getByRole('combobox').fill('latent');
    await eventually(async () => (await names()).some((name) => /Denoise|VAE|Decode/i.test(name))).toBe(true);
    await dialog.getByRole('combobox').fill('qqqq');
    await dialog.getByText('Nothing found for “qqqq”.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectNodes(page, IDS);
  });
});

describe('a link', () => {
  test('let go over nothing asks for a node that it fits, and is plugged into it', async () => {
    const page = await open();
    await drag(page, await middle(socket(page, 'tiny', 'image', 'output')), await spot(page, 0.8, 0.85));
    const dialog = page.getByRole('dialog', { name: 'Add a node' });
    await dialog.waitFor();
    await eventually(() => dialog.getByRole('option').count()).toBeGreaterThan(3);
    // A text fits no picture.
    expect((await dialog.getByRole('option').allTextContents()).filter((name) => /^Lines/.test(name))).toEqual([]);
    await dialog.getByRole('combobox').fill('tone curve');
    await page.keyboard.press('Enter');
    await expectNodes(page, [...IDS, 'curve']);
    await expectFed(page, [...FED, 'curve.image']);
    expect(await steps(page)).toHaveLength(1);
    await undo(page);
    await expectNodes(page, IDS);
  });

  test('drawn from an input asks for what gives it', async () => {
    const page = await open();
    await drag(page, await middle(socket(page, 'small', 'width', 'input')), await spot(page, 0.3, 0.85));
    const dialog = page.getByRole('dialog', { name: 'Add a node' });
    await dialog.getByRole('combobox').fill('number');
    await dialog
      .getByRole('option', { name: /^Number/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await expectFed(page, [...FED, 'small.width']);
  });

  test('dims what it cannot be plugged into and says why', async () => {
    const page = await open();
    const from = await middle(socket(page, 'number', 'number', 'output'));
    await holdTo(page, from, await middle(socket(page, 'tiny', 'image', 'input')));
    await page.getByRole('status').filter({ hasText: 'number does not fit image' }).waitFor();
    await eventually(() => socket(page, 'tiny', 'image', 'input').getAttribute('class')).toMatch(/dim/);
    expect(await socket(page, 'tiny', 'image', 'output').getAttribute('class')).toMatch(/dim/);
    await page.mouse.up();
    await expectFed(page, FED);
    await eventually(() => socket(page, 'tiny', 'image', 'output').getAttribute('class')).not.toMatch(/dim/);
    await holdTo(
      page,
      await middle(socket(page, 'tiny', 'image', 'output')),
      await middle(socket(page, 'small', 'image', 'input')),
    );
    await page.getByRole('status').filter({ hasText: 'small leads to tiny' }).waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expectFed(page, FED);
    await page.keyboard.press('Control+z');
    await expectFed(page, FED);
  });

  test('dropped on a node finds the port that fits', async () => {
    const page = await open();
    await drag(page, await middle(socket(page, 'load', 'image', 'output')), await middle(header(page, 'tiny')));
    await eventually(() => steps(page)).toEqual(['Connect']);
    await expectFed(page, FED);
    await node(page, 'tiny').locator('[data-socket="tiny.image"]').first().waitFor();
    await undo(page);
    await drag(page, await middle(socket(page, 'number', 'rounded', 'output')), await middle(header(page, 'tiny')));
    await expectFed(page, [...FED, 'tiny.width']);
  });

  test('to a param makes it an input in the place of its value, and unplugged it is a setting again', async () => {
    const page = await open();
    expect(await param(page, 'tiny', 'width').getByRole('spinbutton', { name: 'width' }).count()).toBe(1);
    await connect(page, ['number', 'rounded'], ['tiny', 'width']);
    await expectFed(page, [...FED, 'tiny.width']);
    await param(page, 'tiny', 'width').getByText('number.rounded').waitFor();
    expect(await node(page, 'tiny').getAttribute('data-state')).toBe('idle');
    await drag(page, await middle(socket(page, 'tiny', 'width', 'input')), await spot(page, 0.5, 0.9));
    await expectFed(page, FED);
    await eventually(() => param(page, 'tiny', 'width').getByRole('spinbutton', { name: 'width' }).count()).toBe(1);
    await undo(page);
    await undo(page);
    // Its value comes back with it.
    await eventually(() => param(page, 'tiny', 'width').textContent()).toMatch(/48/);
  });

  test('is unplugged and plugged elsewhere in one step', async () => {
    const page = await open();
    await drag(
      page,
      await middle(socket(page, 'small', 'image', 'input')),
      await middle(socket(page, 'tiny', 'image', 'input')),
    );
    await expectFed(page, ['tiny.image']);
    expect(await steps(page)).toEqual(['Plug elsewhere']);
    await undo(page);
    await expectFed(page, FED);
    await drag(page, await middle(socket(page, 'small', 'image', 'input')), await spot(page, 0.5, 0.9));
    await expectFed(page, ['tiny.image']);
    await undo(page);
    await expectFed(page, FED);
  });

  test('is led through points that one drags, moves and takes away', async () => {
    const page = await open();
    const from = await lineMiddle(page, ['load', 'image'], ['small', 'image']);
    const to = { x: from.x, y: from.y + 120 };
    await drag(page, from, to);
    const point = line(page, 'small', 'image').locator('circle');
    await eventually(() => point.count()).toBe(1);
    const there = await middle(point);
    expect(Math.hypot(there.x - to.x, there.y - to.y)).toBeLessThan(4);
    expect(await steps(page)).toEqual(['Add point']);
    await drag(page, there, { x: there.x + 40, y: there.y + 30 });
    await eventually(async () => Math.round((await middle(point)).x - there.x)).toBe(40);
    await undo(page);
    await eventually(async () => Math.round((await middle(point)).x - there.x)).toBe(0);
    await page.mouse.click(there.x, there.y, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove point' }).click();
    await eventually(() => point.count()).toBe(0);
    await undo(page);
    await undo(page);
    await eventually(() => point.count()).toBe(0);
    await redo(page);
    await eventually(() => point.count()).toBe(1);
  });

  test('given up while a point is dragged is as it was, and nothing else is undone', async () => {
    const page = await open();
    await connect(page, ['number', 'rounded'], ['tiny', 'width']);
    await expectFed(page, [...FED, 'tiny.width']);
    const from = await lineMiddle(page, ['load', 'image'], ['small', 'image']);
    await holdTo(page, from, { x: from.x, y: from.y + 100 });
    await eventually(() => line(page, 'small', 'image').locator('circle').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await eventually(() => line(page, 'small', 'image').locator('circle').count()).toBe(0);
    await expectFed(page, [...FED, 'tiny.width']);
  });

  test('is selected by a click and deleted by a key', async () => {
    const page = await open();
    const { x, y } = await lineMiddle(page, ['load', 'image'], ['small', 'image']);
    await page.mouse.click(x, y);
    await eventually(() => line(page, 'small', 'image').getAttribute('class')).toMatch(/selected/);
    await page.keyboard.press('Delete');
    await expectFed(page, ['tiny.image']);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expectFed(page, FED);
  });

  test('takes a node that is dropped on it in between', async () => {
    const page = await open();
    const { x, y } = await spot(page, 0.5, 0.8);
    await page.mouse.dblclick(x, y);
    await page.getByRole('dialog').getByRole('combobox').fill('tone curve');
    await page.keyboard.press('Enter');
    await expectNodes(page, [...IDS, 'curve']);
    const on = await lineMiddle(page, ['load', 'image'], ['small', 'image']);
    await holdTo(page, await middle(header(page, 'curve')), on);
    await eventually(() => line(page, 'small', 'image').getAttribute('class')).toMatch(/selected/);
    await page.mouse.up();
    await expectFed(page, [...FED, 'curve.image']);
    expect(await steps(page)).toHaveLength(2);
    await undo(page);
    await expectFed(page, FED);
    await expectNodes(page, [...IDS, 'curve']);
  });
});
