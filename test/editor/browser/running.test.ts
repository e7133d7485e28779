import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { canvas, header, isDone, node, param, runGraph, stateOf, status } from './graph-page.js';
import { browsing, eventually } from './page.js';

const at = browsing(['--jobs', '1']);

/** A small graph that saves a picture at once. */
const FRAMED = {
  nodes: {
    fill: { type: 'image/fill', params: { colour: '#c08040', width: 300, height: 200 } },
    frame: { type: 'image/frame', inputs: { image: 'fill.image' } },
    save: { type: 'image/save', inputs: { image: 'frame.image' }, params: { file: 'framed.png' } },
  },
  interface: { outputs: { image: 'save.image' } },
  layout: { nodes: { fill: { x: 0, y: 0 }, frame: { x: 320, y: 0 }, save: { x: 640, y: 0 } } },
};

async function type(page: Page, id: string, name: string, value: string): Promise<void> {
  await param(page, id, name).locator('[role=slider], [role=spinbutton]').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type(value);
  await page.keyboard.press('Enter');
}

/** Writes down each state that a node comes into, and each text of its chip. */
async function watch(page: Page, id: string): Promise<() => Promise<string[]>> {
  const seen = await node(page, id).evaluateHandle((element) => {
    const list: string[] = [];
    const look = (): void => {
      const now = `${(element as HTMLElement).dataset['state']}: ${element.querySelector('.chip')?.textContent ?? ''}`;
      if (list.at(-1) !== now) list.push(now);
    };
    look();
    new MutationObserver(look).observe(element, {
      attributes: true,
      childList: true,
      characterData: true,
      subtree: true,
    });
    return list;
  });
  return () => seen.jsonValue();
}

test('each node says what it does: queued, running with steps and their rate, done with its time, cached', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await type(page, 'denoise', 'steps', '60');
  const seen = await watch(page, 'denoise');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const live = node(page, 'denoise').getByRole('img', { name: /live preview/ });
  await live.waitFor();
  await eventually(() => status(page).textContent()).toMatch(/running.*of \d+ nodes/);
  await isDone(page);
  const states = await seen();
  expect(states).toContainEqual(expect.stringMatching(/^queued: queued/));
  expect(states).toContainEqual(expect.stringMatching(/^running: \d+\/60 · \d+\.\d it\/s/));
  expect(states.at(-1)).toMatch(/^done: ✓ [\d.]+ m?s$/);
  await runGraph(page);
  await eventually(() => stateOf(page, 'denoise')).toBe('cached');
  expect(await header(page, 'denoise').textContent()).toMatch(/cached/);
});

test('what fails says why, and what to do, on its node and in the list of problems', async () => {
  at.allow(/404/);
  const page = await at.open({
    graph: {
      nodes: {
        load: { type: 'image/load', params: { file: 'photos/lost.jpg' } },
        show: { type: 'image/preview', inputs: { image: 'load.image' } },
      },
      layout: { nodes: { load: { x: 0, y: 0 }, show: { x: 320, y: 0 } } },
    },
  });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(() => status(page).textContent()).toMatch(/failed/);
  await eventually(() => stateOf(page, 'load')).toBe('failed');
  expect(await node(page, 'load').getByRole('alert').textContent()).toMatch(/lost\.jpg/);
  expect(await page.getByRole('region', { name: 'Messages' }).getByRole('alert').textContent()).toMatch(/lost\.jpg/);
  await page
    .getByRole('navigation', { name: 'Panels' })
    .getByRole('button', { name: /^Problems/ })
    .click();
  const problem = page.getByRole('complementary', { name: 'Problems' }).getByRole('button', { name: 'load' });
  await problem.click();
  await eventually(() => node(page, 'load').evaluate((one) => one === document.activeElement)).toBe(true);
});

test('a node runs with what it needs, and nothing else', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await header(page, 'mllm').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Run to here/ }).click();
  await isDone(page);
  await eventually(() => stateOf(page, 'mllm')).toMatch(/done|cached/);
  expect(await stateOf(page, 'load')).toMatch(/done|cached/);
  for (const id of ['denoise', 'decode', 'save']) expect(await stateOf(page, id)).toBe('idle');
});

test('live, a slider runs the graph again at preview size while it moves, and whole once it is let go', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await runGraph(page);
  const jobs: { isPreview: boolean; strength: number }[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/jobs')) return;
    const { isPreview = false, graph } = request.postDataJSON();
    jobs.push({ isPreview, strength: graph.nodes.decode.params?.strength ?? 1 });
  });
  await page.getByRole('button', { name: 'Live' }).click();
  const result = node(page, 'save').getByRole('img', { name: /^Result/ });
  const width = () => result.evaluate((img) => (img as HTMLImageElement).naturalWidth);
  await eventually(width).toBe(512);

  const slider = param(page, 'decode', 'strength').getByRole('slider');
  const box = (await slider.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.9, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.3, y, { steps: 12 });
  await eventually(width).toBe(384);
  expect(jobs.every(({ isPreview }) => isPreview)).toBe(true);
  await page.mouse.up();
  await isDone(page);
  await eventually(width).toBe(512);
  const strength = Number(await slider.getAttribute('aria-valuenow'));
  expect(jobs.at(-1)).toEqual({ isPreview: false, strength });
  expect(jobs.length).toBeLessThan(12);
});

test('a run is cancelled, and another begins at once', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await type(page, 'denoise', 'steps', '100');
  await type(page, 'denoise', 'seed', '7');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(() => stateOf(page, 'denoise')).toBe('running');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await eventually(() => status(page).textContent()).toBe('cancelled');
  await type(page, 'denoise', 'steps', '4');
  await runGraph(page);
});

