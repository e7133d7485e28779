import type { Graph, Registry } from '@moodwire/engine/graph';
import { createDocumentStore, type History } from '../document/document-store.js';
import { followResolved } from '../kinds/resolved.js';
import { createStore } from '../store/store.js';
import { keepTrail } from './keep-trail.js';
import type { Origin, Session, TrailStep } from './session.js';

/** Opens a graph. `id` and what was done are given where a tab comes back that was open before. */
export function createSession(
  graph: Graph,
  registry: Registry,
  origin: Origin = { isShipped: false },
  id: string = crypto.randomUUID(),
  history?: History,
): Session {
  const document = createDocumentStore(graph, history);
  const session: Session = {
    id,
    document,
    origin: createStore(origin),
    trail: createStore<readonly TrailStep[]>([]),
    viewport: createStore({ x: 0, y: 0, k: 0 }),
    selection: createStore<ReadonlySet<string>>(new Set()),
    resolved: followResolved(document, registry),
    run: createStore<ReturnType<Session['run']['get']>>(undefined),
    looks: createStore<Readonly<Record<string, string>>>({}),
    looseSeeds: createStore<ReadonlySet<string>>(new Set()),
  };
  keepTrail(session);
  return session;
}

/** What a tab is called. */
export function titleOf(session: Session, fallback: string): string {
  return session.document.get().title ?? session.origin.get().name ?? fallback;
}

/** Is there anything that is not saved on the server? */
export function isChanged(session: Session): boolean {
  const { graph, isShipped } = session.origin.get();
  const now = session.document.get();
  return graph === undefined ? Object.keys(now.nodes).length > 0 && !isShipped : graph !== now;
}
