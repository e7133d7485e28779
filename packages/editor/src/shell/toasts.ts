import { createStore, type Readable } from '../store/store.js';

export type Toast = {
  readonly id: number;
  readonly tone: 'plain' | 'error' | 'ok';
  readonly text: string;
  /** What can be done about it: undo, mostly. */
  readonly action?: { readonly label: string; run(): void };
};

export type Toasts = Readable<readonly Toast[]> & {
  /** Shows a message for some seconds; one with an action, or an error, for longer. */
  show(toast: Omit<Toast, 'id'>): void;
  dismiss(id: number): void;
};

const SHOWN_MS = 4000;
const LONG_MS = 9000;
const MOST = 4;

export function createToasts(): Toasts {
  const store = createStore<readonly Toast[]>([]);
  let last = 0;
  const dismiss = (id: number): void => store.set((now) => now.filter((toast) => toast.id !== id));
  return {
    get: store.get,
    subscribe: store.subscribe,
    show(toast) {
      const id = ++last;
      store.set((now) => [...now.slice(-MOST + 1), { ...toast, id }]);
      setTimeout(() => dismiss(id), toast.action || toast.tone === 'error' ? LONG_MS : SHOWN_MS);
    },
    dismiss,
  };
}
