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
  /** The names in objects from which some were taken, as they stood: what comes back would come last. */
  readonly order?: readonly Order[];
};

type Order = { readonly path: Patch['path']; readonly names: readonly string[] };

/** What was done, and how many of it stand: the rest was undone. */
export type History = { readonly steps: readonly Step[]; readonly at: number };

export type EditOptions = {
  /** Edits of the same key that follow each other are one step. */
  readonly merge?: string;
  /** One gesture, however long it rests: only `settle` ends the step. */
  readonly isHeld?: boolean;
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

/** Opens a graph, with what was done to it before where that is known. */
export function createDocumentStore(graph: Graph, before: History = { steps: [], at: 0 }): DocumentStore {
  const store = createStore<Graph>(freeze(graph, true));
  const history = createStore<History>(before);
  let isSettled = true;
  /** The graph before and after each step of this page: whoever goes back has the very same graph again. */
  const around = new WeakMap<Step, { readonly before: Graph; readonly after: Graph }>();

  function goTo(at: number): void {
    const { steps, at: now } = history.get();
    const to = Math.max(0, Math.min(steps.length, at));
    if (to === now) return;
    isSettled = true;
    let graph = store.get();
    if (to < now)
      for (const step of steps.slice(to, now).reverse()) graph = around.get(step)?.before ?? stepBack(graph, step);
    else {
      for (const step of steps.slice(now, to)) {
        graph = around.get(step)?.after ?? applyPatches(graph, step.forward as Patch[]);
      }
    }
    store.set(graph);
    history.set({ steps, at: to });
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    history,
    edit(label, recipe, { merge, isHeld = false } = {}) {
      const [next, forward, back] = produceWithPatches(store.get(), (draft) => void recipe(draft));
      if (forward.length === 0) return false;
      const { steps, at } = history.get();
      const standing = steps.slice(Math.max(0, at - MOST_STEPS + 1), at);
      const last = standing.at(-1);
      const now = Date.now();
      const isClose = isHeld || (last !== undefined && now - last.at < MERGE_MS);
      const joins = merge !== undefined && !isSettled && last?.merge === merge && isClose;
      const order = [...(joins ? (last.order ?? []) : []), ...orderBefore(store.get(), forward)];
      const step: Step = {
        ...(joins ? last : { label, ...(merge !== undefined && { merge }) }),
        at: now,
        forward: joins ? [...last.forward, ...forward] : forward,
        back: joins ? [...back, ...last.back] : back,
        ...(order.length > 0 && { order }),
      };
      const next_ = joins ? [...standing.slice(0, -1), step] : [...standing, step];
      around.set(step, { before: (joins && around.get(last)?.before) || store.get(), after: next });
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

/** How the names stand in the objects from which `forward` takes some. */
function orderBefore(graph: Graph, forward: readonly Patch[]): Order[] {
  const orders = new Map<string, Order>();
  for (const { op, path } of forward) {
    const holder = path.slice(0, -1);
    const key = JSON.stringify(holder);
    if (op !== 'remove' || orders.has(key)) continue;
    const object = valueAt(graph, holder);
    if (isRecord(object)) orders.set(key, { path: holder, names: Object.keys(object) });
  }
  return [...orders.values()];
}

function stepBack(graph: Graph, { back, order = [] }: Step): Graph {
  const before = applyPatches(graph, back as Patch[]);
  // The first that was said of an object is how it stood before the step.
  const known = new Set<string>();
  return order.reduce((now, { path, names }) => {
    const key = JSON.stringify(path);
    if (known.has(key)) return now;
    known.add(key);
    const object = valueAt(now, path);
    if (!isRecord(object)) return now;
    const is = Object.keys(object);
    if (is.length !== names.length || is.every((name, at) => name === names[at])) return now;
    if (!names.every((name) => Object.hasOwn(object, name))) return now;
    const value = Object.fromEntries(names.map((name) => [name, object[name]]));
    return applyPatches(now, [{ op: 'replace', path: [...path], value }]);
  }, before);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (graph: unknown, path: Patch['path']): unknown =>
  path.reduce<unknown>(
    (value, step) => (isRecord(value) || Array.isArray(value) ? value[step as never] : undefined),
    graph,
  );
