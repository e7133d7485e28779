import { closest } from './closest.js';
import type { Graph, GraphBody } from './document.js';
import { BODY_FIELDS, GRAPH_FIELDS, INTERFACE_FIELDS, LAYOUT_FIELDS, MAP_FIELDS, NODE_FIELDS } from './fields.js';
import { lookAtJson, placeInText } from './json-text.js';
import type { Warning } from './problem.js';
import { short } from './words.js';

/** More than anybody reads. */
const MOST = 100;

/**
 * What is probably not meant in a graph that can run as it is: fields that are not known, and so only kept, whose name
 * is nearly that of one that is known.
 */
export function warningsOf(graph: Graph): Warning[] {
  const warnings: Warning[] = [];
  const look = (object: object | undefined, known: readonly string[], path: string): void => {
    if (object === undefined) return;
    for (const field in object) {
      if (warnings.length >= MOST) return;
      const meant = known.includes(field) ? undefined : closest(field, known);
      if (meant === undefined) continue;
      warnings.push({
        code: 'unknown-field',
        ...(path === '' ? {} : { node: path }),
        found: `the field "${short(field)}", which means nothing here`,
        expected: 'one that does',
        hint: `Did you mean "${meant}"?`,
      });
    }
  };
  const lookAtBody = (body: GraphBody, known: readonly string[], prefix: string): void => {
    const below = prefix === '' ? '' : `${prefix}.`;
    look(body, known, prefix);
    look(body.interface, INTERFACE_FIELDS, `${below}interface`);
    look(body.layout, LAYOUT_FIELDS, `${below}layout`);
    for (const id in body.nodes) {
      look(body.nodes[id], NODE_FIELDS, below + id);
      look(body.nodes[id]!.map, MAP_FIELDS, `${below}${id}.map`);
    }
  };
  lookAtBody(graph, GRAPH_FIELDS, '');
  for (const name in graph.subgraphs) lookAtBody(graph.subgraphs[name]!, BODY_FIELDS, `subgraphs.${name}`);
  return warnings;
}

/** The names that stand twice in one object of a graph's text, of which only the last is read; none of what is no JSON. */
export function textWarningsOf(text: string): Warning[] {
  const { wrongAt, doubled } = lookAtJson(text);
  if (wrongAt !== undefined) return []; // that is a problem
  return doubled.map(({ path, at }) => ({
    code: 'doubled-name',
    node: path.map(short).join('.').slice(0, 200),
    found: `this name again in ${placeInText(text, at)}`,
    expected: 'each once',
    hint: 'Only the last counts: rename or remove one.',
  }));
}
