import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ROOT } from '../../server/moodwire.js';
import { drag, isDone, middle, node, param, runGraph } from './graph-page.js';
import { browsing, eventually } from './page.js';

const at = browsing();
const PHOTO = join(ROOT, 'examples/photos/chelsea.png');

/** A page with one node of this type, named `it`, and what feeds it. */
const openNode = (type: string, more: object = {}, others: object = {}): Promise<Page> =>
  at.open({
    graph: {
      nodes: { it: { type, ...more }, ...others },
      layout: {
        nodes: {
          it: { x: 0, y: 0 },
          fill: { x: -400, y: 0 },
          dark: { x: -400, y: 260 },
          load: { x: -700, y: 0 },
          model: { x: -700, y: 300 },
          mllm: { x: -400, y: 0 },
        },
      },
    },
    settings: { isRightOpen: false, showsMinimap: false },
  });

const fill = { type: 'image/fill', params: { colour: '#c08040', width: 300, height: 200 } };
const valueIn = (control: Locator) => () => control.getAttribute('aria-valuenow').then(Number);

test('a number is dragged, stepped by keys, and typed as an expression', async () => {
  const page = await openNode('number/value');
  const number = param(page, 'it', 'value').getByRole('spinbutton');
  await eventually(valueIn(number)).toBe(1);
  const from = await middle(number);
  await drag(page, from, { x: from.x + 40, y: from.y });
  await eventually(valueIn(number)).toBeGreaterThan(1.4);
  await page.keyboard.press('Control+z');
  await eventually(valueIn(number)).toBe(1);

  await number.focus();
  await page.keyboard.press('ArrowUp');
  await eventually(valueIn(number)).toBeCloseTo(1.1);
  await page.keyboard.press('Shift+ArrowDown');
  await eventually(valueIn(number)).toBeCloseTo(0.1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('2*(3+4)');
  await page.keyboard.press('Enter');
  await eventually(valueIn(number)).toBe(14);
  await page.keyboard.type('+=5');
  await page.keyboard.press('Enter');
  await eventually(valueIn(number)).toBe(19);
  await number.click();
  await page.keyboard.type('1/4');
  await page.keyboard.press('Enter');
  await eventually(valueIn(number)).toBe(0.25);
});

test('a slider is dragged, moved by keys, typed into, and goes back to its default', async () => {
  const page = await openNode('image/label', { inputs: { image: 'fill.image' } }, { fill });
  const slider = param(page, 'it', 'size').getByRole('slider');
  expect(await valueIn(slider)()).toBe(24);
  const box = (await slider.boundingBox())!;
  await drag(page, await middle(slider), { x: box.x + box.width * 0.75, y: box.y + box.height / 2 });
  await eventually(valueIn(slider)).toBeGreaterThan(370);
  expect(await valueIn(slider)()).toBeLessThan(400);
  await slider.dblclick();
  await eventually(valueIn(slider)).toBe(24);

  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await eventually(valueIn(slider)).toBe(25);
  await page.keyboard.press('Home');
  await eventually(valueIn(slider)).toBe(6);
  await page.keyboard.press('End');
  await eventually(valueIn(slider)).toBe(512);
  await page.keyboard.press('Enter');
  await page.keyboard.type('50%');
  await page.keyboard.press('Enter');
  await eventually(valueIn(slider)).toBe(259);
});

test('a seed is typed, rolled, and kept or let go', async () => {
  const page = await openNode('emotion/denoise');
  const row = param(page, 'it', 'seed');
  const seed = row.getByRole('spinbutton');
  await row.getByRole('button', { name: /roll a new one/i }).click();
  await eventually(valueIn(seed)).toBeGreaterThan(1);
  const rolled = await valueIn(seed)();
  await row.getByRole('button', { name: /roll a new one/i }).focus();
  await page.keyboard.press('Enter');
  await eventually(valueIn(seed)).not.toBe(rolled);
  await seed.focus();
  await page.keyboard.type('42');
  await page.keyboard.press('Enter');
  await eventually(valueIn(seed)).toBe(42);
  const lock = row.getByRole('button', { name: /keep it/i });
  expect(await lock.getAttribute('aria-pressed')).toBe('true');
  await lock.click();
  await eventually(() => lock.getAttribute('aria-pressed')).toBe('false');
  await lock.focus();
  await page.keyboard.press('Space');
  await eventually(() => lock.getAttribute('aria-pressed')).toBe('true');
});

test('a choice is searched and picked by the mouse, and by keys', async () => {
  const page = await openNode('number/calculate');
  const choice = param(page, 'it', 'operation').getByRole('combobox').first();
  await choice.click();
  await page.getByRole('combobox', { name: /search in/i }).fill('pow');
  await page.getByRole('option', { name: 'power' }).click();
  await eventually(() => choice.textContent()).toBe('power');
  await choice.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: /search in/i }).waitFor();
  await page.keyboard.type('mult');
  await page.keyboard.press('Enter');
  await eventually(() => choice.textContent()).toBe('multiply');
  await page.keyboard.press('ArrowRight');
  await eventually(() => choice.textContent()).toBe('divide');
});

