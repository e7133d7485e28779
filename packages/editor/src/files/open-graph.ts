import { formatProblem, type Graph, type Json, parseGraph } from '@moodwire/engine/graph';
import { api } from '../api/api.js';
import type { Editor } from '../editor/editor.js';
import { createSession } from '../session/create-session.js';
import type { Origin, Session } from '../session/session.js';

type Open = Pick<Editor, 'sessions' | 'active' | 'catalogue'>;

/** Shows a session in a tab of its own, behind all others. */
export function addSession({ sessions, active }: Pick<Editor, 'sessions' | 'active'>, session: Session): void {
  sessions.set((now) => (now.includes(session) ? now : [...now, session]));
  active.set(session);
}

/** Opens a graph in a new tab. */
export function openGraph(editor: Open, graph: Graph, origin?: Origin): Session {
  const session = createSession(graph, editor.catalogue.registry, origin);
  addSession(editor, session);
  return session;
}

/** Opens a graph of the server, or shows its tab where it is open. Throws `ApiError`, or what is wrong with the graph. */
export async function openSaved(editor: Open, name: string): Promise<Session> {
  const there = editor.sessions.get().find((session) => session.origin.get().name === name);
  if (there) {
    editor.active.set(there);
    return there;
  }
  const { graph, origin } = await readSaved(name);
  return openGraph(editor, graph, origin);
}

/** Reads a graph of the server. */
export async function readSaved(name: string): Promise<{ readonly graph: Graph; readonly origin: Origin }> {
  const { graph: json, revision, isShipped, name: own } = await api.graph(name);
  const graph = graphOfJson(json);
  return { graph, origin: { name: own, revision, isShipped, graph } };
}

/** The graph that a JSON value is. Throws what is wrong with it. */
export function graphOfJson(json: Json): Graph {
  const parsed = parseGraph(json);
  if ('graph' in parsed) return parsed.graph;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}
