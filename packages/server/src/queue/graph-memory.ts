import { digest, type Graph, parseGraphText, serializeGraph } from '@moodwire/engine';

export type GraphText = { readonly text: string; readonly digest: string };

const MOST = 64;
const MOST_SIGNS = 2 ** 20;

/**
 * Graphs that were lately asked for, each as one object: the same one comes again and again, and the engine knows what it
 * has planned.
 */
export function createGraphMemory(): { textOf(graph: Graph): GraphText; graphOf(kept: GraphText): Graph } {
  const texts = new WeakMap<Graph, GraphText>();
  const graphs = new Map<string, Graph>();

  function remember(key: string, graph: Graph): Graph {
    if (graphs.size >= MOST) graphs.delete(graphs.keys().next().value!);
    graphs.set(key, graph);
    return graph;
  }

  return {
    textOf(graph) {
      const known = texts.get(graph);
      if (known) return known;
      const text = serializeGraph(graph);
      const made = { text, digest: digest(text) };
      // One that may still be changed is not known again.
      if (!Object.isFrozen(graph)) return made;
      texts.set(graph, made);
      if (!graphs.has(made.digest) && text.length <= MOST_SIGNS) remember(made.digest, graph);
      return made;
    },
    graphOf({ text, digest }) {
      const known = graphs.get(digest);
      if (known) return known;
      const parsed = parseGraphText(text);
      const graph = 'graph' in parsed ? parsed.graph : (JSON.parse(text) as Graph);
      return text.length <= MOST_SIGNS ? remember(digest, graph) : graph;
    },
  };
}
