import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ask } from '../../server/served.js';
import { findChromium } from './chromium.js';
import { canvas, drag, header, middle, node } from './graph-page.js';
import { browsing, eventually, saveGraph } from './page.js';
import { expectFed, expectNodes, roomy, scaled, steps, undo } from './wiring-page.js';

const at = browsing();

const IDS = ['load', 'small', 'tiny', 'number'];
const FED = ['small.image', 'tiny.image'];

const ready = (page: Page): Promise<void> => page.locator('html[data-ready=true]').waitFor();

/** Moves the number, and bypasses it. */
async function work(page: Page): Promise<void> {
  const from = await middle(header(page, 'number'));
  await drag(page, from, { x: from.x + 60, y: from.y + 30 });
  await page.keyboard.press('Control+b');
  await eventually(() => node(page, 'number').getAttribute('class')).toMatch(/node-bypass/);
  await eventually(() => page.locator('footer').textContent()).toMatch(/kept in this browser|saved/);
}

async function isAsItWas(page: Page): Promise<void> {
  await expectNodes(page, IDS);
  await expectFed(page, FED);
  await eventually(() => node(page, 'number').getAttribute('class')).toMatch(/node-bypass/);
  await eventually(() => steps(page)).toEqual(['Move', 'Bypass']);
  await undo(page);
  await eventually(() => node(page, 'number').getAttribute('class')).not.toMatch(/node-bypass/);
}

describe('what is open', () => {
  test('is there again after a reload, with what can be undone', async () => {
    const page = await at.open({ graph: scaled, settings: roomy });
    await work(page);
    await page.reload();
    await ready(page);
    await isAsItWas(page);
  });

  test('is there again when the page was closed, and a closed tab is opened again', async () => {
    const page = await at.open({ graph: scaled, settings: roomy });
    await work(page);
    await page.getByRole('button', { name: 'New graph' }).click();
    await canvas(page).focus();
    await page.keyboard.press('Shift+N');
    await page.locator('[data-frame="note:note"]').waitFor();
    const context = page.context();
    await page.close();
    const again = await context.newPage();
    await again.goto('/');
    await ready(again);
    await eventually(() => again.getByRole('tab').count()).toBe(2);
    await again.locator('[data-frame="note:note"]').waitFor();
    await again.getByRole('tab').first().click();
    await expectNodes(again, IDS);
    await again.keyboard.press('Alt+w');
    await eventually(() => again.getByRole('tab').count()).toBe(1);
    await again.keyboard.press('Alt+Shift+T');
    await eventually(() => again.getByRole('tab').count()).toBe(2);
    await isAsItWas(again);
  });

  test('is there again after the browser was killed', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'moodwire-profile-'));
    const name = await saveGraph(at.server, 'crash', scaled);
    const launch = async () => {
      const server = await chromium.launchPersistentContext(profile, {
        executablePath: findChromium(),
        args: ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
        viewport: { width: 1440, height: 900 },
        locale: 'en-GB',
      });
      await server.addInitScript((kept) => {
        if (location.protocol.startsWith('http') && localStorage.getItem('moodwire.settings') === null)
          localStorage.setItem('moodwire.settings', kept);
      }, JSON.stringify(roomy));
      return server;
    };
    const first = await launch();
    try {
      const page = await first.newPage();
      await page.goto(`${at.server.url}/?graph=${name}`);
      await ready(page);
      await work(page);
      // A draft is written within half a second of the last change.
      await eventually(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBeGreaterThan(0);
      await eventually(() => page.locator('footer').textContent()).toMatch(/saved/);
      const session = await first.browser()?.newBrowserCDPSession();
      if (session) await session.send('Browser.crash').catch(() => {});
      else await (await first.newCDPSession(page)).send('Browser.crash' as never).catch(() => {});
      await eventually(() => page.isClosed()).toBe(true);
      const second = await launch();
      try {
        const again = await second.newPage();
        await again.goto(at.server.url);
        await ready(again);
        await isAsItWas(again);
      } finally {
        await second.close();
      }
    } finally {
      await first.close().catch(() => {});
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  });
});

describe('a graph of the server', () => {
  test('is saved as it changes, and nothing of another version is overwritten: one is asked', async () => {
    at.allow(/409|412|428/);
    const name = await saveGraph(at.server, 'shared', scaled);
    const page = await at.open({ graph: name, settings: roomy });
    await work(page);
    const read = async () =>
      (
        await ask<{ revision: string; graph: { nodes: Record<string, { mode?: string }> } }>(
          `${at.server.api}/graphs/${name}`,
        )
      ).body;
    await eventually(async () => (await read()).graph.nodes['number']?.mode).toBe('bypass');
    // Somebody else saves it, from another machine.
    const { revision, graph } = await read();
    const theirs = { ...graph, nodes: { ...graph.nodes, theirs: { type: 'number/value' } } };
    const saved = await ask(`${at.server.api}/graphs/${name}`, {
      method: 'PUT',
      json: theirs,
      headers: { 'if-match': `"${revision}"` },
    });
    expect(saved.status).toBe(200);
    await undo(page);
    await page.getByText('“shared” was changed elsewhere since you opened it.').waitFor();
    expect(Object.keys((await read()).graph.nodes)).toContain('theirs');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('button', { name: /^Load their version/ }).click();
    await expectNodes(page, [...IDS, 'theirs']);
    await undo(page);
    await expectNodes(page, IDS);
  });

  test('that two tabs edit is told to the second one', async () => {
    const name = await saveGraph(at.server, 'twice', scaled);
    const page = await at.open({ graph: name, settings: roomy });
    const other = await page.context().newPage();
    await other.goto(`/?graph=${name}`);
    const dialog = other.getByRole('dialog', { name: '“twice” is open in another tab' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: /^Take over/ }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('“twice” goes on in another tab.').waitFor();
  });
});
