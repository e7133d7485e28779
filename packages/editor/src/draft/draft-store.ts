import type { Registry } from '@moodwire/engine/graph';
import type { Session } from '../session/session.js';
import type { Readable } from '../store/store.js';
import type { Toasts } from '../toast/toasts.js';
import { words } from '../words/words.js';
import type { Draft, KeptDraft } from './draft.js';
import { type DraftDatabase, draftsInMemory, openDraftDatabase } from './draft-database.js';
import { contentOf, draftOf, sessionOf } from './draft-session.js';
import { spareDrafts } from './spare-drafts.js';
import type { TabWatch } from './tab-watch.js';

type Restored = { readonly sessions: readonly Session[]; readonly active?: Session };

/** Keeps all that is open in this browser, so that no reload, crash or closed tab loses anything. */
export type DraftStore = {
  /** Opens what was open, but for what is open in another tab of the browser. */
  restoreDrafts(): Promise<Restored>;
  /** Keeps what is open from now on, at most `KEPT_MS` after each change, until the result is called. */
  follow(sessions: Readable<readonly Session[]>, active: Readable<Session>): () => void;
  /** Keeps at once what is not kept yet. */
  flush(): Promise<void>;
  /** This session goes on in another tab: closing it here does not close the draft. */
  letGo(id: string): void;
  /** What was closed and can be opened again, the last one first. */
  closed(): Promise<readonly Draft[]>;
  /** Opens what was closed last, or this one. */
  reopen(id?: string): Promise<Session | undefined>;
  close(): void;
};

/** A change is kept after this time; what changes meanwhile goes along. */
const KEPT_MS = 300;
const MOST_CLOSED = 20;
const CLOSED_DAYS = 30;
const DAY = 86_400_000;

