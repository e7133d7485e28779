import { emptyGraph, type Graph } from '@moodwire/engine';
import { afterEach, expect, test, vi } from 'vitest';
import { addNode } from '../../../packages/editor/src/edit/nodes.js';
import { openSaved } from '../../../packages/editor/src/editor/tabs.js';
import { autosave } from '../../../packages/editor/src/files/autosave.js';
import { type SaveConflict, saveGraph, saveGraphAs } from '../../../packages/editor/src/files/saving.js';
import { linkOfGraph } from '../../../packages/editor/src/files/share-link.js';
import { askedFor, startSessions } from '../../../packages/editor/src/files/start-graph.js';
import { isChanged } from '../../../packages/editor/src/session/create-session.js';
import type { Session } from '../../../packages/editor/src/session/session.js';
import { ask, type Served, servers } from '../../server/served.js';
import { askServer, benchEditor } from './bench-editor.js';

const { serve } = servers();
afterEach(() => vi.unstubAllGlobals());

const titled = (title: string): Graph => ({ ...emptyGraph(), title });
const load = (session: Session): boolean =>
  session.document.edit('Add', (graph) => addNode(graph, 'image/load', { x: 0, y: 0 }));
const retitle = (session: Session, title: string): boolean =>
  session.document.edit('Title', (graph) => {
    graph.title = title;
  });
type OnServer = { readonly revision: string; readonly graph: Graph };
const onServer = async ({ api }: Served, name: string): Promise<OnServer> =>
  (await ask<OnServer>(`${api}/graphs/${encodeURIComponent(name)}`)).body;
const saveElsewhere = async ({ api }: Served, name: string, graph: Graph): Promise<void> => {
  const { revision } = await onServer({ api } as Served, name);
  await ask(`${api}/graphs/${name}`, { method: 'PUT', json: graph, headers: { 'if-match': `"${revision}"` } });
};

async function savedEditor(title = 'mine') {
  const server = await serve();
  askServer(server);
  const editor = benchEditor(titled(title));
  const first = await saveGraphAs(editor, editor.session, 'dog', undefined);
  expect(first.kind).toBe('saved');
  return { server, editor, session: editor.session };
}

async function conflicted() {
  const { server, editor, session } = await savedEditor();
  await saveElsewhere(server, 'dog', titled('theirs'));
  retitle(session, 'mine too');
  const result = await saveGraph(editor, session);
  if (result.kind !== 'conflict') throw new Error(`found ${result.kind}`);
  return { server, editor, session, conflict: result.conflict };
}

test('a graph is saved under its name, again after each change, and is known to be saved', async () => {
  const { server, editor, session } = await savedEditor();
  expect(isChanged(session)).toBe(false);
  load(session);
  expect(isChanged(session)).toBe(true);
  // Two at once: the second waits for the revision of the first.
  const first = saveGraph(editor, session);
  load(session);
  const both = await Promise.all([first, saveGraph(editor, session)]);
  expect(both.map(({ kind }) => kind)).toEqual(['saved', 'saved']);
  const { graph, revision } = await onServer(server, 'dog');
  expect(graph).toEqual(session.document.get());
  expect(session.origin.get()).toMatchObject({ name: 'dog', revision, isShipped: false });
  expect(isChanged(session)).toBe(false);
});

test('a graph without a name, and one that came with Moodwire, ask for a name and change nothing', async () => {
  const server = await serve();
  askServer(server);
  const editor = benchEditor(titled('new'));
  expect(await saveGraph(editor, editor.session)).toEqual({ kind: 'asked' });
  expect(editor.dialog.get()).toEqual({ kind: 'save-as' });
  editor.dialog.set(undefined);
  await openSaved(editor, 'affective-edit');
  const shipped = editor.active.get();
  expect(await saveGraph(editor, shipped)).toEqual({ kind: 'asked' });
  expect(editor.dialog.get()).toEqual({ kind: 'save-as' });
  const { body } = await ask<{ graphs: { isShipped: boolean }[] }>(`${server.api}/graphs`);
  expect(body.graphs.every(({ isShipped }) => isShipped)).toBe(true);
});

test('what was saved elsewhere meanwhile is never overwritten by accident', async () => {
  const { server, editor, session, conflict } = await conflicted();
  expect((await onServer(server, 'dog')).graph.title).toBe('theirs');
  expect(conflict.modified).toBeGreaterThan(0);
  expect(editor.dialog.get()).toBeUndefined();
  expect(session.document.get().title).toBe('mine too');
});

