import { formatProblem, type Graph, parseGraphText, type Registry, serializeGraph } from '@moodwire/engine/graph';
import { bodyOf } from '../document/body.js';
import { fitsGraph, shortHistory } from '../document/short-history.js';
import { createSession } from '../session/create-session.js';
import type { Origin, Session } from '../session/session.js';
import type { Draft, DraftContent } from './draft.js';

/** More of what was done is not kept. */
const MOST_HISTORY_BYTES = 2 * 2 ** 20;

const texts = new WeakMap<Graph, string>();

/** A graph never changes, so its text is written once. */
function textOf(graph: Graph): string {
  let text = texts.get(graph);
  if (text === undefined) {
    text = serializeGraph(graph);
    texts.set(graph, text);
  }
  return text;
}

export function draftOf(session: Session, place: Pick<Draft, 'order' | 'isActive'>): Draft {
  const { name, revision, isShipped } = session.origin.get();
  const { title } = session.document.get();
  return {
    id: session.id,
    origin: { isShipped, ...(name !== undefined && { name }), ...(revision !== undefined && { revision }) },
    viewport: session.viewport.get(),
    trail: session.trail.get(),
    changed: Date.now(),
    ...place,
    ...(title !== undefined && { title }),
  };
}

export function contentOf(session: Session): DraftContent {
  const text = textOf(session.document.get());
  const { graph } = session.origin.get();
  const saved = graph && textOf(graph);
  return {
    id: session.id,
    text,
    history: shortHistory(session.document.history.get(), MOST_HISTORY_BYTES),
    ...(saved !== undefined && { saved: saved === text ? 'same' : { text: saved } }),
  };
}

/** Opens a draft as it was. Throws where its text is no graph that this editor can read. */
export function sessionOf(draft: Draft, { text, saved, history }: DraftContent, registry: Registry): Session {
  const graph = graphIn(text);
  const savedGraph = saved === undefined ? undefined : saved === 'same' ? graph : graphIn(saved.text);
  const origin: Origin = { ...draft.origin, ...(savedGraph && { graph: savedGraph }) };
  const session = createSession(graph, registry, origin, draft.id, fitsGraph(history, graph) ? history : undefined);
  session.viewport.set(draft.viewport);
  // A subgraph may be gone where the text was written by hand.
  if (draft.trail.every(({ subgraph }) => bodyOf(graph, subgraph))) session.trail.set(draft.trail);
  return session;
}

function graphIn(text: string): Graph {
  const parsed = parseGraphText(text);
  if ('graph' in parsed) return parsed.graph;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}
