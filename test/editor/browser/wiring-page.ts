import type { Page } from 'playwright-core';
import { canvas, middle, type Spot, socket } from './graph-page.js';
import { eventually } from './page.js';

/** A photo that is scaled twice and framed in a sheet, with room around it, and a number that feeds nothing. */
export const scaled = {
  nodes: {
    load: { type: 'image/load', params: { file: 'photos/coffee.jpg' } },
    small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 96 } },
    tiny: { type: 'image/resize', inputs: { image: 'small.image' }, params: { width: 48 } },
    number: { type: 'number/value', params: { value: 64 } },
  },
  layout: {
    nodes: {
      load: { x: 0, y: 0, look: false },
      small: { x: 420, y: 0, look: false },
      tiny: { x: 840, y: 0, look: false },
      number: { x: 0, y: 420 },
    },
  },
};

/** Room for the canvas, and the history of edits beside it. */
export const roomy = { isRightOpen: false, showsMinimap: false, leftPanel: 'history' };

/** A place of the canvas, in parts of its width and height. */
export async function spot(page: Page, across: number, down: number): Promise<Spot> {
  const box = await canvas(page).boundingBox();
  return { x: box!.x + box!.width * across, y: box!.y + box!.height * down };
}

/** The middle of a link: it is half way between its ends. */
export async function lineMiddle(
  page: Page,
  from: readonly [string, string],
  to: readonly [string, string],
): Promise<Spot> {
  const [a, b] = [await middle(socket(page, ...from, 'output')), await middle(socket(page, ...to, 'input'))];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** The ids of what stands on the canvas, in order of the alphabet. */
export const nodeIds = (page: Page): Promise<string[]> =>
  page.locator('[data-node]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['node'] ?? '').sort());

/** The slots that are fed, as `node.slot`, in order of the alphabet. */
export const fedSlots = (page: Page): Promise<string[]> =>
  page.locator('[data-line]').evaluateAll((all) => all.map((one) => (one as SVGElement).dataset['line'] ?? '').sort());

/** What the history panel lists as done, but for the first line. */
export const steps = async (page: Page): Promise<string[]> =>
  (await page.locator('.history-step:not(.is-undone) > span:first-of-type').allTextContents()).slice(1);

export const undo = (page: Page): Promise<void> => page.keyboard.press('Control+z');
export const redo = (page: Page): Promise<void> => page.keyboard.press('Control+Shift+Z');

/** Presses the mouse and goes somewhere with it, without letting go. */
export async function holdTo(page: Page, from: Spot, to: Spot): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
}

export const expectNodes = (page: Page, ids: readonly string[]): Promise<void> =>
  eventually(() => nodeIds(page)).toEqual([...ids].sort());

export const expectFed = (page: Page, slots: readonly string[]): Promise<void> =>
  eventually(() => fedSlots(page)).toEqual([...slots].sort());
