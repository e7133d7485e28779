import { createRegistry, emptyGraph, serializeGraph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, expect, test, vi } from 'vitest';
import { createDraftStore } from '../../../packages/editor/src/draft/draft-store.js';
import {
  followTabs,
  makeCopy,
  type OpenElsewhere,
  sessionOfKey,
} from '../../../packages/editor/src/draft/follow-tabs.js';
import { createTabWatch, type TabWatch } from '../../../packages/editor/src/draft/tab-watch.js';
import { addNode } from '../../../packages/editor/src/edit/nodes.js';
import { createSession } from '../../../packages/editor/src/session/create-session.js';
import type { Session } from '../../../packages/editor/src/session/session.js';
import { createStore } from '../../../packages/editor/src/store/store.js';
import { createLockManager } from './lock-manager.js';

const registry = createRegistry(packs);
const opened: TabWatch[] = [];
afterEach(() => {
  for (const tab of opened.splice(0)) tab.close();
});

type Heard = { readonly asked: string[]; readonly lost: string[]; readonly saved: string[] };
let channels = 0;

/** Tabs of one browser. */
function browser() {
  const locks = createLockManager();
  const name = `moodwire-test-${++channels}`;
  return (onAsked: (key: string) => unknown = () => {}): TabWatch & { readonly heard: Heard } => {
    const heard: Heard = { asked: [], lost: [], saved: [] };
    const tab = createTabWatch({
      locks,
      channel: new BroadcastChannel(name),
      onAsked(key) {
        heard.asked.push(key);
        return onAsked(key);
      },
      onLost: (key) => heard.lost.push(key),
      onSaved: (graph, revision) => heard.saved.push(`${graph} ${revision}`),
    });
    opened.push(tab);
    return { ...tab, heard };
  };
}

test('a key is held by one tab, until it lets go', async () => {
  const tab = browser();
  const [first, second] = [tab(), tab()];
  expect(await first.claim('graph:dog')).toBe(true);
  expect(await first.claim('graph:dog')).toBe(true);
  expect(await second.claim('graph:dog')).toBe(false);
  expect(await second.claim('graph:cat')).toBe(true);
  first.release('graph:dog');
  expect(await second.claim('graph:dog')).toBe(true);
  expect(first.heard).toEqual({ asked: [], lost: [], saved: [] });
});

test('a tab that is asked keeps all it has before the other has the key', async () => {
  const tab = browser();
  const order: string[] = [];
  const first = tab(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push('kept');
  });
  const second = tab();
  await first.claim('graph:dog');
  await second.takeOver('graph:dog');
  order.push('taken');
  expect(order).toEqual(['kept', 'taken']);
  expect(first.heard).toMatchObject({ asked: ['graph:dog'], lost: ['graph:dog'] });
  expect(await first.claim('graph:dog')).toBe(false);
});

test('the key of a tab that does not answer is taken after a while, and it learns of it', async () => {
  const tab = browser();
  const first = tab(() => new Promise(() => {}));
  const second = tab();
  await first.claim('graph:dog');
  await second.takeOver('graph:dog');
  expect(await second.claim('graph:dog')).toBe(true);
  await vi.waitFor(() => expect(first.heard.lost).toEqual(['graph:dog']));
});

test('a second tab with the same graph is given the choice, and the others hear of saves', async () => {
  const tab = browser();
  const [first, second] = [tab(), tab()];
  const graph = emptyGraph();
  const named = (): Session => createSession(graph, registry, { name: 'dog', revision: 'r1', isShipped: false, graph });
  const mine = named();
  const found: OpenElsewhere[] = [];
  followTabs(first, createStore([mine]), (one) => found.push(one));
  await vi.waitFor(async () => expect(await tab().claim('graph:dog')).toBe(false));
  const theirs = named();
  const sessions = createStore<readonly Session[]>([theirs]);
  followTabs(second, sessions, (one) => found.push(one));
  await vi.waitFor(() => expect(found.map(({ name, session }) => [name, session])).toEqual([['dog', theirs]]));
  mine.origin.set({ ...mine.origin.get(), revision: 'r2' });
  await vi.waitFor(() => expect(second.heard.saved).toEqual(['dog r2']));
  await found[0]!.takeOver();
  expect(first.heard.lost).toEqual(['graph:dog']);
  expect(sessionOfKey([mine], 'graph:dog')).toBe(mine);
  makeCopy(mine);
  expect(sessionOfKey([mine], 'graph:dog')).toBeUndefined();
  sessions.set([]);
  expect(await first.claim('graph:dog')).toBe(true);
});

test('a second tab does not open the drafts of the first one, and has them once that is closed', async () => {
  const tab = browser();
  const [first, second] = [tab(), tab()];
  const indexedDB = new IDBFactory();
  const toasts = { show() {} };
  const session = createSession(emptyGraph(), registry);
  const drafts = createDraftStore({ registry, toasts, indexedDB, tabs: first });
  drafts.follow(createStore([session]), createStore(session));
  session.document.edit('Add', (graph) => addNode(graph, 'image/load', { x: 0, y: 0 }));
  await drafts.flush();
  const others = createDraftStore({ registry, toasts, indexedDB, tabs: second });
  expect((await others.restoreDrafts()).sessions).toEqual([]);
  first.close();
  const { sessions } = await others.restoreDrafts();
  expect(sessions.map(({ document }) => serializeGraph(document.get()))).toEqual([
    serializeGraph(session.document.get()),
  ]);
});
