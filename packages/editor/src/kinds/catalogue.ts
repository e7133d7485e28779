import { type AnyNode, createRegistry, type NodeDefinition, type Registry } from '@moodwire/engine/graph';
import { api } from '../api/api.js';

/** The kinds of node that the server has. */
export type Catalogue = {
  readonly registry: Registry;
  readonly kinds: readonly AnyNode[];
  /** What was wrong with the server's packs. */
  readonly problems: readonly string[];
};

/** Asks the server for its nodes. They are declarations only: nothing runs in the page. */
export async function loadCatalogue(): Promise<Catalogue> {
  const { nodes, problems } = await api.nodes();
  return createCatalogue(nodes as unknown as readonly Declared[], problems);
}

type Declared = Omit<NodeDefinition, 'run' | 'runsOn'> & { readonly runsOn: AnyNode['runsOn'] };

function createCatalogue(declared: readonly Declared[], problems: readonly string[]): Catalogue {
  const registry = createRegistry([
    {
      name: 'server',
      // The engine's own come with every registry.
      nodes: declared
        .filter(({ runsOn }) => runsOn !== 'engine')
        .map(({ cache: _, ...node }) => ({ ...node, run: runsElsewhere }) as unknown as NodeDefinition),
    },
  ]);
  return { registry, kinds: registry.types.map((type) => registry.get(type)!), problems };
}

function runsElsewhere(): never {
  throw new Error('nodes run on the server');
}