test('a text of many lines is typed, and Escape takes it back', async () => {
  const page = await openNode('text/template');
  const text = param(page, 'it', 'text').getByRole('textbox');
  await text.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('first line');
  await page.keyboard.press('Enter');
  await page.keyboard.type('second line');
  expect(await text.inputValue()).toBe('first line\nsecond line');
  await page.keyboard.press('Control+Enter');
  await text.blur();
  await runGraph(page);
  await node(page, 'it').focus();
  await page.keyboard.press('Enter');
  await eventually(() => text.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.keyboard.type('lost');
  await page.keyboard.press('Escape');
  await eventually(() => text.inputValue()).toBe('first line\nsecond line');
});

test('a colour is picked and typed, and is what the picture has', async () => {
  const page = await openNode('image/frame', { inputs: { image: 'fill.image' } }, { fill });
  const row = param(page, 'it', 'colour');
  const digits = row.getByRole('textbox');
  const swatch = row.getByRole('button', { name: /pick a colour/ });
  await swatch.click();
  await page.getByRole('dialog').getByRole('button', { name: '#e5484d' }).click();
  await eventually(() => digits.inputValue()).toBe('#e5484d');
  await swatch.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: '#ffffff' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await eventually(() => digits.inputValue()).toBe('#9aa4b2');
  await digits.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('#0af');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await eventually(() => digits.inputValue()).toBe('#00aaff');
  await eventually(() => swatch.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(0, 170, 255)');
});

test('a file is dropped on its node, or chosen by a click or by Enter', async () => {
  const page = await openNode('image/load', { params: { file: '' } });
  const field = param(page, 'it', 'file').locator('.picture-drop-button');
  const bytes = (await readFile(PHOTO)).toString('base64');
  const files = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    const content = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    data.items.add(new File([content], 'dropped.png', { type: 'image/png' }));
    return data;
  }, bytes);
  await field.dispatchEvent('dragover', { dataTransfer: files });
  await field.dispatchEvent('drop', { dataTransfer: files });
  await eventually(() => field.getAttribute('aria-label')).toMatch(/dropped\.png/);
  await eventually(() => width(field.locator('img'))).toBeGreaterThan(50);

  const [byMouse] = await Promise.all([page.waitForEvent('filechooser'), field.click()]);
  await byMouse.setFiles(join(ROOT, 'examples/photos/coffee.png'));
  await eventually(() => field.getAttribute('aria-label')).toMatch(/coffee\.png/);
  await eventually(() => width(field.locator('img'))).toBeGreaterThan(50);
  await field.focus();
  const [byKey] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
  await byKey.setFiles(join(ROOT, 'examples/photos/rocket.jpg'));
  await eventually(() => field.getAttribute('aria-label')).toMatch(/rocket\.jpg/);
  await runGraph(page);
});

test('a picture is looked at large: zoomed, at one to one, and moved', async () => {
  const page = await openNode('image/preview', { inputs: { image: 'fill.image' } }, { fill });
  await runGraph(page);
  const open = node(page, 'it').getByRole('button', { name: /open/i });
  await open.click();
  const dialog = page.getByRole('dialog');
  const zoom = dialog.getByRole('status', { name: 'Zoom' });
  await dialog.getByRole('button', { name: '1:1' }).click();
  await eventually(() => zoom.textContent()).toBe('100 %');
  const picture = dialog.getByRole('img');
  expect((await picture.boundingBox())!.width).toBeCloseTo(await width(picture), 0);
  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  await eventually(() => zoom.textContent()).toBe('125 %');
  const before = (await picture.boundingBox())!;
  const from = await middle(picture);
  await drag(page, from, { x: from.x + 50, y: from.y + 30 });
  await eventually(async () => Math.round((await picture.boundingBox())!.x - before.x)).toBe(50);
  await page.mouse.wheel(0, -300);
  await eventually(() => zoom.textContent()).not.toBe('125 %');
  await page.keyboard.press('1');
  await eventually(() => zoom.textContent()).toBe('100 %');
  await page.keyboard.press('+');
  await eventually(() => zoom.textContent()).toBe('125 %');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await open.focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor();
});

