// `npm run pictures`: makes docs/images, the pictures of the editor in README.md and docs/editor.md, with a server and a
// Chromium of its own. Run it when the editor looks different. MOODWIRE_CHROMIUM names the browser where it is not found.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { record } from './record-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const wanted = process.argv.slice(2);

/** Starts `moodwire serve` with a data folder that goes with it. */
async function serve() {
  const folder = mkdtempSync(join(tmpdir(), 'moodwire-pictures-'));
  const env = { ...process.env, MOODWIRE_DATA_DIR: folder, MOODWIRE_CACHE_DIR: join(folder, 'cache') };
  const program = join(root, 'packages/server/bin/moodwire.js');
  const child = spawn(process.execPath, [program, 'serve', '--json', '--port', '0'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface(child.stdout);
  const url = await new Promise((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line).url));
    child.once('exit', () => reject(new Error('moodwire serve ended before it listened; run npm run build first')));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', () => {
        rmSync(folder, { recursive: true, force: true });
        resolve();
      });
      child.kill();
    });
  return { url, stop };
}

function findChromium() {
  const { MOODWIRE_CHROMIUM: named, PATH = '' } = process.env;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const places = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [...(named ? [named] : places)].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined)
    throw new Error('No Chromium was found. Install one, or name its program in MOODWIRE_CHROMIUM.');
  return found;
}

const DESKTOP = { width: 1440, height: 810 };
const PHONE = { width: 390, height: 844 };

