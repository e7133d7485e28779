import { HttpError } from '../guard/http-error.js';
import type { SavedGraphs } from '../saved/saved-graphs.js';

type Found = NonNullable<Awaited<ReturnType<SavedGraphs['get']>>>;

/** A saved graph by its name. Throws `HttpError` where there is none. */
export async function savedGraph({ saved }: { readonly saved: SavedGraphs }, name: string): Promise<Found> {
  const graph = await saved.get(name);
  if (graph) return graph;
  throw new HttpError(404, 'no-such-graph', `there is no graph "${name}": GET /api/v1/graphs lists them`);
}
