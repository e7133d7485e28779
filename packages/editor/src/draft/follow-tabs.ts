import type { Session } from '../session/session.js';
import type { Readable } from '../store/store.js';
import type { TabWatch } from './tab-watch.js';

/** A graph of the server that another tab has open: what can be done about it. */
export type OpenElsewhere = {
  readonly session: Session;
  readonly name: string;
  /** It goes on here as a copy that has no name yet. */
  openCopy(): void;
  /** It goes on here; the other tab keeps a copy. */
  takeOver(): Promise<void>;
};

const graphKey = (name: string): string => `graph:${name}`;

/**
 * Holds the names of all graphs of the server that are open here, and tells the other tabs of what is saved, until the
 * result is called.
 */
export function followTabs(
  tabs: TabWatch,
  sessions: Readable<readonly Session[]>,
  onElsewhere: (found: OpenElsewhere) => void,
): () => void {
  const following = new Map<Session, () => void>();

  function follow(session: Session): () => void {
    let name: string | undefined;
    let revision: string | undefined;
    const look = (): void => {
      const now = session.origin.get();
      const own = now.isShipped ? undefined : now.name;
      if (own !== undefined && own === name && now.revision !== undefined && now.revision !== revision) {
        tabs.tellSaved(own, now.revision);
      }
      revision = now.revision;
      if (own === name) return;
      if (name !== undefined) tabs.release(graphKey(name));
      name = own;
      if (own !== undefined) void claim(session, own);
    };
    const off = session.origin.subscribe(look);
    look();
    return () => {
      off();
      if (name !== undefined) tabs.release(graphKey(name));
    };
  }

  async function claim(session: Session, name: string): Promise<void> {
    if (await tabs.claim(graphKey(name))) return;
    onElsewhere({ session, name, openCopy: () => makeCopy(session), takeOver: () => tabs.takeOver(graphKey(name)) });
  }

  const look = (): void => {
    const open = sessions.get();
    for (const [session, off] of following) {
      if (open.includes(session)) continue;
      off();
      following.delete(session);
    }
    for (const session of open) if (!following.has(session)) following.set(session, follow(session));
  };
  const off = sessions.subscribe(look);
  look();
  return () => {
    off();
    for (const one of following.values()) one();
    following.clear();
  };
}

/** The session that holds a key, to say what becomes of it when another tab takes the key over. */
export const sessionOfKey = (sessions: readonly Session[], key: string): Session | undefined =>
  sessions.find((session) => {
    const { name, isShipped } = session.origin.get();
    return key === `draft:${session.id}` || (!isShipped && name !== undefined && key === graphKey(name));
  });

/** What is open is no longer what the server has under a name; saving it asks for one. */
export const makeCopy = (session: Session): void => session.origin.set({ isShipped: false });
