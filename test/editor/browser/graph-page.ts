import type { Locator, Page } from 'playwright-core';
import { eventually } from './page.js';

/** What stands on the canvas, as a person finds it. */
export const node = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`);
export const header = (page: Page, id: string): Locator => node(page, id).locator('[data-node-header]');
export const param = (page: Page, id: string, name: string): Locator => page.locator(`[data-param="${id}.${name}"]`);
export const line = (page: Page, id: string, slot: string): Locator => page.locator(`[data-line="${id}.${slot}"]`);
export const canvas = (page: Page): Locator => page.getByTestId('canvas');
export const socket = (page: Page, id: string, port: string, side: 'input' | 'output'): Locator =>
  page.locator(`[data-socket="${id}.${port}"][data-side=${side}]`);
export const status = (page: Page): Locator => page.locator('footer [role=status]');
export const stateOf = (page: Page, id: string): Promise<string | null> => node(page, id).getAttribute('data-state');

/** Presses Run, and waits until the status says that it is done. */
export async function runGraph(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await isDone(page);
}

export const isDone = (page: Page): Promise<void> =>
  eventually(() => status(page).textContent(), 45_000).toMatch(/done$/);

/** Does something by its name in the command palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const search = page.getByRole('dialog').getByRole('combobox');
  await search.fill(name);
  await page.getByRole('dialog').getByRole('option', { name }).first().waitFor();
  await search.press('Enter');
}

/** Draws a link with the mouse, from an output to an input. */
export async function connect(
  page: Page,
  from: readonly [string, string],
  to: readonly [string, string],
): Promise<void> {
  await drag(page, await middle(socket(page, ...from, 'output')), await middle(socket(page, ...to, 'input')));
}

export type Spot = { readonly x: number; readonly y: number };

/** Where the middle of something is on the page. */
export async function middle(of: Locator): Promise<Spot> {
  const box = await of.boundingBox();
  if (!box) throw new Error('what should be there is not to be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Drags with the mouse from one place of the page to another, in steps as a hand does. */
export async function drag(page: Page, from: Spot, to: Spot): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await page.mouse.up();
}
