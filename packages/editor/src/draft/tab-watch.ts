/** What other tabs of this browser do with the same graphs. A key is held by one tab: `draft:ID`, `graph:NAME`. */
export type TabWatch = {
  /** Holds a key for this tab. Gives false where another tab holds it. */
  claim(key: string): Promise<boolean>;
  /** Asks the tab that holds a key to keep all it has and let go, and holds it then. */
  takeOver(key: string): Promise<void>;
  release(key: string): void;
  /** Tells the other tabs that a graph was saved. */
  tellSaved(name: string, revision: string): void;
  close(): void;
};

export type TabWatchOptions = {
  /** Another tab takes a key over: what was done here must be kept before this settles. */
  onAsked(key: string): unknown;
  /** Another tab has a key now. */
  onLost(key: string): void;
  /** Another tab saved a graph. */
  onSaved(name: string, revision: string): void;
  /** Without them a tab believes that it is alone. */
  readonly locks?: LockManager | undefined;
  readonly channel?: Pick<BroadcastChannel, 'postMessage' | 'close' | 'addEventListener'> | undefined;
};

const PREFIX = 'moodwire.';
/** A page that is loaded anew looks so often whether the one before it is gone, so long apart. */
const CLAIMS = 6;
const CLAIM_MS = 50;
/** A tab that sleeps does not answer; its key is taken after this time. */
const ASKED_MS = 1500;

type Message =
  | { readonly kind: 'give'; readonly key: string }
  | { readonly kind: 'saved'; readonly name: string; readonly revision: string };

export function createTabWatch({ onAsked, onLost, onSaved, locks, channel }: TabWatchOptions): TabWatch {
  /** What lets each key go. */
  const held = new Map<string, () => void>();
  const asked = new Map<string, Promise<boolean>>();

  /** Holds a lock until it is let go, or another tab steals it. */
  function hold(key: string, options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const request = locks!.request(PREFIX + key, options, (lock) => {
        if (!lock) return resolve(false);
        const holding = new Promise<void>((letGo) => held.set(key, letGo));
        resolve(true);
        return holding;
      });
      request.catch(() => {
        // Refused in time, or stolen.
        resolve(false);
        if (held.delete(key)) onLost(key);
      });
    });
  }

  /** Looks for itself: a time limit would also run out while the page is busy, though nobody holds the lock. */
  async function claim(key: string): Promise<boolean> {
    for (let left = CLAIMS; ; left--) {
      if (await hold(key, { ifAvailable: true })) return true;
      if (left <= 1) return false;
      await new Promise((resolve) => setTimeout(resolve, CLAIM_MS));
    }
  }

  function release(key: string): void {
    const letGo = held.get(key);
    held.delete(key);
    letGo?.();
  }

  async function give(key: string): Promise<void> {
    if (!held.has(key)) return;
    try {
      await onAsked(key);
    } finally {
      if (held.has(key)) {
        release(key);
        onLost(key);
      }
    }
  }

  channel?.addEventListener('message', ({ data }: MessageEvent) => {
    const message = data as Message;
    if (message.kind === 'give') void give(message.key);
    else if (message.kind === 'saved') onSaved(message.name, message.revision);
  });

  return {
    claim(key) {
      if (!locks || held.has(key)) return Promise.resolve(true);
      const running = asked.get(key);
      if (running) return running;
      const claimed = claim(key).finally(() => asked.delete(key));
      asked.set(key, claimed);
      return claimed;
    },
    async takeOver(key) {
      if (!locks || held.has(key)) return;
      channel?.postMessage({ kind: 'give', key } satisfies Message);
      const isGiven = await hold(key, { signal: AbortSignal.timeout(ASKED_MS) });
      if (!isGiven) await hold(key, { steal: true });
    },
    release,
    tellSaved(name, revision) {
      channel?.postMessage({ kind: 'saved', name, revision } satisfies Message);
    },
    close() {
      for (const key of [...held.keys()]) release(key);
      channel?.close();
    },
  };
}
