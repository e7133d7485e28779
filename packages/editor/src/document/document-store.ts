import type { Graph } from '@moodwire/engine/graph';
import { applyPatches, type Draft, enablePatches, freeze, type Patch, produceWithPatches } from 'immer';
import { createStore, type Readable } from '../store/store.js';

enablePatches();

/** One thing that somebody did, as the history shows it. */
export type Step = {
  readonly label: string;
  readonly at: number;
  /** Steps of the same key that follow each other closely are one: a drag, a word that is typed. */
  readonly merge?: string;
  readonly forward: readonly Patch[];
  readonly back: readonly Patch[];
};

/** What was done, and how many of it stand: the rest was undone. */
export type History = { readonly steps: readonly Step[]; readonly at: number };

export type EditOptions = {
  /** Edits of the same key that follow each other are one step. */
  readonly merge?: string;
};

/** An open graph: immutable, changed only by named edits, each of which can be undone. */
export type DocumentStore = Readable<Graph> & {
  readonly history: Readable<History>;
  /** Changes the graph. Gives false where nothing changed. */
  edit(label: string, recipe: (graph: Draft<Graph>) => void, options?: EditOptions): boolean;
  /** The next edit of the same key is a step of its own. */
  settle(): void;
  undo(): string | undefined;
  redo(): string | undefined;
  /** Goes to where so many steps stand. */
  goTo(at: number): void;
  /** Opens another graph in its place; there is nothing to undo then. */
  replace(graph: Graph): void;
};

/** Enough for a day; older steps are let go. */
const MOST_STEPS = 500;
/** What is typed after a pause is a step of its own. */
const MERGE_MS = 1200;

export function createDocumentStore(graph: Graph): DocumentStore {
  const store = createStore<Graph>(freeze(graph, true));
  const history = createStore<History>({ steps: [], at: 0 });
  let isSettled = true;

  function replay(patches: readonly Patch[]): void {
    store.set((now) => applyPatches(now, patches as Patch[]));
  }

  function goTo(at: number): void {
    const { steps, at: now } = history.get();
    const to = Math.max(0, Math.min(steps.length, at));
    if (to === now) return;
    isSettled = true;
    if (to < now) {
      replay(
        steps
          .slice(to, now)
          .reverse()
          .flatMap((step) => step.back),
      );
    } else replay(steps.slice(now, to).flatMap((step) => step.forward));
    history.set({ steps, at: to });
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    history,
    edit(label, recipe, { merge } = {}) {
      const [next, forward, back] = produceWithPatches(store.get(), (draft) => void recipe(draft));
      if (forward.length === 0) return false;
      const { steps, at } = history.get();
      const before = steps.slice(Math.max(0, at - MOST_STEPS + 1), at);
      const last = before.at(-1);
      const now = Date.now();
      const joins = merge !== undefined && !isSettled && last?.merge === merge && now - last.at < MERGE_MS;
      const step: Step = joins
        ? { ...last, at: now, forward: [...last.forward, ...forward], back: [...back, ...last.back] }
        : { label, at: now, forward, back, ...(merge !== undefined && { merge }) };
      const next_ = joins ? [...before.slice(0, -1), step] : [...before, step];
      isSettled = false;
      history.set({ steps: next_, at: next_.length });
      store.set(next);
      return true;
    },
    settle() {
      isSettled = true;
    },
    undo() {
      const { steps, at } = history.get();
      goTo(at - 1);
      return steps[at - 1]?.label;
    },
    redo() {
      const { steps, at } = history.get();
      goTo(at + 1);
      return steps[at]?.label;
    },
    goTo,
    replace(graph) {
      isSettled = true;
      history.set({ steps: [], at: 0 });
      store.set(freeze(graph, true));
    },
  };
}