test('before and after are compared by a line that the mouse and the keys move, and in four ways', async () => {
  const page = await openNode(
    'image/compare',
    { inputs: { before: 'fill.image', after: 'dark.image' } },
    { fill, dark: { ...fill, params: { ...fill.params, colour: '#102030' } } },
  );
  await runGraph(page);
  const line = node(page, 'it').getByRole('slider', { name: /line between/i });
  expect(await valueIn(line)()).toBe(50);
  await line.focus();
  await page.keyboard.press('ArrowLeft');
  await eventually(valueIn(line)).toBe(48);
  const wipe = (await node(page, 'it').locator('[data-widget=wipe]').boundingBox())!;
  const y = wipe.y + wipe.height / 2;
  await drag(page, { x: wipe.x + wipe.width * 0.48, y }, { x: wipe.x + wipe.width * 0.8, y });
  await eventually(valueIn(line)).toBe(80);
  await node(page, 'it')
    .getByRole('button', { name: /compare large/i })
    .click();
  const dialog = page.getByRole('dialog');
  for (const way of ['Side by side', 'Blink', 'Difference', 'Wipe']) {
    const button = dialog.getByRole('button', { name: way });
    await button.click();
    await eventually(() => button.getAttribute('aria-pressed')).toBe('true');
    expect(await dialog.locator('img').count()).toBe(2);
  }
  await page.keyboard.press('d');
  const difference = dialog.getByRole('button', { name: 'Difference' });
  await eventually(() => difference.getAttribute('aria-pressed')).toBe('true');
});

test('a mask is painted by the mouse and by keys, and is kept', async () => {
  const page = await openNode('mask/paint', { inputs: { image: 'fill.image' } }, { fill });
  await runGraph(page);
  const field = param(page, 'it', 'file').getByRole('button');
  await field.click();
  const dialog = page.getByRole('dialog', { name: 'Paint a mask' });
  const stage = dialog.getByRole('application');
  const undo = dialog.getByRole('button', { name: 'Undo' });
  expect(await undo.isDisabled()).toBe(true);
  const from = await middle(stage);
  await drag(page, from, { x: from.x + 80, y: from.y });
  await eventually(() => painted(dialog)).toBeGreaterThan(0);
  const byMouse = await painted(dialog);
  await undo.click();
  await eventually(() => painted(dialog)).toBe(0);
  await dialog.getByRole('button', { name: 'Redo' }).click();
  await eventually(() => painted(dialog)).toBe(byMouse);

  await stage.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Space');
  await eventually(() => painted(dialog)).toBeGreaterThan(byMouse);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  await eventually(() => field.getAttribute('aria-label')).toMatch(/edit the mask/i);
  await runGraph(page);

  // What is painted is not lost by a slip.
  await field.focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: 'Invert' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
  await dialog.waitFor({ state: 'detached' });
});

/** How many pixels of the mask are painted. */
const painted = (dialog: Locator): Promise<number> =>
  dialog.locator('canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]! > 127) count++;
    return count;
  });

test('an emotion is chosen on the pad by the mouse, by the arrows, and from the list', async () => {
  const page = await openNode('emotion/eic-convert');
  const pad = param(page, 'it', 'target').getByRole('radiogroup');
  const chosen = () => pad.locator('[role=radio][aria-checked=true]').textContent();
  await pad.getByRole('radio', { name: 'sadness' }).click();
  await eventually(chosen).toBe('sadness');
  await drag(
    page,
    await middle(pad.getByRole('radio', { name: 'sadness' })),
    await middle(pad.getByRole('radio', { name: 'anger' })),
  );
  await eventually(chosen).toBe('anger');
  await page.keyboard.press('ArrowRight');
  await eventually(chosen).toBe('fear');
  await page.keyboard.press('ArrowRight');
  await eventually(chosen).toBe('awe');
  const list = param(page, 'it', 'target').getByRole('combobox').first();
  await list.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('disg');
  await page.keyboard.press('Enter');
  await eventually(chosen).toBe('disgust');
});

test('the pad shows what the photo is felt to express, and what the edited one is', async () => {
  const { nodes } = JSON.parse(await readFile(join(ROOT, 'graphs/affective-edit.json'), 'utf8'));
  const felt = { type: 'emotion/mllm-encode', inputs: { image: 'decode.image', mllm: 'model.mllm' } };
  const page = await at.open({ graph: { nodes: { ...nodes, felt } } });
  const pad = param(page, 'eic', 'target').getByRole('radiogroup');
  const points = pad.getByRole('img');
  expect(await points.count()).toBe(0);
  await runGraph(page);
  await eventually(() => points.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
    expect.stringMatching(/^The picture is felt to express: \w+/),
    expect.stringMatching(/^After the edit: \w+/),
  ]);
});

