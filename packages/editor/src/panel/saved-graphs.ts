import { type Graph, parseGraph } from '@moodwire/engine/graph';
import { api, type SavedGraph } from '../api/api.js';
import { createStore, type Readable } from '../store/store.js';

/** The server's graphs as they were last asked for, or why they could not be. */
export type SavedGraphs = { readonly graphs?: readonly SavedGraph[]; readonly problem?: string };

const store = createStore<SavedGraphs>({});
export const savedGraphs: Readable<SavedGraphs> = store;

/** Asks for the server's graphs anew: when a panel opens that lists them, and after one is saved. */
export async function refreshGraphs(): Promise<void> {
  try {
    const { graphs } = await api.graphs();
    store.set({ graphs });
  } catch (error) {
    store.set((now) => ({ ...now, problem: error instanceof Error ? error.message : String(error) }));
  }
}

const documents = new Map<string, Promise<Graph | undefined>>();

/** A saved graph's document, asked for once for each revision; nothing for one that cannot be read. */
export function savedDocument({ name, revision }: SavedGraph): Promise<Graph | undefined> {
  const key = `${revision} ${name}`;
  let document = documents.get(key);
  if (!document) {
    document = api.graph(name).then(
      ({ graph }) => {
        const parsed = parseGraph(graph);
        return 'graph' in parsed ? parsed.graph : undefined;
      },
      () => {
        documents.delete(key);
        return undefined;
      },
    );
    documents.set(key, document);
  }
  return document;
}
