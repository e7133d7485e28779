import { createStore, type Readable } from '../store/store.js';

export type Toast = {
  readonly id: number;
  readonly tone: 'plain' | 'error' | 'ok';
  readonly text: string;
  /** What can be done about it: undo, mostly. */
  readonly action?: { readonly label: string; run(): void };
  /** Called once it is gone, by whatever way: what waited for an undo can be done now. */
  onGone?(): unknown;
};

export type Toasts = Readable<readonly Toast[]> & {
  /** Shows a message for some seconds; one with an action, or an error, for longer. */
  show(toast: Omit<Toast, 'id'>): void;
  dismiss(id: number): void;
  /** Lets none go until the result is called: somebody reads. */
  hold(): () => void;
};

const SHOWN_MS = 4000;
const LONG_MS = 9000;
/** What was read gets this much more once nobody reads any more. */
const AFTER_MS = 2500;
const MOST = 4;

export function createToasts(): Toasts {
  const store = createStore<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let last = 0;
  let holders = 0;

  function dismiss(id: number): void {
    const toast = store.get().find((one) => one.id === id);
    if (!toast) return;
    clearTimeout(timers.get(id));
    timers.delete(id);
    store.set((now) => now.filter((one) => one.id !== id));
    toast.onGone?.();
  }

  function letGo(id: number, after: number): void {
    if (holders === 0) timers.set(id, setTimeout(dismiss, after, id));
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    show(toast) {
      for (const old of store.get().slice(0, -MOST + 1)) dismiss(old.id);
      const id = ++last;
      store.set((now) => [...now, { ...toast, id }]);
      letGo(id, toast.action || toast.tone === 'error' ? LONG_MS : SHOWN_MS);
    },
    dismiss,
    hold() {
      holders++;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        if (--holders === 0) for (const { id } of store.get()) letGo(id, AFTER_MS);
      };
    },
  };
}
