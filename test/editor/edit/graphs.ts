import { readFileSync } from 'node:fs';
import {
  createRegistry,
  type Graph,
  parseGraph,
  parseGraphText,
  serializeGraph,
  validateGraph,
} from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { expect } from 'vitest';

/** What the shipped nodes are. */
export const registry = createRegistry(packs);

/** A graph that ships, by its name. */
export function shipped(name: string): Graph {
  const parsed = parseGraphText(readFileSync(new URL(`../../../graphs/${name}.json`, import.meta.url), 'utf8'));
  if (!('graph' in parsed)) throw new Error(`${name} is no graph`);
  return parsed.graph;
}

/** The graph as it would be saved and opened again; fails where that cannot be. */
export function reopened(graph: Graph): Graph {
  const parsed = parseGraph(JSON.parse(serializeGraph(graph)));
  if (!('graph' in parsed)) expect.fail(`no graph any more: ${JSON.stringify(parsed.problems)}`);
  return parsed.graph;
}

/** What is wrong with a graph, without where. */
export const codes = (graph: Graph): string[] =>
  validateGraph(reopened(graph), registry)
    .map(({ code }) => code)
    .sort();

/** A document of nodes alone. */
export const graphOf = (nodes: Graph['nodes'], more: Partial<Graph> = {}): Graph => ({
  format: 'moodwire.graph',
  version: 2,
  nodes,
  ...more,
});
