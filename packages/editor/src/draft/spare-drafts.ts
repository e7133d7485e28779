import type { Session } from '../session/session.js';
import type { Draft } from './draft.js';

export type OpenedDraft = { readonly draft: Draft; readonly session: Session };

/**
 * Each tab of the browser that was closed left its drafts. Those in which nobody did anything are spare where another
 * one shows the same graph, and where there is nothing in them at all.
 */
export function spareDrafts(all: readonly OpenedDraft[]): readonly OpenedDraft[] {
  return all.filter((one, at) => {
    if (isWorkedIn(one)) return false;
    const { name } = one.session.origin.get();
    if (name === undefined) return all.length > 1 && !one.draft.isActive;
    return all.some((other, place) => {
      if (other === one || other.session.origin.get().name !== name) return false;
      if (isWorkedIn(other)) return true;
      return other.draft.isActive === one.draft.isActive ? place < at : other.draft.isActive;
    });
  });
}

function isWorkedIn({ session }: OpenedDraft): boolean {
  const { name, graph } = session.origin.get();
  const now = session.document.get();
  if (session.document.history.get().steps.length > 0) return true;
  return name === undefined ? Object.keys(now.nodes).length > 0 : graph !== now;
}
