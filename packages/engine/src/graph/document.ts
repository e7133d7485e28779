import { z } from 'zod';
import type { Json } from '../value/value.js';

/** The newest format that this engine writes. */
export const GRAPH_VERSION = 2;

/** Ids start with a letter, so that no JSON parser reorders them and none is a number or `__proto__`. */
const id = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'a letter, then up to 63 letters, digits, "-" or "_"');

const endpoint = z
  .string()
  .max(129)
  .regex(/^[^.]+\.[^.]+$/, 'a link written "node.port"');

const json: z.ZodType<Json> = z.json();

const node = z.looseObject({
  type: z.string().max(128).describe('The kind of node, "category/name".'),
  title: z.string().max(200).optional().describe("Shown in place of the kind's own title."),
  inputs: z
    .record(z.string(), z.union([endpoint, z.array(endpoint)], 'a link written "node.output", or a list of them'))
    .optional()
    .describe('What feeds each input, or each param: "node.output". A list input takes several.'),
  params: z.record(z.string(), json).optional().describe('Settings that differ from their defaults.'),
  mode: z
    .enum(['bypass', 'mute'])
    .optional()
    .describe('bypass: what comes in goes out as it is. mute: neither this node nor what needs it runs.'),
  map: z
    .looseObject({
      by: z
        .enum(['pair', 'repeat', 'cross'])
        .describe(
          'pair: lists of one length. repeat: the last item of a shorter list is repeated. cross: each with each.',
        ),
      atOnce: z
        .int()
        .min(1)
        .max(1024)
        .optional()
        .describe('How many items run at once; as many as there is room for unless given.'),
    })
    .optional()
    .describe('Runs the node once for each item of the lists that feed it, and gives lists.'),
});

const place = z.looseObject({ x: z.number(), y: z.number() });

const layout = z
  .looseObject({
    nodes: z.record(id, place).optional(),
    groups: z.array(json).optional(),
    notes: z.array(json).optional(),
    routes: json.optional().describe('Points that links are led through, by what they feed: "node.input".'),
  })
  .describe('Where things are drawn. Never affects results.');

const graphInterface = z.looseObject({
  inputs: z
    .record(id, z.union([endpoint, z.array(endpoint).min(1)], 'a place written "node.port", or a list of them'))
    .optional()
    .describe('Name → the param or input that it sets: "node.port", or several that it sets alike.'),
  outputs: z.record(id, endpoint).optional().describe('Name → the output that it gives: "node.output".'),
});

const body = {
  title: z.string().max(200).optional(),
  description: z.string().max(10_000).optional(),
  interface: graphInterface.optional().describe('The graph as a function.'),
  nodes: z.record(id, node),
  layout: layout.optional(),
};

/** The saved graph. Every object keeps fields that it does not know. */
export const graphSchema = z.looseObject({
  format: z.literal('moodwire.graph'),
  version: z.literal(GRAPH_VERSION),
  ...body,
  subgraphs: z
    .record(id, z.looseObject(body))
    .optional()
    .describe('Graphs by name, each used as a node of type "subgraph/NAME" or as the body of a loop.'),
});

export type Graph = z.infer<typeof graphSchema>;
export type GraphNode = Graph['nodes'][string];
/** What a graph and a subgraph have in common. */
export type GraphBody = Pick<Graph, 'title' | 'description' | 'interface' | 'nodes' | 'layout'>;

/** An empty graph to build on. */
export function emptyGraph(title?: string): Graph {
  return { format: 'moodwire.graph', version: GRAPH_VERSION, ...(title === undefined ? {} : { title }), nodes: {} };
}

/** The graph document's JSON Schema (draft 2020-12), from the same code that validates. */
export function graphJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(graphSchema, { target: 'draft-2020-12' });
  return { title: 'Moodwire graph', description: 'A saved graph: drawn, shared and run as it stands.', ...schema };
}