test('what a picture feels like is drawn as bars, the likeliest first', async () => {
  const load = { type: 'image/load', params: { file: 'photos/coffee.jpg' } };
  const mllm = { type: 'emotion/mllm-encode', inputs: { image: 'load.image', mllm: 'model.mllm' } };
  const page = await openNode(
    'emotion/show',
    { inputs: { emotion: 'mllm.source' } },
    {
      load,
      model: { type: 'model/load' },
      mllm,
    },
  );
  await runGraph(page);
  const bars = node(page, 'it').locator('.emotion-bars');
  await eventually(() => bars.getByRole('listitem').count()).toBeGreaterThan(2);
  const parts = await bars.getByRole('listitem').allTextContents();
  const numbers = parts.map((part) => Number(/[\d.]+$/.exec(part)?.[0]));
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
});

test('a curve gets points, which the mouse and the keys move', async () => {
  const page = await openNode('image/curve', { inputs: { image: 'fill.image' } }, { fill });
  const curve = param(page, 'it', 'curve');
  const points = curve.getByRole('slider', { name: /^Point/ });
  expect(await points.count()).toBe(2);
  await curve.getByRole('button', { name: 'Add a point' }).click();
  await eventually(() => points.count()).toBe(3);
  const second = points.nth(1);
  const from = await middle(second);
  await drag(page, from, { x: from.x, y: from.y - 20 });
  await eventually(valueIn(second)).toBeGreaterThan(0.55);
  const dragged = await valueIn(second)();
  await second.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await eventually(valueIn(second)).toBeCloseTo(dragged - 0.1, 2);
  const plot = (await curve.locator('fieldset').boundingBox())!;
  await page.mouse.dblclick(plot.x + plot.width * 0.8, plot.y + plot.height * 0.3);
  await eventually(() => points.count()).toBe(4);
  await page.keyboard.press('Delete');
  await eventually(() => points.count()).toBe(3);
});

test('width and height keep their shape while they are locked', async () => {
  const page = await openNode('image/fill', { params: { width: 300, height: 200 } });
  const width = node(page, 'it').getByRole('spinbutton', { name: /width/i });
  const height = node(page, 'it').getByRole('spinbutton', { name: /height/i });
  await node(page, 'it').getByRole('button', { name: 'Keep the shape' }).click();
  await width.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('600');
  await page.keyboard.press('Enter');
  await eventually(valueIn(height)).toBe(400);
  const lock = node(page, 'it').getByRole('button', { name: 'Keep the shape' });
  await lock.focus();
  await page.keyboard.press('Enter');
  await eventually(() => lock.getAttribute('aria-pressed')).toBe('false');
  await width.focus();
  await page.keyboard.press('ArrowUp');
  await eventually(valueIn(width)).toBe(601);
  expect(await valueIn(height)()).toBe(400);
});

test('lists get items, lose them, and are sorted by the handle and by keys', async () => {
  const page = await openNode(
    'text/list',
    { params: { lines: ['one', 'two', 'three'] } },
    {
      fill: { type: 'number/list', params: { numbers: [1, 2] } },
    },
  );
  const list = param(page, 'it', 'lines');
  const items = () => list.getByRole('textbox').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  await eventually(items).toEqual(['one', 'two', 'three']);
  await list.getByRole('button', { name: /add one/ }).click();
  await eventually(() =>
    list
      .getByRole('textbox')
      .nth(3)
      .evaluate((one) => one === document.activeElement),
  ).toBe(true);
  await page.keyboard.type('four');
  await page.keyboard.press('Enter');
  await eventually(items).toEqual(['one', 'two', 'three', 'four']);
  const grip = (place: number) => list.getByRole('button', { name: `Move item ${place}`, exact: true });
  await drag(page, await middle(grip(1)), await middle(grip(3)));
  await eventually(items).toEqual(['two', 'three', 'one', 'four']);
  await grip(4).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await eventually(items).toEqual(['two', 'three', 'four', 'one']);
  await list.getByRole('button', { name: 'Remove item 2' }).click();
  await eventually(items).toEqual(['two', 'four', 'one']);

  const numbers = param(page, 'fill', 'numbers');
  await numbers.getByRole('button', { name: /add one/ }).click();
  await eventually(() => numbers.getByRole('spinbutton').count()).toBe(3);
  await numbers.getByRole('button', { name: 'Remove item 1' }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => numbers.getByRole('spinbutton').count()).toBe(2);
  await runGraph(page);
  await isDone(page);
});

/** How wide a picture is that was loaded, in its own pixels; 0 before. */
const width = (picture: Locator): Promise<number> =>
  picture.evaluate((img) => ((img as HTMLImageElement).complete ? (img as HTMLImageElement).naturalWidth : 0));
