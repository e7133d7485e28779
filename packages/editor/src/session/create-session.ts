import type { Graph, Registry } from '@moodwire/engine/graph';
import { createDocumentStore } from '../document/document-store.js';
import { followResolved } from '../kinds/resolved.js';
import { createStore } from '../store/store.js';
import type { Origin, Session, TrailStep } from './session.js';

/** Opens a graph. `id` is given where a tab comes back that was open before. */
export function createSession(
  graph: Graph,
  registry: Registry,
  origin: Origin = { isShipped: false },
  id: string = crypto.randomUUID(),
): Session {
  const document = createDocumentStore(graph);
  return {
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
