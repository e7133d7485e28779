import { expect, test } from 'vitest';
import { axeFindings } from './accessible.js';
import { canvas } from './graph-page.js';
import { browsing, eventually } from './page.js';
import { scaled } from './wiring-page.js';

const at = browsing();

const form = {
  title: 'Small photo',
  ...scaled,
  interface: { inputs: { photo: 'load.file', width: 'small.width' }, outputs: { picture: 'small.image' } },
};

test('the interface is a form on a phone: values are given, it is started, and the result is shown', async () => {
  const page = await at.open({
    graph: form,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const main = page.getByRole('main');
  await main.getByText('photo').first().waitFor();
  const width = main.getByRole('spinbutton', { name: 'width' });
  await width.waitFor();
  // It fits the page.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await width.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('64');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Start' }).tap();
  const result = main.getByRole('img', { name: /Result/ }).first();
  await eventually(
    () => result.evaluate((img) => (img as HTMLImageElement).naturalWidth).catch(() => 0),
    45_000,
  ).toBeGreaterThan(20);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Graph', exact: true }).tap();
  await canvas(page).waitFor();
});
