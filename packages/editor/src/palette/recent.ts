/** What was picked last, newest first, kept in this browser. */
export type Recent = { get(): readonly string[]; add(id: string): void };

const MOST = 6;

/** @param key what it is kept under; where nothing can be kept, it is known until the page is closed */
export function createRecent(key: string): Recent {
  let ids = read(key);
  return {
    get: () => ids,
    add(id) {
      ids = [id, ...ids.filter((other) => other !== id)].slice(0, MOST);
      try {
        localStorage.setItem(key, JSON.stringify(ids));
      } catch {
        // Kept until the page is closed.
      }
    },
  };
}

function read(key: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}
