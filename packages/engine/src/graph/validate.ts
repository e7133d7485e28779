import type { AnyNode } from '../node/node.js';
import type { Registry } from '../pack/registry.js';
import { checkParam } from '../port/param.js';
import { assignable, type Port, portName } from '../port/port.js';
import { didYouMean } from './closest.js';
import { findCycles } from './cycle.js';
import type { Graph, GraphNode } from './document.js';
import { parseEndpoint } from './link.js';
import type { Problem } from './problem.js';

/** Every problem of a graph at once, in the order of the document; none means that it can run. */
export function validateGraph(graph: Graph, registry: Registry): Problem[] {
  const problems: Problem[] = [];
  const within: Within = { graph, registry, ids: Object.keys(graph.nodes), suggest: createSuggester() };
  for (const [id, node] of Object.entries(graph.nodes)) {
    const definition = registry.get(node.type);
    if (definition) nodeProblems(within, id, node, definition, problems);
    else {
      problems.push({
        code: 'unknown-node-type',
        node: id,
        found: `type "${node.type}"`,
        expected: 'a kind of node that is installed',
        hint: `\`moodwire nodes\` lists them.${didYouMean(node.type, registry.types)}`,
      });
    }
  }
  interfaceProblems(within, problems);
  for (const cycle of findCycles(graph)) {
    const path =
      cycle.length > 12 ? [...cycle.slice(0, 6), `… ${cycle.length - 12} more …`, ...cycle.slice(-6)] : cycle;
    problems.push({
      code: 'cycle',
      node: cycle[0]!,
      found: `a circle ${path.join(' → ')}`,
      expected: 'links that lead forward',
      hint: 'Remove one link of the circle.',
    });
  }
  return problems;
}

type Suggest = (name: string, candidates: readonly string[]) => string;

type Within = {
  readonly graph: Graph;
  readonly registry: Registry;
  readonly ids: readonly string[];
  readonly suggest: Suggest;
};

/** A suggestion looks at every node of the graph: enough of that for a person, not so much that a hostile graph stalls. */
function createSuggester(): Suggest {
  let left = 100_000;
  return (name, candidates) => {
    left -= candidates.length;
    return left >= 0 ? didYouMean(name, candidates) : '';
  };
}

function nodeProblems(within: Within, id: string, node: GraphNode, definition: AnyNode, problems: Problem[]): void {
  const inputs = node.inputs ?? {};
  const report = (code: Problem['code'], port: string, found: string, expected: string, hint: string) =>
    problems.push({ code, node: id, port, found, expected, hint });
  const names = [...Object.keys(definition.inputs), ...Object.keys(definition.params)];

  for (const [name, links] of Object.entries(inputs)) {
    const port = portOf(definition, name);
    if (!port) {
      report('unknown-input', name, `a link to "${name}"`, listOf(names), `Remove it.${didYouMean(name, names)}`);
      continue;
    }
    if (typeof links !== 'string' && port.kind !== 'list') {
      report('too-many-links', name, `a list of ${links.length}`, 'one link', 'Keep one, without brackets.');
      continue;
    }
    const wanted = typeof links === 'string' ? port : port.of![0]!;
    for (const link of typeof links === 'string' ? [links] : links) {
      const wrong = linkProblem(within, link, wanted);
      if (wrong) problems.push({ ...wrong, node: id, port: name });
    }
  }
  for (const [name, port] of Object.entries(definition.inputs)) {
    if (Object.hasOwn(inputs, name) || 'optional' in port) continue;
    report('missing-input', name, 'no link', portName(port), `Link an output of type ${portName(port)} to it.`);
  }
  for (const [name, value] of Object.entries(node.params ?? {})) {
    const param = Object.hasOwn(definition.params, name) ? definition.params[name] : undefined;
    if (!param) {
      const known = Object.keys(definition.params);
      const hint = Object.hasOwn(definition.inputs, name)
        ? 'It is an input: link an output to it.'
        : `Remove it.${didYouMean(name, known)}`;
      report('unknown-param', name, `param "${name}"`, listOf(known), hint);
      continue;
    }
    const wrong = checkParam(param, value);
    const hint = `${param.help}${typeof value === 'string' ? didYouMean(value, param.choices ?? []) : ''}`;
    if (wrong) report('bad-param', name, wrong.found, wrong.expected, hint);
    else if (Object.hasOwn(inputs, name)) {
      report('fed-twice', name, 'a value and a link', 'one of them', 'Remove the value or the link.');
    }
  }
}

type LinkProblem = Omit<Problem, 'node' | 'port'>;

function linkProblem({ graph, registry, ids, suggest }: Within, link: string, wanted: Port): LinkProblem | undefined {
  const from = parseEndpoint(link);
  if (!from) return { code: 'bad-field', found: `"${link}"`, expected: '"node.output"', hint: 'Correct the link.' };
  const source = Object.hasOwn(graph.nodes, from.node) ? graph.nodes[from.node] : undefined;
  if (!source) {
    const hint = `Add the node or remove the link.${suggest(from.node, ids)}`;
    return { code: 'missing-node', found: `a link from "${from.node}"`, expected: 'a node of this graph', hint };
  }
  const definition = registry.get(source.type);
  if (!definition) return undefined; // said once, at that node
  const output = Object.hasOwn(definition.outputs, from.port) ? definition.outputs[from.port] : undefined;
  if (!output) {
    const outputs = Object.keys(definition.outputs);
    const expected = `an output of ${source.type}: ${listOf(outputs)}`;
    return {
      code: 'missing-output',
      found: `"${link}"`,
      expected,
      hint: `Link another output.${didYouMean(from.port, outputs)}`,
    };
  }
  const verdict = assignable(output, wanted);
  if (verdict.ok) return undefined;
  const found = `${portName(output)} from "${link}"`;
  return { code: 'wrong-type', found, expected: portName(wanted), hint: `${verdict.reason}.` };
}

function interfaceProblems({ graph, registry, ids, suggest }: Within, problems: Problem[]): void {
  const check = (side: 'inputs' | 'outputs', name: string, text: string) => {
    const at = parseEndpoint(text);
    const node = at && Object.hasOwn(graph.nodes, at.node) ? graph.nodes[at.node] : undefined;
    const definition = node && registry.get(node.type);
    if (node && !definition) return;
    const ports = definition
      ? Object.keys(side === 'outputs' ? definition.outputs : { ...definition.inputs, ...definition.params })
      : [];
    if (at && ports.includes(at.port)) return;
    const candidates = node ? ports.map((port) => `${at!.node}.${port}`) : ids;
    problems.push({
      code: 'bad-interface',
      port: `interface.${side}.${name}`,
      found: `"${text}"`,
      expected: side === 'outputs' ? 'an output of a node, "node.output"' : 'a param or input of a node, "node.port"',
      hint: `Correct it.${suggest(node ? text : (at?.node ?? text), candidates)}`,
    });
  };
  for (const side of ['inputs', 'outputs'] as const) {
    for (const [name, text] of Object.entries(graph.interface?.[side] ?? {})) check(side, name, text);
  }
}

/** The type of an input, or of a param that is fed by a link. */
function portOf(definition: AnyNode, name: string): Port | undefined {
  if (Object.hasOwn(definition.inputs, name)) return definition.inputs[name];
  return Object.hasOwn(definition.params, name) ? definition.params[name]!.port : undefined;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
