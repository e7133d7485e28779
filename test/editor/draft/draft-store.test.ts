import { createRegistry, emptyGraph, type Graph, serializeGraph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDraftStore, type DraftStore } from '../../../packages/editor/src/draft/draft-store.js';
import { addNode } from '../../../packages/editor/src/edit/nodes.js';
import { createSession, isChanged } from '../../../packages/editor/src/session/create-session.js';
import type { Session } from '../../../packages/editor/src/session/session.js';
import { createStore, type Store } from '../../../packages/editor/src/store/store.js';

const registry = createRegistry(packs);
let indexedDB: IDBFactory | undefined;
let told: string[] = [];
const opened: DraftStore[] = [];

beforeEach(() => {
  indexedDB = new IDBFactory();
  told = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const store of opened.splice(0)) store.close();
});

/** A page: what is open in it, and its drafts. What is not kept when the next one opens is lost. */
function page(sessions: readonly Session[], active?: Session) {
  const drafts = createDraftStore({ registry, toasts: { show: ({ text }) => told.push(text) }, indexedDB });
  opened.push(drafts);
  const open = createStore(sessions);
  const shown: Store<Session> = createStore(active ?? sessions[0]!);
  if (sessions.length > 0) drafts.follow(open, shown);
  return { drafts, open, shown };
}

const load = (session: Session): void => {
  session.document.edit('Add', (graph) => addNode(graph, 'image/load', { x: 5, y: 6 }));
};
const texts = (sessions: readonly Session[]): string[] =>
  sessions.map(({ document }) => serializeGraph(document.get()));
const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const restored = () => page([]).drafts.restoreDrafts();
const titled = (title: string): Graph => ({ ...emptyGraph(), title });

test('what changed 400 ms ago is there after a crash: graphs, places, tabs and undo', async () => {
  const first = createSession(titled('first'), registry);
  const saved = titled('second');
  const second = createSession(saved, registry, { name: 'dog', revision: 'r1', isShipped: false, graph: saved });
  page([first, second], second);
  load(first);
  load(first);
  first.document.undo();
  second.viewport.set({ x: 7, y: 8, k: 0.5 });
  await later(400);
  const { sessions, active } = await restored();
  expect(texts(sessions)).toEqual(texts([first, second]));
  expect(active!.id).toBe(second.id);
  expect(active!.viewport.get()).toEqual({ x: 7, y: 8, k: 0.5 });
  expect(sessions[1]!.origin.get()).toMatchObject({ name: 'dog', revision: 'r1', isShipped: false });
  expect(sessions.map(isChanged)).toEqual([true, false]);
  expect(Object.keys(sessions[0]!.document.get().nodes)).toEqual(['load']);
  expect(sessions[0]!.document.redo()).toBe('Add');
  expect(Object.keys(sessions[0]!.document.get().nodes)).toEqual(['load', 'load2']);
  sessions[0]!.document.goTo(0);
  expect(sessions[0]!.document.get().nodes).toEqual({});
});

test('a graph that differs from what is saved is known to, after it came back', async () => {
  const saved = titled('saved');
  const session = createSession(saved, registry, { name: 'dog', revision: 'r1', isShipped: false, graph: saved });
  const { drafts } = page([session]);
  load(session);
  await drafts.flush();
  const [back] = (await restored()).sessions;
  expect(isChanged(back!)).toBe(true);
  expect(serializeGraph(back!.origin.get().graph!)).toBe(serializeGraph(saved));
});

test('a draft follows its session: the last of many changes is the one that is kept', async () => {
  const session = createSession(emptyGraph(), registry);
  const { drafts } = page([session]);
  for (let n = 0; n < 30; n++) {
    session.document.edit(
      'Title',
      (graph) => {
        graph.title = `title ${n}`;
      },
      { merge: 'title' },
    );
    if (n % 10 === 0) await drafts.flush();
  }
  await later(400);
  expect((await restored()).sessions.map(({ document }) => document.get().title)).toEqual(['title 29']);
});

test('a tab that was closed can be opened again, with undo, and only then comes back by itself', async () => {
  const session = createSession(titled('closed'), registry);
  const other = createSession(titled('other'), registry);
  load(session);
  const { drafts, open, shown } = page([session, other]);
  shown.set(other);
  open.set([other]);
  await drafts.flush();
  expect((await restored()).sessions.map(({ id }) => id)).toEqual([other.id]);
  const again = await drafts.reopen();
  expect(texts([again!])).toEqual(texts([session]));
  expect(again!.document.undo()).toBe('Add');
  expect(await drafts.reopen()).toBeUndefined();
  expect((await restored()).sessions.map(({ id }) => id).sort()).toEqual([session.id, other.id].sort());
});

