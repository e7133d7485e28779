import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { watchStart } from './in-page.mjs';
import { MOTIONS, measureMotion } from './motions.mjs';
import { createPointer } from './pointer.mjs';

const WINDOW = { width: 1400, height: 900 };
const LIMIT = 60_000;

/**
 * Opens a graph in a fresh page with nothing cached, and moves about in it.
 * @returns `{ interactive, heap, heapAfter, bundle, frames, problems }`: ms, bytes, bytes, gzip bytes, by motion its frames in
 * ms, and what went wrong
 */
export async function visit(browser, url, milliseconds) {
  const context = await browser.newContext({ viewport: WINDOW });
  try {
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    const bundle = gatherBundle(page);
    const session = await context.newCDPSession(page);
    const pointer = createPointer(session);
    await page.addInitScript(watchStart);
    const interactive = await firstInteractive(page, pointer, url);
    const measured = { interactive, bundle: await bundle(), heap: await heapOf(session), frames: {}, problems };
    for (const motion of MOTIONS) {
      try {
        measured.frames[motion.name] = await measureMotion({ page, pointer, session }, motion, milliseconds);
      } catch (error) {
        problems.push(`${motion.name}: ${error.message}`);
      }
    }
    return { ...measured, heapAfter: await heapOf(session) };
  } finally {
    await context.close();
  }
}

/** From the start of the navigation to the frame after the first input that is handled once all is there, in ms. */
async function firstInteractive(page, pointer, url) {
  await page.goto(url, { waitUntil: 'commit' });
  const until = performance.now() + LIMIT;
  let isDone = false;
  // The mouse never rests, so that an input waits for the page from the moment on that it could be handled.
  const moving = (async () => {
    for (let at = 0; !isDone; at++) {
      await Promise.race([pointer.move(700 + (at % 2), 450), wait(1000)]);
      await wait(8);
    }
  })();
  try {
    const timeout = until - performance.now();
    const handle = await page.waitForFunction(() => window.benchStart?.interactiveAt, undefined, { timeout });
    return await handle.jsonValue();
  } catch (error) {
    const ready = await page
      .evaluate(() => document.documentElement.dataset.ready ?? 'not there')
      .catch(() => 'unknown');
    throw new Error(
      `not interactive within ${LIMIT / 1000} s: data-ready is ${ready}. ${error.message.split('\n')[0]}`,
    );
  } finally {
    isDone = true;
    await moving;
  }
}

async function heapOf(session) {
  for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
}

/** Gathers page, scripts and styles from now on. @returns a function that gives their size in gzip bytes */
function gatherBundle(page) {
  const bodies = [];
  page.on('response', (response) => {
    if (!['document', 'script', 'stylesheet'].includes(response.request().resourceType())) return;
    bodies.push(response.body().catch(() => Buffer.alloc(0)));
  });
  return async () => {
    const all = await Promise.all(bodies.splice(0));
    return all.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  };
}