test('a run that goes on while the page is loaded anew is followed to its end', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await type(page, 'denoise', 'steps', '100');
  await type(page, 'denoise', 'seed', '11');
  await eventually(() => page.locator('footer').textContent()).toMatch(/kept in this browser/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(() => stateOf(page, 'denoise')).toBe('running');
  await page.reload();
  await eventually(() => stateOf(page, 'denoise')).toBe('running');
  await isDone(page);
  await node(page, 'save')
    .getByRole('img', { name: /^Result/ })
    .waitFor();
});

test('what the nodes showed of the last run is seen again once the page is loaded anew', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await isDone(page);
  await page.reload();
  await node(page, 'save')
    .getByRole('img', { name: /^Result/ })
    .waitFor();
  await node(page, 'compare').getByRole('slider').waitFor();
});

test('runs wait for their turn in the queue, and are cancelled there', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await type(page, 'denoise', 'steps', '100');
  for (const seed of ['8', '9', '10']) {
    await type(page, 'denoise', 'seed', seed);
    await page.keyboard.press('Control+Enter');
  }
  const queue = page.getByRole('complementary', { name: 'Queue and history' });
  await eventually(() => queue.getByRole('progressbar', { name: 'Progress of Affective edit' }).count()).toBe(1);
  await queue.getByText('starts next').waitFor();
  const cancel = queue.getByRole('button', { name: 'Cancel Affective edit' });
  for (let left = 3; left > 0; left--) {
    await cancel.last().click();
    await eventually(() => cancel.count()).toBe(left - 1);
  }
  await eventually(() => status(page).textContent()).toBe('cancelled');
  await eventually(() =>
    queue.getByRole('option', { name: /Affective edit, cancelled/ }).count(),
  ).toBeGreaterThanOrEqual(3);
});

test('an old run is looked at, opened, compared with another, and deleted with a way back', async () => {
  const page = await at.open({ graph: FRAMED });
  await runGraph(page);
  await param(page, 'frame', 'colour').getByRole('textbox').fill('#102030');
  await page.keyboard.press('Tab');
  await runGraph(page);
  const queue = page.getByRole('complementary', { name: 'Queue and history' });
  const runs = queue.getByRole('listbox', { name: 'History' }).getByRole('option', { name: /test-/ });
  await eventually(() => runs.locator('img').count()).toBeGreaterThanOrEqual(2);

  await runs.nth(1).click();
  await queue.getByRole('button', { name: 'Open graph' }).click();
  await eventually(() => page.getByRole('tab').count()).toBe(2);
  await eventually(() => param(page, 'frame', 'colour').getByRole('textbox').inputValue()).toBe('#ffffff');

  await runs.nth(0).click({ modifiers: ['Control'] });
  await queue.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare runs' });
  const differences = dialog.getByRole('listitem').filter({ hasText: 'colour' });
  await eventually(() => differences.textContent()).toMatch(/#ffffff|not given/);
  expect(await differences.textContent()).toMatch(/#102030/);
  await dialog.getByRole('button', { name: /open large/i }).click();
  await page.getByRole('slider', { name: /line between/i }).waitFor();
  await page.keyboard.press('Escape');

  const before = await runs.count();
  await runs.nth(0).focus();
  await page.keyboard.press('Delete');
  await eventually(() => runs.count()).toBe(before - 2);
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await eventually(() => runs.count()).toBe(before);
});

test('the machines are shown with what they hold, and kept results are cleared after a question', async () => {
  const page = await at.open({ graph: FRAMED });
  await runGraph(page);
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Machines' }).click();
  const panel = page.getByRole('complementary', { name: 'Machines' });
  await panel.getByText('This server').waitFor();
  await panel.getByRole('button', { name: 'Clear…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await panel.getByRole('button', { name: 'Clear…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('Kept results were cleared').waitFor();
});

test('what is wrong is said on the node while one edits, and a list of it leads there', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  await header(page, 'model').click();
  await page.keyboard.press('Delete');
  await eventually(() => stateOf(page, 'denoise')).toBe('invalid');
  expect(await node(page, 'denoise').textContent()).toMatch(/unet: /);
  await page.getByRole('button', { name: /^\d+ problems$/ }).click();
  const panel = page.getByRole('complementary', { name: 'Problems' });
  await panel.getByRole('button', { name: /Denoise · unet/ }).click();
  await eventually(() => node(page, 'denoise').evaluate((one) => one === document.activeElement)).toBe(true);
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' }).click();
  await node(page, 'model').waitFor();
  await eventually(() => stateOf(page, 'denoise')).toBe('idle');
  await panel.getByText('No problems').waitFor();
});

test('a graph without nodes says that there is nothing to run', async () => {
  const page = await at.open({ graph: { nodes: {} } });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await eventually(() => status(page).textContent()).toMatch(/nothing to run/);
  await canvas(page).waitFor();
});

test('a seed that is not locked is another after each run, and one that is locked stays', async () => {
  const page = await at.open({ graph: 'affective-edit' });
  const row = param(page, 'denoise', 'seed');
  const seed = () => row.getByRole('spinbutton').getAttribute('aria-valuenow');
  await runGraph(page);
  expect(await seed()).toBe('0');
  await row.getByRole('button', { name: /keep it/ }).click();
  await runGraph(page);
  await eventually(seed).not.toBe('0');
  const second = await seed();
  await runGraph(page);
  await eventually(seed).not.toBe(second);
  await row.getByRole('button', { name: /keep it/ }).click();
  const third = await seed();
  await runGraph(page);
  expect(await seed()).toBe(third);
});
