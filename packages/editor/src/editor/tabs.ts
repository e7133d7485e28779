import { emptyGraph, type Graph, parseGraph } from '@moodwire/engine/graph';
import { ApiError, api } from '../api/api.js';
import { createSession } from '../session/create-session.js';
import type { Origin, Session } from '../session/session.js';
import { words } from '../words/words.js';
import type { Editor } from './editor.js';

type Open = Pick<Editor, 'sessions' | 'active' | 'catalogue'>;

/** Opens a graph in a tab of its own, and shows it. */
export function openTab(editor: Open, graph: Graph, origin?: Origin): Session {
  const session = createSession(graph, editor.catalogue.registry, origin);
  showTab(editor, session);
  return session;
}

/** Shows a session, behind all others where it is not open yet. */
export function showTab({ sessions, active }: Pick<Editor, 'sessions' | 'active'>, session: Session): void {
  sessions.set((now) => (now.includes(session) ? now : [...now, session]));
  active.set(session);
}

/** Opens a graph of the server, or shows the tab in which it is open; what goes wrong is told. */
export function openSaved(editor: Open & Pick<Editor, 'toasts'>, name: string): void {
  readAndOpen(editor, name).catch((error: unknown) => {
    editor.toasts.show({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
  });
}

async function readAndOpen(editor: Open, name: string): Promise<void> {
  const there = editor.sessions.get().find((session) => session.origin.get().name === name);
  if (there) {
    editor.active.set(there);
    return;
  }
  const { graph, origin } = await readSaved(name);
  openTab(editor, graph, origin);
}

/** Reads a graph of the server. Throws `ApiError`. */
export async function readSaved(name: string): Promise<{ readonly graph: Graph; readonly origin: Origin }> {
  const saved = await api.graph(name);
  const parsed = parseGraph(saved.graph);
  if (!('graph' in parsed)) throw new ApiError('not-a-graph', words().files.notGraph(name), 200, parsed.problems);
  const { graph } = parsed;
  return { graph, origin: { name, revision: saved.revision, isShipped: saved.isShipped, graph } };
}

/** Opens the graph of a job that ran; what goes wrong is told. */
export function openJobGraph(editor: Editor, job: string): void {
  const open = async (): Promise<void> => {
    const { graph } = await api.jobGraph(job);
    const parsed = parseGraph(graph);
    if ('graph' in parsed) openTab(editor, parsed.graph);
  };
  open().catch((error: unknown) => {
    editor.toasts.show({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
  });
}

export const newTab = (editor: Open): Session => openTab(editor, emptyGraph());

/** Closes a tab; the last one leaves an empty graph. */
export function closeTab(editor: Open, session: Session): void {
  const list = editor.sessions.get();
  const at = list.indexOf(session);
  if (at < 0) return;
  const rest = list.filter((one) => one !== session);
  if (rest.length === 0) {
    const empty = createSession(emptyGraph(), editor.catalogue.registry);
    editor.sessions.set([empty]);
    editor.active.set(empty);
    return;
  }
  if (editor.active.get() === session) editor.active.set(rest[Math.min(at, rest.length - 1)]!);
  editor.sessions.set(rest);
}

/** Shows the tab so many places away. */
export function turnTab(editor: Editor, by: number): void {
  const list = editor.sessions.get();
  const at = list.indexOf(editor.active.get());
  editor.active.set(list[(at + by + list.length) % list.length]!);
}
