import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { ask, makePlace, type Place, type Served, startServer } from '../../server/served.js';
import { launchChromium } from './chromium.js';

/** How long a test waits for what it expects, in milliseconds. */
export const PATIENCE = 20_000;

export type Opening = BrowserContextOptions & {
  /** The graph to open: a name, or a graph that is saved under a name of its own first. */
  readonly graph?: string | object;
  /** What is set before the page starts, as it is kept in the browser. */
  readonly settings?: object;
};

export type Browsing = {
  readonly server: Served;
  readonly browser: Browser;
  /** Opens the editor in a browser of its own: nothing is kept there yet. Waits until the graph is drawn. */
  open(opening?: Opening): Promise<Page>;
  /** Lets the page complain about this, in the test that goes on. */
  allow(complaint: RegExp): void;
};

/**
 * One server and one browser for the tests of a file. Each test ends with a look at what its pages complained about;
 * where one fails, a picture of its pages is kept.
 */
export function browsing(flags: readonly string[] = []): Browsing {
  let server: Served | undefined;
  let browser: Browser | undefined;
  let place: Place | undefined;
  let saved = 0;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  const allowed: RegExp[] = [];

  // Installing Chromium may take minutes, once.
  beforeAll(async () => {
    place = await makePlace();
    [server, browser] = await Promise.all([startServer(flags, place), launchChromium()]);
  }, 600_000);

  afterAll(async () => {
    await Promise.allSettled([browser?.close(), server?.stop()]);
    if (place) await rm(place.folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    const heard = complaints.splice(0).filter((one) => !allowed.some((pattern) => pattern.test(one)));
    allowed.length = 0;
    const open = contexts.splice(0);
    if (task.result?.state === 'fail' || heard.length > 0) await keepPictures(open, task.name);
    await Promise.all(open.map((context) => context.close()));
    expect(heard, 'what the page complained about').toEqual([]);
  });

  function listen(page: Page): void {
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => complaints.push(`error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
    });
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // What the page itself gave up, such as a picture that is no longer shown, did not fail.
      if (why !== 'net::ERR_ABORTED') complaints.push(`${why}: ${request.url()}`);
    });
  }

  async function open({ graph, settings, ...options }: Opening = {}): Promise<Page> {
    const { url } = server!;
    const name = typeof graph === 'object' ? await saveGraph(server!, `test-${++saved}`, graph) : graph;
    const context = await browser!.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      colorScheme: 'dark',
      reducedMotion: 'reduce',
      baseURL: url,
      ...options,
    });
    contexts.push(context);
    context.on('page', listen);
    if (settings) {
      await context.addInitScript((kept) => {
        // The empty page before the first one keeps nothing.
        if (location.protocol === 'about:') return;
        if (localStorage.getItem('moodwire.settings') === null) localStorage.setItem('moodwire.settings', kept);
      }, JSON.stringify(settings));
    }
    const page = await context.newPage();
    await page.goto(name === undefined ? '/' : `/?graph=${name}`);
    await page.locator('html[data-ready=true]').waitFor();
    return page;
  }

  return {
    get server() {
      return server!;
    },
    get browser() {
      return browser!;
    },
    open,
    allow: (complaint) => {
      allowed.push(complaint);
    },
  };
}

/** Saves a graph on the server, as if somebody had before. Gives its name. */
export async function saveGraph(server: Served, name: string, graph: object): Promise<string> {
  const json = { format: 'moodwire.graph', version: 2, title: name, ...graph };
  const { status, body } = await ask(`${server.api}/graphs/${name}`, { method: 'PUT', json });
  expect([200, 201], JSON.stringify(body)).toContain(status);
  return name;
}

/** Reads again and again until it is as expected: `await eventually(() => status(page)).toMatch(/done$/)`. */
export const eventually = <T>(read: () => T | Promise<T>, timeout = PATIENCE) =>
  expect.poll(read, { timeout, interval: 50 });

async function keepPictures(contexts: readonly BrowserContext[], test: string): Promise<void> {
  const folder = join(tmpdir(), 'moodwire-failed');
  await mkdir(folder, { recursive: true });
  const name = test.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
  for (const [at, page] of contexts.flatMap((context) => context.pages()).entries()) {
    const path = join(folder, `${name}-${at}.png`);
    await page.screenshot({ path, timeout: 5_000 }).then(
      () => console.log(`A picture of the page is in ${path}`),
      () => {},
    );
  }
}
