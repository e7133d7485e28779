import { didYouMean, type Graph } from '@moodwire/engine';
import { CommandError, EXIT } from './exit.js';

const MOST_SHOWN = 20;

/** Throws for an `--only` that can't be run: no node of the graph, or one that only a loop or an item of a map has. */
export function refuseTargets(name: string, graph: Graph, only: readonly string[]): void {
  for (const id of only) {
    const wrong = problemOf(graph, id);
    if (wrong === undefined) continue;
    const { found, expected, hint } = wrong;
    const event = { event: 'problem', graph: name, code: 'unknown-target', ...wrong };
    throw new CommandError(`--only ${id}: found ${found}, expected ${expected}. ${hint}`.trim(), EXIT.wrong, [event]);
  }
}

type Wrong = { readonly found: string; readonly expected: string; readonly hint: string };

function problemOf(graph: Graph, id: string): Wrong | undefined {
  const steps = id.split('/');
  let nodes = graph.nodes;
  for (const [at, step] of steps.entries()) {
    const names = Object.keys(nodes);
    if (!names.includes(step)) {
      const shown = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN), '…'] : names;
      const expected = `one of ${shown.join(', ')}`;
      return { found: `no node "${step}"`, expected, hint: didYouMean(step, names).trim() };
    }
    if (at === steps.length - 1) return undefined;
    const body = bodyOf(graph, nodes[step]!);
    if (typeof body === 'string') {
      const path = steps.slice(0, at + 1).join('/');
      const found = `"${steps[at + 1]}" inside "${path}", which ${body}`;
      return { found, expected: 'a node of the graph or of its subgraphs', hint: `Name ${path}.` };
    }
    nodes = body;
  }
  return undefined;
}

/** The nodes inside a node, or why none of them is a target. */
function bodyOf({ subgraphs = {} }: Graph, { type, map }: Graph['nodes'][string]): Graph['nodes'] | string {
  if (map) return 'runs once for each item';
  if (type.startsWith('flow/')) return 'runs its body again and again';
  const name = type.startsWith('subgraph/') ? type.slice('subgraph/'.length) : '';
  return Object.hasOwn(subgraphs, name) ? subgraphs[name]!.nodes : 'has no nodes of its own';
}
