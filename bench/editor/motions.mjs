import { findEmpty, findHeader, nodeWidth, startFrames, stopFrames } from './in-page.mjs';

/** How far the wheel zooms: a tenfold, and how many events a way takes where an editor heeds how far the wheel turns. */
const [SMALLEST, LARGEST, EVENTS] = [0.15, 1.5, 60];

/** Each motion begins from the middle of the graph at 100 %, or where it says so from a view of the whole graph. */
export const MOTIONS = [
  { name: 'pan', perform: pan },
  { name: 'zoom', perform: zoom },
  { name: 'drag a node', perform: dragNode },
  { name: 'pan, zoomed to fit', isFit: true, perform: pan },
];

/**
 * Performs one motion with real input.
 * @returns how long each frame took, in ms
 * @throws when nothing on the screen changed
 */
export async function measureMotion(visit, motion, milliseconds) {
  const { page } = visit;
  await page.focus('[data-testid=canvas]');
  await page.keyboard.press('f');
  await settle(page);
  if (!motion.isFit) await page.keyboard.press('1');
  await settle(page);
  const before = await page.screenshot({ type: 'jpeg' });
  const frames = await motion.perform(visit, milliseconds, motion.isFit === true);
  const after = await page.screenshot({ type: 'jpeg' });
  if (before.equals(after)) throw new Error(`"${motion.name}" changed nothing on the screen`);
  return frames;
}

/** Frames while `act` goes on. */
async function framesDuring(page, act) {
  await page.evaluate(startFrames);
  await act();
  return page.evaluate(stopFrames);
}

async function pan({ page, pointer }, milliseconds, isFit) {
  const start = await page.evaluate(findEmpty, isFit);
  if (!start) throw new Error('there is no empty place on the canvas to pan by');
  return dragFrom(page, pointer, start, { width: 560, height: 340 }, milliseconds);
}

async function dragNode({ page, pointer }, milliseconds) {
  const start = await page.evaluate(findHeader);
  if (!start) throw new Error('there is no [data-node-header] to drag a node by');
  return dragFrom(page, pointer, start, { width: 300, height: 200 }, milliseconds);
}

/** Swings about the place where it began, as far as the canvas goes. */
async function dragFrom(page, pointer, { x, y, box }, { width, height }, milliseconds) {
  const within = (value, low, high) => Math.min(high - 4, Math.max(low + 4, value));
  const placeAt = (ms) => ({
    x: within(x + width * Math.sin((ms / 1600) * 2 * Math.PI), box.left, box.right),
    y: within(y + height * Math.sin((ms / 1100) * 2 * Math.PI), box.top, box.bottom),
  });
  await pointer.move(x, y);
  await pointer.press(x, y);
  let last;
  const frames = await framesDuring(page, async () => {
    last = await pointer.drag(placeAt, milliseconds);
  });
  await pointer.release(last.x, last.y);
  return frames;
}

async function zoom({ page, pointer }, milliseconds) {
  const { x, y } = await page.evaluate(findEmpty, false);
  await pointer.move(x, y);
  const { delta, factor } = await wheelStep(page, pointer, x, y);
  let [scale, way] = [1, 1];
  const deltaOf = () => {
    if (scale < SMALLEST * 1.02) way = -1;
    if (scale > LARGEST / 1.02) way = 1;
    scale *= way > 0 ? 1 / factor : factor;
    return way * delta;
  };
  return framesDuring(page, () => pointer.turn(x, y, deltaOf, milliseconds));
}

/** How far to turn the wheel for a step of which EVENTS go a tenfold, and by how much it zooms. Leaves the view as it was. */
async function wheelStep(page, pointer, x, y) {
  const tried = 20;
  const small = await zoomedBy(page, pointer, x, y, tried);
  const large = await zoomedBy(page, pointer, x, y, tried * 2);
  if (!(small > 1.0001)) throw new Error(`the wheel does not zoom: a node's width changed by ${small}`);
  const heedsDelta = Math.log(large) > Math.log(small) * 1.3;
  if (!heedsDelta) return { delta: tried, factor: small };
  const factor = (LARGEST / SMALLEST) ** (1 / EVENTS);
  return { delta: tried * (Math.log(factor) / Math.log(small)), factor };
}

async function zoomedBy(page, pointer, x, y, delta) {
  const before = await page.evaluate(nodeWidth);
  await pointer.wheel(x, y, delta);
  await settle(page);
  const after = await page.evaluate(nodeWidth);
  await pointer.wheel(x, y, -delta);
  await settle(page);
  return before / after;
}

/** Waits until the page has drawn what it was asked for. */
async function settle(page) {
  await page.waitForTimeout(200);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
}