test('in a conflict theirs can be loaded, and undo brings mine back', async () => {
  const { editor, session, conflict } = await conflicted();
  await conflict.loadTheirs();
  expect(session.document.get().title).toBe('theirs');
  expect(isChanged(session)).toBe(false);
  session.document.undo();
  expect(session.document.get().title).toBe('mine too');
  expect((await saveGraph(editor, session)).kind).toBe('saved');
});

test('in a conflict mine can be saved as a copy, or over theirs', async () => {
  const { server, editor, session, conflict } = await conflicted();
  expect((await conflict.overwrite()).kind).toBe('saved');
  expect((await onServer(server, 'dog')).graph.title).toBe('mine too');
  conflict.saveCopy();
  expect(editor.dialog.get()).toEqual({ kind: 'save-as' });
  expect((await saveGraphAs(editor, session, 'studies/dog', undefined)).kind).toBe('saved');
  expect((await onServer(server, 'studies/dog')).graph.title).toBe('mine too');
});

test('a graph that was deleted on the server is put back only when asked', async () => {
  const { server, editor, session } = await savedEditor();
  await ask(`${server.api}/graphs/dog`, { method: 'DELETE' });
  retitle(session, 'mine too');
  const result = await saveGraph(editor, session);
  const conflict = (result as { conflict: SaveConflict }).conflict;
  expect(conflict.modified).toBeUndefined();
  expect((await conflict.overwrite()).kind).toBe('saved');
  expect((await onServer(server, 'dog')).graph.title).toBe('mine too');
});

test('a graph with a name of its own is saved two seconds after the last change, others are not', async () => {
  const { server, editor, session } = await savedEditor();
  await openSaved(editor, 'describe');
  const other = editor.active.get();
  const stop = autosave(editor);
  retitle(other, 'changed example');
  retitle(session, 'one');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  retitle(session, 'two');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect((await onServer(server, 'dog')).graph.title).toBe('mine');
  await vi.waitFor(async () => expect((await onServer(server, 'dog')).graph.title).toBe('two'), { timeout: 5000 });
  await vi.waitFor(() => expect(isChanged(session)).toBe(false));
  expect(isChanged(other)).toBe(true);
  expect(editor.dialog.get()).toBeUndefined();
  stop();
});

test('a tab that is closed right after a change is saved first', async () => {
  const { server, editor, session } = await savedEditor();
  const stop = autosave(editor);
  retitle(session, 'last word');
  editor.sessions.set([]);
  await vi.waitFor(async () => expect((await onServer(server, 'dog')).graph.title).toBe('last word'));
  stop();
});

test('without a server nothing is lost and it is told; once it answers again the change is saved', async () => {
  const { editor, session, server } = await savedEditor();
  const working = globalThis.fetch;
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  retitle(session, 'offline');
  const result = await saveGraph(editor, session);
  expect(result).toMatchObject({ kind: 'failed', message: expect.stringContaining('does not answer') });
  expect(isChanged(session)).toBe(true);
  vi.stubGlobal('fetch', working);
  expect((await saveGraph(editor, session)).kind).toBe('saved');
  expect((await onServer(server, 'dog')).graph.title).toBe('offline');
});

test('the editor starts with what was open, behind the graph that the address asks for, and else with the example', async () => {
  const { editor, session } = await savedEditor();
  const { registry } = editor.catalogue;
  let address = '';
  const start = (path: string, sessions: readonly Session[]) =>
    startSessions({
      registry,
      drafts: { restoreDrafts: async () => ({ sessions, ...(sessions[0] && { active: sessions[0] }) }) },
      toasts: editor.toasts,
      url: new URL(path, 'http://here/'),
      asked: askedFor(new URL(path, 'http://here/')),
      replaceAddress: (next) => {
        address = next;
      },
    });
  const first = await start('/', []);
  expect(first.active.origin.get()).toMatchObject({ name: 'affective-edit', isShipped: true });
  expect(Object.keys(first.active.document.get().nodes).length).toBeGreaterThan(3);
  expect((await start('/', [session])).active).toBe(session);
  const named = await start('/?graph=describe&x=1', [session]);
  expect(named.sessions).toHaveLength(2);
  expect(named.active.origin.get().name).toBe('describe');
  expect(address).toBe('/?x=1');
  expect((await start('/?graph=dog', [session])).sessions).toEqual([session]);
  const link = await linkOfGraph(titled('shared'), registry);
  if (!link.ok) throw new Error(link.message);
  const shared = await start(`/${link.fragment}`, [session]);
  expect(shared.active.document.get().title).toBe('shared');
  expect(address).toBe('/');
  expect(editor.told).toEqual([]);
  expect((await start('/?graph=nothing', [session])).active).toBe(session);
  expect(editor.told.map(({ text }) => text)).toEqual([expect.stringContaining('nothing')]);
});