test('the last 20 tabs that were closed are kept, for 30 days', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
  const sessions = Array.from({ length: 23 }, (_, n) => createSession(titled(`tab ${n}`), registry));
  for (const session of sessions) load(session);
  const last = createSession(titled('last'), registry);
  const { drafts, open, shown } = page([...sessions, last]);
  shown.set(last);
  for (const session of sessions) {
    vi.setSystemTime(Date.now() + 1000);
    open.set((now) => now.filter((one) => one !== session));
    await drafts.flush();
  }
  const titles = (await drafts.closed()).map(({ title }) => title);
  expect(titles).toEqual(Array.from({ length: 20 }, (_, n) => `tab ${22 - n}`));
  vi.setSystemTime(Date.now() + 31 * 86_400_000);
  const newest = createSession(titled('newest'), registry);
  load(newest);
  open.set((now) => [...now, newest]);
  open.set((now) => now.filter((one) => one !== newest));
  await drafts.flush();
  expect((await drafts.closed()).map(({ title }) => title)).toEqual(['newest']);
});

test('of graphs in which nobody did anything one of each name comes back, of all others each', async () => {
  const example = (): Session => {
    const graph = titled('example');
    return createSession(graph, registry, { name: 'example', revision: 'r1', isShipped: true, graph });
  };
  const [seen, twin, edited, blank] = [example(), example(), example(), createSession(emptyGraph(), registry)];
  const [first, second] = [page([seen, twin]), page([blank, edited], edited)];
  await Promise.all([first.drafts.flush(), second.drafts.flush()]);
  const before = await restored();
  expect(before.sessions).toHaveLength(1);
  load(edited);
  seen.viewport.set({ x: 1, y: 2, k: 1 });
  await Promise.all([first.drafts.flush(), second.drafts.flush()]);
  const { sessions } = await restored();
  expect(sessions.map(({ id }) => id)).toEqual([edited.id]);
});

test('a browser that keeps nothing is told of once, and tabs can still be opened again', async () => {
  indexedDB = {
    open: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  } as never;
  const session = createSession(titled('here'), registry);
  load(session);
  const other = createSession(titled('other'), registry);
  const { drafts, open, shown } = page([session, other]);
  shown.set(other);
  open.set([other]);
  await drafts.flush();
  expect((await drafts.reopen())!.document.get().title).toBe('here');
  load(other);
  await drafts.flush();
  expect(told).toHaveLength(1);
});

test('where there is no room the oldest closed drafts go, and what is open is kept', async () => {
  const closed = ['oldest', 'older', 'newer'].map((title) => createSession(titled(title), registry));
  for (const session of closed) load(session);
  const here = createSession(titled('here'), registry);
  const { drafts, open, shown } = page([...closed, here]);
  shown.set(here);
  for (const session of closed) {
    open.set((now) => now.filter((one) => one !== session));
    await drafts.flush();
    await later(5);
  }
  const gone: unknown[] = [];
  const { delete: remove, put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    gone.push(key);
    return remove.call(this, key);
  });
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value) {
    if (new Set(gone).size < 2) throw new DOMException('full', 'QuotaExceededError');
    return put.call(this, value);
  });
  load(here);
  await drafts.flush();
  expect([...new Set(gone)]).toEqual([closed[0]!.id, closed[1]!.id]);
  expect((await drafts.closed()).map(({ title }) => title)).toEqual(['newer']);
  expect(texts((await restored()).sessions)).toEqual(texts([here]));
  expect(told).toEqual([]);
});

test('where there is no room at all it is told of once, and the next change tries again', async () => {
  const here = createSession(titled('here'), registry);
  const { drafts } = page([here]);
  await drafts.flush();
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  load(here);
  await drafts.flush();
  load(here);
  await drafts.flush();
  expect(told).toHaveLength(1);
  expect((await restored()).sessions[0]!.document.get().nodes).toEqual({});
  full.mockRestore();
  load(here);
  await drafts.flush();
  expect(texts((await restored()).sessions)).toEqual(texts([here]));
});

test('a draft that cannot be read is told of and stays, and the others come', async () => {
  const good = createSession(titled('good'), registry);
  const bad = createSession(titled('bad'), registry);
  const { drafts } = page([good, bad]);
  await drafts.flush();
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB!.open('moodwire');
    request.onsuccess = () => resolve(request.result);
  });
  await new Promise<void>((resolve) => {
    const change = database.transaction('contents', 'readwrite');
    change.objectStore('contents').put({ id: bad.id, text: '{ not json', history: { steps: [], at: 0 } });
    change.oncomplete = () => resolve();
  });
  expect((await restored()).sessions.map(({ id }) => id)).toEqual([good.id]);
  expect(told.some((text) => text.includes('bad'))).toBe(true);
  const left = await new Promise<unknown>((resolve) => {
    const request = database.transaction('contents').objectStore('contents').get(bad.id);
    request.onsuccess = () => resolve(request.result);
  });
  expect(left).toMatchObject({ text: '{ not json' });
  database.close();
});
