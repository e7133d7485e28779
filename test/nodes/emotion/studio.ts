import { fileURLToPath } from 'node:url';
import { createEngine, createRegistry, type Graph, type Pack, type Value } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { createHost, modelRoots } from 'moodwire';

export const photo = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/photos/${name}`, import.meta.url));

export const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'rocket.jpg'].map(photo);

/** Runs graphs in this process, on the shipped model, with test nodes of its own beside the shipped ones. */
export function openStudio(
  readable: readonly string[],
  writable: readonly string[] = [],
  extra: Pack = { name: 'test', nodes: [] },
) {
  const engine = createEngine({ registry: createRegistry([...packs, extra]) });
  const host = createHost({ readable, writable, modelRoots: modelRoots() });
  return {
    /** The outputs of the nodes that are asked for. Throws with every problem or failure. */
    async run(graph: Graph, targets: readonly string[]): Promise<Record<string, Record<string, Value>>> {
      const result = await engine.run(graph, { host, targets }).result;
      if (result.status === 'done') return result.nodes as Record<string, Record<string, Value>>;
      throw new Error(JSON.stringify(result));
    },
    close: () => engine.close(),
  };
}