/** Opens the editor in a browser of its own that keeps nothing, with these settings. */
async function open(
  { browser, url },
  { graph, settings = {}, viewport = DESKTOP, scale = 1, theme = 'dark', ...options } = {},
) {
  const context = await browser.newContext({
    viewport,
    deviceScaleFactor: scale,
    colorScheme: theme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  const kept = JSON.stringify({ isRightOpen: false, showsMinimap: false, ...settings });
  await context.addInitScript((text) => localStorage.setItem('moodwire.settings', text), kept);
  const page = await context.newPage();
  await page.goto(graph === undefined ? url : `${url}/?graph=${graph}`);
  await page.locator('html[data-ready=true]').waitFor();
  return page;
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).first().click();
const statusIs = (page, pattern) =>
  page.locator('footer [role=status]').filter({ hasText: pattern }).waitFor({ timeout: 60_000 });

async function run(page) {
  await press(page, 'Run');
  await statusIs(page, /done$/);
  await settle(page);
}

/** Waits until every picture on the page is there, and nothing moves any more. */
async function settle(page) {
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await page.waitForTimeout(700);
}

/** Writes the page as it stands, in few colours. */
async function keep(page, name) {
  await settle(page);
  const png = await page.screenshot();
  const file = join(images, `${name}.png`);
  await sharp(png).png({ palette: true, colours: 256, quality: 95, dither: 0.6, effort: 10 }).toFile(file);
  console.log(file);
  await page.context().close();
}

const param = (page, place) => page.locator(`[data-param="${place}"]`);

async function middleOf(place) {
  const { x, y, width, height } = await place.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

const pictures = {
  async 'editor-dark'(at) {
    const page = await open(at);
    await run(page);
    await keep(page, 'editor-dark');
  },

  async 'editor-light'(at) {
    const page = await open(at, { theme: 'light' });
    await run(page);
    await keep(page, 'editor-light');
  },

  async 'editor-app'(at) {
    const page = await open(at, { settings: { view: 'app' } });
    await run(page);
    await keep(page, 'editor-app');
  },

  async 'editor-phone'(at) {
    const page = await open(at, { viewport: PHONE, settings: { view: 'app' }, hasTouch: true, isMobile: true });
    await settle(page);
    await keep(page, 'editor-phone');
  },

  /** A link that is let go over nothing asks for the node that it should go to. */
  async 'editor-palette'(at) {
    const page = await open(at);
    await run(page);
    const from = await middleOf(page.locator('[data-socket="denoise.latent"][data-side=output]'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 300, { steps: 4 });
    await page.mouse.move(660, 550, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('dialog').waitFor();
    await keep(page, 'editor-palette');
  },

  async 'editor-groups'(at) {
    const answer = await fetch(`${at.url}/api/v1/graphs/grouped`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(grouped),
    });
    if (!answer.ok) throw new Error(await answer.text());
    const page = await open(at, { graph: 'grouped' });
    await press(page, 'Run');
    await statusIs(page, /failed/i);
    await keep(page, 'editor-groups');
  },

  /** Run, and then the strength moved in live mode. */
  async editor(at) {
    const page = await open(at, { reducedMotion: 'no-preference' });
    await settle(page);
    const recording = await record(page);
    await page.waitForTimeout(600);
    await recording.moveTo(page.getByRole('button', { name: 'Run', exact: true }));
    await recording.slowly(async () => {
      await press(page, 'Run');
      await statusIs(page, /done$/);
    });
    await page.waitForTimeout(1000);
    await recording.moveTo(page.getByRole('button', { name: 'Live', exact: true }));
    await press(page, 'Live');
    const slider = param(page, 'decode.strength').getByRole('slider');
    await recording.moveTo(slider, 0.95);
    const { x, y, width, height } = await slider.boundingBox();
    await page.mouse.down();
    for (const part of [0.75, 0.5, 0.25, 0.05, 0.3, 0.65, 0.98]) {
      await page.mouse.move(x + width * part, y + height / 2, { steps: 4 });
      await page.waitForTimeout(350);
    }
    await page.mouse.up();
    await page.waitForTimeout(500);
    await recording.save(join(images, 'editor.webp'), { width: 960, fps: 10 });
    await page.context().close();
  },
};

/** Two photos in groups of their own, a note, and a photo that is not there. */
const grouped = {
  format: 'moodwire.graph',
  version: 2,
  title: 'Postcards',
  nodes: {
    coffee: { type: 'image/load', title: 'Breakfast', params: { file: 'photos/coffee.jpg' } },
    rocket: { type: 'image/load', title: 'Holiday', params: { file: 'photos/beach.jpg' } },
    awe: { type: 'emotion/edit', title: 'More awe', inputs: { image: 'coffee.image' }, params: { target: 'awe' } },
    wall: { type: 'image/grid', inputs: { images: ['awe.image', 'rocket.image'] }, params: { columns: 2 } },
    save: { type: 'image/save', inputs: { image: 'wall.image' }, params: { file: 'output/postcards.jpg' } },
  },
  layout: {
    nodes: {
      coffee: { x: 0, y: 0 },
      rocket: { x: 0, y: 260 },
      awe: { x: 340, y: 0 },
      wall: { x: 690, y: 60 },
      save: { x: 1000, y: 60 },
    },
    groups: [
      { id: 'g1', x: -30, y: -60, w: 292, h: 620, title: 'Photos', colour: 'teal' },
      { id: 'g2', x: 650, y: 0, w: 654, h: 520, title: 'The wall', colour: 'violet' },
    ],
    notes: [
      {
        id: 'n1',
        x: 340,
        y: 390,
        w: 260,
        h: 80,
        text: '**Holiday** needs its photo: drop one on the node.',
        colour: 'amber',
      },
    ],
  },
};

mkdirSync(images, { recursive: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--disable-gpu', '--no-first-run'] });
try {
  for (const [name, make] of Object.entries(pictures)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    // Each by a server of its own, which has computed nothing yet.
    const server = await serve();
    try {
      await make({ browser, url: server.url });
    } finally {
      await server.stop();
    }
  }
} finally {
  await browser.close();
}
const sizes = await Promise.all((await readdir(images)).map(async (name) => (await stat(join(images, name))).size));
console.log(`docs/images: ${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB`);
