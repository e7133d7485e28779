import type { Draft, DraftContent, KeptDraft } from './draft.js';

/** Where drafts are kept. What is asked for at once is one change: all of it is kept, or nothing. */
export type DraftDatabase = {
  all(): Promise<readonly Draft[]>;
  content(id: string): Promise<DraftContent | undefined>;
  /** Begins at once, before it gives its promise: a page that goes away has no time to wait. */
  put(drafts: readonly KeptDraft[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  close(): void;
};

const NAME = 'moodwire';
const DRAFTS = 'drafts';
const CONTENTS = 'contents';
/** A browser that says neither yes nor no within this time is taken to say no. */
const PATIENCE_MS = 4000;

/** Opens the drafts of this browser. Fails where it keeps nothing for pages. */
export function openDraftDatabase(factory: IDBFactory): Promise<DraftDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, PATIENCE_MS, new Error('the browser does not open its database'));
    const request = factory.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(DRAFTS, { keyPath: 'id' });
      request.result.createObjectStore(CONTENTS, { keyPath: 'id' });
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
    request.onsuccess = () => {
      clearTimeout(timer);
      const database = request.result;
      // A newer editor in another tab may need to change it.
      database.onversionchange = () => database.close();
      resolve(accessTo(database));
    };
  });
}

function accessTo(database: IDBDatabase): DraftDatabase {
  async function change(work: (drafts: IDBObjectStore, contents: IDBObjectStore) => void): Promise<void> {
    const transaction = database.transaction([DRAFTS, CONTENTS], 'readwrite', { durability: 'relaxed' });
    const done = whenDone(transaction);
    try {
      work(transaction.objectStore(DRAFTS), transaction.objectStore(CONTENTS));
      transaction.commit();
      return done;
    } catch (error) {
      done.catch(() => {});
      transaction.abort();
      throw error;
    }
  }

  function read<T>(store: string, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = ask(database.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  return {
    all: () => read(DRAFTS, (store) => store.getAll() as IDBRequest<Draft[]>),
    content: (id) => read(CONTENTS, (store) => store.get(id) as IDBRequest<DraftContent | undefined>),
    put: (kept) =>
      change((drafts, contents) => {
        for (const { draft, content } of kept) {
          drafts.put(draft);
          if (content) contents.put(content);
        }
      }),
    remove: (ids) =>
      change((drafts, contents) => {
        for (const id of ids) {
          drafts.delete(id);
          contents.delete(id);
        }
      }),
    close: () => database.close(),
  };
}

function whenDone(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser kept nothing'));
  });
}

/** Drafts that are kept as long as the page is open. */
export function draftsInMemory(): DraftDatabase {
  const drafts = new Map<string, Draft>();
  const contents = new Map<string, DraftContent>();
  return {
    all: async () => [...drafts.values()],
    content: async (id) => contents.get(id),
    async put(kept) {
      for (const { draft, content } of kept) {
        drafts.set(draft.id, draft);
        if (content) contents.set(draft.id, content);
      }
    },
    async remove(ids) {
      for (const id of ids) {
        drafts.delete(id);
        contents.delete(id);
      }
    },
    close() {},
  };
}