export function createDraftStore(deps: {
  readonly registry: Registry;
  readonly toasts: Pick<Toasts, 'show'>;
  readonly tabs?: Pick<TabWatch, 'claim' | 'release'>;
  readonly indexedDB: IDBFactory | undefined;
}): DraftStore {
  const { registry, toasts, tabs } = deps;
  let database: DraftDatabase | undefined;
  let hasToldOfRefusal = false;
  const told = (text: string): void => {
    if (!hasToldOfRefusal) toasts.show({ tone: 'error', text });
    hasToldOfRefusal = true;
  };
  const ready = open();

  async function open(): Promise<DraftDatabase> {
    try {
      if (!deps.indexedDB) throw new Error('this browser keeps nothing');
      database = await openDraftDatabase(deps.indexedDB);
    } catch {
      database = draftsInMemory();
      told(words().files.draftsRefused);
    }
    return database;
  }

  let open_: readonly Session[] = [];
  let active_: Session | undefined;
  const watched = new Map<Session, () => void>();
  /** What is to be kept: only its place, or its content too. */
  const changed = new Map<Session, { readonly hasContent: boolean }>();
  const gone = new Set<string>();
  let closing: KeptDraft[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function mark(session: Session, hasContent: boolean): void {
    changed.set(session, { hasContent: hasContent || changed.get(session)?.hasContent === true });
    timer ??= setTimeout(() => void flush(), KEPT_MS);
  }

  function take(): KeptDraft[] {
    const kept = [...changed].flatMap(([session, { hasContent }]): KeptDraft[] => {
      const order = open_.indexOf(session);
      if (order < 0) return [];
      const draft = draftOf(session, { order, isActive: session === active_ });
      return [hasContent ? { draft, content: contentOf(session) } : { draft }];
    });
    const all = [...closing, ...kept];
    changed.clear();
    closing = [];
    return all;
  }

  /** Begins without waiting where the database is open: a page that goes away has no time. */
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (!database) return changed.size + closing.length === 0 ? ready.then(() => {}) : ready.then(flush);
    const kept = take();
    return kept.length === 0 ? Promise.resolve() : keep(database, kept);
  }

  async function keep(where: DraftDatabase, kept: readonly KeptDraft[]): Promise<void> {
    const isClosing = kept.some(({ draft }) => draft.closed !== undefined);
    for (let isLast = false; ; ) {
      try {
        await where.put(kept);
        break;
      } catch (error) {
        if (isLast || !(error instanceof Error) || error.name !== 'QuotaExceededError') return notKept(kept);
        // The oldest that was closed goes first, then what was done before.
        const oldest = (await closedIn(where)).at(-1);
        if (oldest) await where.remove([oldest.id]);
        else {
          isLast = true;
          const none = { steps: [], at: 0 };
          kept = kept.map(({ draft, content }) => ({
            draft,
            ...(content && { content: { ...content, history: none } }),
          }));
        }
      }
    }
    if (isClosing) await prune(where).catch(() => {});
  }

  function notKept(kept: readonly KeptDraft[]): void {
    told(words().files.draftsFull);
    for (const { draft } of kept) {
      const session = open_.find(({ id }) => id === draft.id);
      // With the next change it is tried again.
      if (session) changed.set(session, { hasContent: true });
    }
  }

  const closedIn = async (where: DraftDatabase): Promise<Draft[]> =>
    (await where.all()).filter(({ closed }) => closed !== undefined).sort((a, b) => b.closed! - a.closed!);

  async function prune(where: DraftDatabase): Promise<void> {
    const oldest = Date.now() - CLOSED_DAYS * DAY;
    const closed = await closedIn(where);
    const old = closed.filter((draft, at) => at >= MOST_CLOSED || draft.closed! < oldest);
    if (old.length > 0) await where.remove(old.map(({ id }) => id));
  }

  function watch(session: Session): void {
    const content = (): void => mark(session, true);
    const place = (): void => mark(session, false);
    const offs = [
      session.document.subscribe(content),
      session.document.history.subscribe(content),
      session.origin.subscribe(content),
      session.viewport.subscribe(place),
      session.trail.subscribe(place),
    ];
    watched.set(session, () => {
      for (const off of offs) off();
    });
    gone.delete(session.id);
    void tabs?.claim(draftKey(session.id));
    mark(session, true);
  }

  function unwatch(session: Session, order: number): void {
    watched.get(session)?.();
    watched.delete(session);
    changed.delete(session);
    tabs?.release(draftKey(session.id));
    if (gone.delete(session.id)) return;
    const isBlank = Object.keys(session.document.get().nodes).length === 0 && session.document.history.get().at === 0;
    if (isBlank) void ready.then((where) => where.remove([session.id])).catch(() => {});
    else {
      const draft = { ...draftOf(session, { order, isActive: false }), closed: Date.now() };
      closing.push({ draft, content: contentOf(session) });
      timer ??= setTimeout(() => void flush(), 0);
    }
  }

  async function bring(where: DraftDatabase, draft: Draft): Promise<Session | undefined> {
    const content = await where.content(draft.id);
    if (!content) return undefined;
    try {
      return sessionOf(draft, content, registry);
    } catch (error) {
      // It stays where it is: another version of the editor may read it.
      const why = error instanceof Error ? error.message : String(error);
      toasts.show({ tone: 'error', text: words().files.draftUnreadable(draft.title ?? draft.origin.name ?? '', why) });
      return undefined;
    }
  }

  return {
    async restoreDrafts() {
      const where = await ready;
      const drafts = (await where.all().catch(() => [])).filter(({ closed }) => closed === undefined);
      const own = await Promise.all(drafts.map(async ({ id }) => !tabs || (await tabs.claim(draftKey(id)))));
      const mine = drafts.filter((_, at) => own[at]).sort((a, b) => a.order - b.order || a.changed - b.changed);
      const opened = await Promise.all(mine.map(async (draft) => ({ draft, session: await bring(where, draft) })));
      const there = opened.flatMap(({ draft, session }) => (session ? [{ draft, session }] : []));
      const spare = spareDrafts(there);
      const wanted = there.filter((one) => !spare.includes(one));
      if (spare.length > 0) await where.remove(spare.map(({ draft }) => draft.id)).catch(() => {});
      for (const { draft } of spare) tabs?.release(draftKey(draft.id));
      const active = wanted.filter(({ draft }) => draft.isActive).sort((a, b) => b.draft.changed - a.draft.changed)[0];
      const sessions = wanted.map(({ session }) => session);
      const first = active?.session ?? sessions[0];
      return { sessions, ...(first && { active: first }) };
    },

    follow(sessions, active) {
      const look = (): void => {
        const before = open_;
        open_ = sessions.get();
        for (const session of before) if (!open_.includes(session)) unwatch(session, before.indexOf(session));
        for (const session of open_) if (!watched.has(session)) watch(session);
        for (const [at, session] of open_.entries()) if (before[at] !== session) mark(session, false);
      };
      const turn = (): void => {
        const before = active_;
        active_ = active.get();
        for (const session of [before, active_]) if (session && open_.includes(session)) mark(session, false);
      };
      const hide = (): void => {
        if (globalThis.document?.visibilityState !== 'visible') void flush();
      };
      const leave = (): void => void flush();
      const offs = [sessions.subscribe(look), active.subscribe(turn)];
      look();
      turn();
      globalThis.document?.addEventListener('visibilitychange', hide);
      globalThis.addEventListener?.('pagehide', leave);
      return () => {
        void flush();
        for (const off of offs) off();
        for (const off of watched.values()) off();
        watched.clear();
        open_ = [];
        globalThis.document?.removeEventListener('visibilitychange', hide);
        globalThis.removeEventListener?.('pagehide', leave);
      };
    },

    flush,

    letGo(id) {
      gone.add(id);
    },

    async closed() {
      await flush();
      return closedIn(await ready);
    },

    async reopen(id) {
      await flush();
      const where = await ready;
      const closed = await closedIn(where);
      const draft = id === undefined ? closed[0] : closed.find((one) => one.id === id);
      if (!draft) return undefined;
      const session = await bring(where, draft);
      if (!session) return undefined;
      const { closed: _, ...again } = draft;
      await where.put([{ draft: { ...again, changed: Date.now() } }]);
      return session;
    },

    close() {
      clearTimeout(timer);
      void ready.then((where) => where.close());
    },
  };
}

const draftKey = (id: string): string => `draft:${id}`;
