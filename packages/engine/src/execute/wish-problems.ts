import { didYouMean } from '../graph/closest.js';
import type { LinkedGraph } from '../graph/link-graph.js';
import type { LinkedBody } from '../graph/linked.js';
import type { Problem } from '../graph/problem.js';
import { type Program, placesIn } from '../plan/program.js';
import { type Port, portName } from '../port/port.js';
import { show } from '../port/show.js';
import type { Value } from '../value/value.js';

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
  const unknown = targetProblems(program, targets ?? []);
  const isPart = targets !== undefined && unknown.length === 0;
  const found = isPart ? coneProblems(program, linked, targets) : problems;
  return [...found, ...inputProblems(linked.root, outside), ...unknown];
}

/** What is wrong with the nodes that some targets need. A circle is everybody's problem. */
function coneProblems(program: Program, linked: LinkedGraph, targets: readonly string[]): Problem[] {
  const isStuck = targets.some((id) => linked.root.scope.places.has(id) && !program.targets.has(id));
  const feeds = targets.flatMap((id) => [...(program.targets.get(id)?.values() ?? [])]);
  const pending = [
    ...feeds.flatMap(placesIn),
    ...targets
      .map((id) => (linked.root.isPlain ? (linked.root.scope.places.get(id) ?? -1) : -1))
      .filter((at) => at >= 0),
  ];
  const seen = new Set<number>();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const { sources, lazySources } = program.nodes[at]!;
    pending.push(...sources, ...lazySources);
  }
  const placed = new Set(program.order);
  const inCircle = isStuck || [...seen].some((at) => !placed.has(at));
  const own = [...seen].sort((a, b) => a - b).flatMap((at) => program.nodes[at]!.problems);
  return inCircle ? [...own, ...linked.root.problems.filter(({ code }) => code === 'cycle')] : own;
}

/** What is wrong with the values that the graph is called with, beside its params. */
function inputProblems({ inputs, nodes }: LinkedBody, given: Readonly<Record<string, Value>>): Problem[] {
  const problems: Problem[] = [];
  for (const [name, places] of inputs) {
    const isGiven = Object.hasOwn(given, name);
    for (const { at, slot } of places) {
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

function targetProblems(program: Program, targets: readonly string[]): Problem[] {
  return targets.flatMap((id): Problem[] => {
    if (!program.targets.has(id)) {
      const ids = program.nodes.map((node) => node.id);
      const hint = `Name one of its nodes.${didYouMean(id, ids)}`;
      return [{ code: 'unknown-target', found: `a target "${id}"`, expected: 'a node of this graph', hint }];
    }
    if (program.targets.get(id)) return [];
    const hint = 'Unmute it, or what it needs.';
    return [
      { code: 'unknown-target', found: `the target "${id}", which is muted`, expected: 'a node that runs', hint },
    ];
  });
}
