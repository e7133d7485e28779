import type { AnyNode, Problem } from '@moodwire/engine/graph';

/** A document with the kinds of its nodes found, and all that is wrong with it. */
export type Resolved = {
  /** Node ids in subgraphs are written `subgraphs.NAME.ID`. */
  readonly problems: readonly Problem[];
  /** The declaration of a node: of the graph itself, or of one of its subgraphs. Subgraphs and loops have ports of their own. */
  kindOf(id: string, subgraph?: string): AnyNode | undefined;
};
