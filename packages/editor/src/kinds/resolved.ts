import { type Graph, type Registry, type ResolvedGraph, resolveGraph } from '@moodwire/engine/graph';
import { createStore, type Readable } from '../store/store.js';

export type Resolved = ResolvedGraph;

/** Follows a document: the kinds of its nodes, and all that is wrong with it, at each change. */
export function followResolved(document: Readable<Graph>, registry: Registry): Readable<Resolved> {
  const store = createStore<Resolved>(resolveGraph(document.get(), registry));
  let graph = document.get();
  document.subscribe(() => {
    const next = document.get();
    // Where things are drawn changes nothing of this.
    const isSame =
      next.nodes === graph.nodes && next.subgraphs === graph.subgraphs && next.interface === graph.interface;
    graph = next;
    if (!isSame) store.set((before) => resolveGraph(next, registry, before));
  });
  return store;
}
