import type { Graph } from '@moodwire/engine/graph';
import type { DocumentStore } from '../document/document-store.js';
import type { Resolved } from '../kinds/resolved.js';
import type { Readable, Store } from '../store/store.js';
import type { GraphRun } from './graph-run.js';

/** Where on the canvas one looks: a point of the graph at (x, y) is drawn at (x·k + this.x, y·k + this.y) pixels. */
export type Viewport = { readonly x: number; readonly y: number; readonly k: number };

/** Where an open graph is saved. */
export type Origin = {
  /** Its name on the server; none for one that was never saved. */
  readonly name?: string;
  readonly revision?: string;
  /** Does it come with Moodwire? It is then saved as a copy. */
  readonly isShipped: boolean;
  /** The graph as it is saved there, to know what is not. */
  readonly graph?: Graph;
};

/** One open graph, a tab. What is not of the document is not undone. */
export type Session = {
  readonly id: string;
  readonly document: DocumentStore;
  readonly origin: Store<Origin>;
  /** The names of the subgraphs that were entered, from the graph inward; empty in the graph itself. */
  readonly trail: Store<readonly TrailStep[]>;
  readonly viewport: Store<Viewport>;
  /** What is selected on the canvas: ids of nodes, `group:ID` and `note:ID`. */
  readonly selection: Store<ReadonlySet<string>>;
  /** Kinds of all nodes, and everything that is wrong, as it is edited. */
  readonly resolved: Readable<Resolved>;
  /** The last run. */
  readonly run: Store<GraphRun | undefined>;
  /** Which job's value each node shows, by the path of the node: the last one that made it. */
  readonly looks: Store<Readonly<Record<string, string>>>;
  /** The seeds that change with each run, as `path.param`. */
  readonly looseSeeds: Store<ReadonlySet<string>>;
};

/** A subgraph that was entered, by which node. */
export type TrailStep = { readonly subgraph: string; readonly node: string };

/** The subgraph that is drawn, or nothing for the graph itself. */
export const shownSubgraph = (session: Session): string | undefined => session.trail.get().at(-1)?.subgraph;

/** What stands before the ids of the nodes that are drawn, in events, targets and looks: `soft/`. */
export const pathPrefix = (session: Session): string =>
  session.trail
    .get()
    .map(({ node }) => `${node}/`)
    .join('');
