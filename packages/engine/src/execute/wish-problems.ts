import { didYouMean } from '../graph/closest.js';
import type { LinkedGraph } from '../graph/link-graph.js';
import type { LinkedBody } from '../graph/linked.js';
import type { Problem } from '../graph/problem.js';
import type { Program } from '../plan/program.js';
import { type Port, portName } from '../port/port.js';
import { show } from '../value/show.js';
import type { Value } from '../value/value.js';
import { targetsOf, wantedOf } from './wanted.js';

/**
 * What stands in the way of a run: what is wrong with the graph, as far as the targets need it, with the values that it
 * is called with, and with the targets.
 */
export function problemsOfWish(
  program: Program,
  { linked, problems }: { readonly linked: LinkedGraph; readonly problems: readonly Problem[] },
  outside: Readonly<Record<string, Value>>,
  targets: readonly string[] | undefined,
): readonly Problem[] {
  const unknown = targetProblems(program, linked.root, targets ?? []);
  const cone = targets !== undefined && unknown.length === 0 ? coneOf(linked.root, targets) : undefined;
  const places = cone && targetsOf(program, wantedOf(program, linked, targets));
  const found = places ? problemsAmong(program, linked.root, places) : problems;
  return [...found, ...inputProblems(linked.root, outside, cone), ...unknown];
}

/** The places of the document's own nodes that some targets need. */
function coneOf({ scope, nodes }: LinkedBody, targets: readonly string[]): ReadonlySet<number> {
  const cone = new Set<number>();
  const pending = targets.flatMap((id) => scope.places.get(id.split('/')[0]!) ?? []);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (cone.has(at)) continue;
    cone.add(at);
    const { sources, lazySources } = nodes[at]!;
    for (const source of sources) pending.push(source);
    for (const source of lazySources) pending.push(source);
  }
  return cone;
}

/** What is wrong with the nodes that these places need, and with the subgraphs that they run. */
function problemsAmong({ nodes, order }: Program, root: LinkedBody, places: readonly number[]): Problem[] {
  const cone = new Set<number>();
  const pending = [...places];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (cone.has(at)) continue;
    cone.add(at);
    const { sources, lazySources } = nodes[at]!;
    for (const source of sources) pending.push(source);
    for (const source of lazySources) pending.push(source);
  }
  const own = [...cone].sort((a, b) => a - b).map((at) => nodes[at]!);
  const bodies = new Set<LinkedBody>();
  const open = own.flatMap(({ body }) => body ?? []);
  for (let body = open.shift(); body; body = open.shift()) {
    if (bodies.has(body)) continue;
    bodies.add(body);
    open.push(...body.nodes.flatMap((node) => node.body ?? []));
  }
  const placed = new Set(order);
  const isCircle = places.length === 0 || [...cone].some((at) => !placed.has(at));
  const found = [
    ...own.flatMap((node) => node.problems),
    ...(isCircle ? root.problems.filter(({ code }) => code === 'cycle') : []),
    ...[...bodies].flatMap((body) => [...body.nodes.flatMap((node) => node.problems), ...body.problems]),
  ];
  return [...new Set(found)]; // a subgraph that stands in several places is told of once
}

/** What is wrong with the values that the graph is called with, beside its params. */
function inputProblems(
  { inputs, nodes }: LinkedBody,
  given: Readonly<Record<string, Value>>,
  cone: ReadonlySet<number> | undefined,
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, places] of inputs) {
    const isGiven = Object.hasOwn(given, name);
    for (const { at, slot } of places) {
      if (cone && !cone.has(at)) continue;
      const node = nodes[at]!;
      const { optional, port, name: slotName } = node.shape!.slots[slot]!;
      if (isGiven ? fits(port, given[name]) : optional || node.feeds[slot] !== undefined) continue;
      problems.push({
        code: isGiven ? 'wrong-type' : 'missing-input',
        node: node.id,
        port: slotName,
        found: isGiven ? show(given[name]) : `nothing for the input "${name}"`,
        expected: portName(port),
        hint: isGiven ? `Give "${name}" a value of this type.` : 'Give it when you run the graph, or link it.',
      });
    }
  }
  return problems;
}

/** Can the value be meant for this port? What is no leaf is only told from a leaf. */
function fits(port: Port, value: unknown): boolean {
  switch (port.kind) {
    case 'any':
      return true;
    case 'either':
      return port.of?.some((option) => fits(option, value)) ?? false;
    case 'list':
      return Array.isArray(value);
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === 'object' && value !== null;
  }
}

function targetProblems(program: Program, { scope }: LinkedBody, targets: readonly string[]): Problem[] {
  return targets.flatMap((id): Problem[] => {
    if (!program.targets.has(id) && !scope.places.has(id)) {
      const ids = program.nodes.map((node) => node.id);
      const hint = `Name one of its nodes.${didYouMean(id, ids)}`;
      return [{ code: 'unknown-target', found: `a target "${id}"`, expected: 'a node of this graph', hint }];
    }
    if (program.targets.get(id) || !program.targets.has(id)) return [];
    const hint = 'Unmute it, or what it needs.';
    return [
      { code: 'unknown-target', found: `the target "${id}", which is muted`, expected: 'a node that runs', hint },
    ];
  });
}
