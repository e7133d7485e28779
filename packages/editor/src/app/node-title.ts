import type { Session } from '../session/session.js';

/** What a node is called for people, by its path; a node in a subgraph by the one that runs it. */
export function nodeTitle(session: Session, path: string): string {
  const [id = ''] = path.split('/');
  return session.document.get().nodes[id]?.title ?? session.resolved.get().nodeOf(id)?.title ?? id;
}
