import { bindInputs } from '../graph/bind.js';
import { didYouMean } from '../graph/closest.js';
import type { Graph } from '../graph/document.js';
import { isDeepFrozen, isFixedNode } from '../graph/frozen.js';
import { parseEndpoint } from '../graph/link.js';
import { type LinkedGraph, linkGraph, problemsOf } from '../graph/link-graph.js';
import type { Feed, LinkedBody } from '../graph/linked.js';
import type { Problem } from '../graph/problem.js';
import { contentOf } from '../key/digest.js';
import { type Recipes, recipesOf } from '../key/recipe.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import { programOf } from '../plan/compile.js';
import { type Program, placesIn } from '../plan/program.js';
import { type Port, portName } from '../port/port.js';
import { show } from '../port/show.js';
import type { Value } from '../value/value.js';
import { NO_FINGERPRINTS, takeFingerprints } from './fingerprints.js';

/** What a run asks for. */
export type Wish = {
  readonly host: Host;
  readonly inputs?: Readonly<Record<string, Value>>;
  readonly targets?: readonly string[];
};

/** A graph ready to run. */
export type Planned = {
  readonly program: Program;
  readonly recipes: Recipes;
  /** The values that the program is called with. */
  readonly outside: readonly Value[];
  readonly targets: readonly number[];
  /** What is to be given back, by the names of the interface and by node. */
  readonly wanted: {
    readonly outputs: readonly { readonly name: string; readonly node: string; readonly feed: Feed }[];
    readonly nodes: readonly { readonly id: string; readonly outputs: ReadonlyMap<string, Feed> }[];
    /** Are outputs that the interface does not name given only where that costs nothing? */
    readonly isByName: boolean;
  };
};

/** How many documents are remembered, for the next version of each. */
const REMEMBERED = 4;

type Memory = { readonly linked: LinkedGraph; readonly isFixed: boolean; recipes: Map<Program, Recipes> };

/** Plans runs, and takes over from earlier plans whatever a changed document has left as it was. */
export function createPlanner(registry: Registry) {
  const recent: Memory[] = [];

  function link(graph: Graph): { memory: Memory; before: Memory | undefined } {
    const same = recent.find(({ linked, isFixed }) => isFixed && linked.document === graph);
    if (same) return { memory: same, before: undefined };
    const before = recent.find(({ linked }) => isVersionOf(graph, linked.document));
    const isTable = before && before.linked.document.subgraphs === graph.subgraphs && areFixed(graph.subgraphs);
    const linked = linkGraph(graph, registry, isTable ? before.linked : undefined);
    const memory: Memory = { linked, isFixed: isFixed(linked), recipes: new Map() };
    if (before) recent.splice(recent.indexOf(before), 1);
    recent.unshift(memory);
    if (recent.length > REMEMBERED) recent.pop();
    return { memory, before };
  }

  async function plan(graph: Graph, wish: Wish, signal: AbortSignal): Promise<Planned | { problems: Problem[] }> {
    const bound = bindInputs(graph, wish.inputs ?? {}, registry);
    const { memory, before } = link(bound.graph);
    const { root } = memory.linked;
    const names = Object.keys(bound.outside);
    let program: Program;
    try {
      program = programOf(root, names);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const hint = 'Use fewer or smaller subgraphs.';
      return { problems: [{ code: 'too-many-nodes', found: error.message, expected: 'fewer', hint }] };
    }
    const unknown = targetProblems(program, wish);
    const isPart = wish.targets !== undefined && unknown.length === 0;
    const found = isPart ? coneProblems(program, memory.linked, wish.targets) : problemsOf(memory.linked);
    const problems = [...bound.problems, ...found, ...inputProblems(root, bound.outside), ...unknown];
    if (problems.length > 0) return { problems };
    const wanted = wantedOf(program, root, graph, wish.targets);
    const feeds = wanted.outputs
      .map(({ feed }) => feed)
      .concat(wanted.nodes.flatMap(({ outputs }) => [...outputs.values()]));
    const nothing = wanted.nodes
      .filter(({ outputs }) => outputs.size === 0)
      .map(({ id }) => program.nodes.findIndex((node) => node.id === id));
    const fingerprints = program.readsFiles ? await takeFingerprints(program, wish.host, signal) : NO_FINGERPRINTS;
    const outside = names.map((name) => bound.outside[name]!);
    return {
      program,
      recipes: recipes(memory, before, program, fingerprints, outside.map(contentOf)),
      outside,
      targets: [...new Set([...feeds.flatMap(placesIn), ...nothing.filter((at) => at >= 0)])],
      wanted,
    };
  }

  function recipes(
    memory: Memory,
    before: Memory | undefined,
    program: Program,
    fingerprints: readonly (string | undefined)[],
    outside: readonly string[],
  ): Recipes {
    const known = memory.recipes.get(program);
    if (known && same(known.fingerprints, fingerprints) && same(known.outside, outside)) return known;
    const [last] = known ? [known] : (before?.recipes.values() ?? []);
    const made = recipesOf(program, fingerprints, outside, last);
    memory.recipes = new Map([[program, made]]);
    return made;
  }

  return { plan };
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a === b || (a.length === b.length && a.every((one, i) => one === b[i]));

/** Nobody can change the document any more, so that what was made of it is true of it for ever. */
function isFixed({ document, root }: LinkedGraph): boolean {
  return (
    Object.isFrozen(document) &&
    Object.isFrozen(document.nodes) &&
    isDeepFrozen(document.interface) &&
    areFixed(document.subgraphs) &&
    root.nodes.every((node) => node.isFixed)
  );
}

/** Can no subgraph be changed any more? */
function areFixed(subgraphs: Graph['subgraphs']): boolean {
  if (subgraphs === undefined) return true;
  return (
    Object.isFrozen(subgraphs) &&
    Object.values(subgraphs).every(
      (body) =>
        Object.isFrozen(body) &&
        Object.isFrozen(body.nodes) &&
        isDeepFrozen(body.interface) &&
        Object.values(body.nodes).every(isFixedNode),
    )
  );
}

/** Is it probably the same graph, changed a little? */
function isVersionOf(graph: Graph, earlier: Graph): boolean {
  for (const id in graph.nodes) return Object.hasOwn(earlier.nodes, id);
  return false;
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

function targetProblems(program: Program, { targets = [] }: Wish): Problem[] {
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

function wantedOf(
  program: Program,
  root: LinkedBody,
  graph: Graph,
  targets: readonly string[] | undefined,
): Planned['wanted'] {
  const named = [...program.outputs].map(([name, feed]) => {
    const { node } = parseEndpoint(graph.interface!.outputs![name]!)!;
    return { name, node, feed };
  });
  const isByName = targets === undefined && named.length > 0;
  const ids = targets ?? (isByName ? named.map(({ node }) => node) : sinksOf(program, root));
  const nodes = [...new Set(ids)].map((id) => ({ id, outputs: program.targets.get(id) ?? new Map<string, Feed>() }));
  return { outputs: targets ? named.filter(({ node }) => targets.includes(node)) : named, nodes, isByName };
}

/** The ids of the nodes of the document that feed no other, and are not muted. */
function sinksOf(program: Program, { nodes }: LinkedBody): string[] {
  const isSource = new Uint8Array(nodes.length);
  for (const { sources, lazySources } of nodes) {
    for (const at of sources) isSource[at] = 1;
    for (const at of lazySources) isSource[at] = 1;
  }
  return nodes.flatMap(({ id }, at) => (isSource[at] === 0 && program.targets.get(id) !== undefined ? [id] : []));
}
