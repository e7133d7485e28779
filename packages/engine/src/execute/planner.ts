import { bindInputs } from '../graph/bind.js';
import { didYouMean } from '../graph/closest.js';
import type { Graph } from '../graph/document.js';
import { isDeepFrozen, isFixedNode } from '../graph/frozen.js';
import { parseEndpoint } from '../graph/link.js';
import { type LinkedGraph, linkGraph, problemsOf } from '../graph/link-graph.js';
import type { Feed, LinkedBody } from '../graph/linked.js';
import type { Problem } from '../graph/problem.js';
import { digest } from '../key/digest.js';
import { type Recipes, recipesOf } from '../key/recipe.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import { programOf } from '../plan/compile.js';
import { type Program, placesIn } from '../plan/program.js';
import { portName } from '../port/port.js';
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
    const part = wish.targets && partOf(root, wish.targets);
    const missing = missingInputs(root, names, part);
    const circles = part && circleProblems(root, part);
    if (circles && circles.length > 0) return { problems: [...bound.problems, ...circles, ...missing] };
    const unknown = targetProblems(program, wish);
    const isPart = wish.targets !== undefined && unknown.length === 0;
    const found = isPart ? coneProblems(program, wish.targets) : problemsOf(memory.linked);
    const problems = [...bound.problems, ...found, ...missing, ...unknown];
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
      recipes: recipes(memory, before, program, fingerprints, outside.map(digest)),
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

/** The places of the nodes of a document that some targets need, which may be named by their paths. */
function partOf({ nodes, scope }: LinkedBody, targets: readonly string[]): ReadonlySet<number> {
  const part = new Set<number>();
  const pending = targets.flatMap((id) => scope.places.get(id.split('/', 1)[0]!) ?? []);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (part.has(at)) continue;
    part.add(at);
    pending.push(...nodes[at]!.sources, ...nodes[at]!.lazySources);
  }
  return part;
}

/** The circles that a part of a document leads into, here and in its subgraphs: nothing on or behind them can be planned. */
function circleProblems(root: LinkedBody, part: ReadonlySet<number>): Problem[] {
  const bodies = new Set<LinkedBody>();
  const visit = (body: LinkedBody | undefined): void => {
    if (!body || bodies.has(body)) return;
    bodies.add(body);
    for (const node of body.nodes) visit(node.body);
  };
  for (const at of [...part].sort((a, b) => a - b)) visit(root.nodes[at]!.body);
  const placed = root.order.length < root.nodes.length && new Set(root.order);
  const isStuck = placed && [...part].some((at) => !placed.has(at));
  return [...(isStuck ? [root] : []), ...bodies].flatMap((body) =>
    body.problems.filter(({ code }) => code === 'cycle'),
  );
}

/** What is wrong with the nodes that some targets need, and with the bodies that these run. */
function coneProblems(program: Program, targets: readonly string[]): Problem[] {
  const pending = targets.flatMap((id) => [...(program.targets.get(id)?.values() ?? [])].flatMap(placesIn));
  for (const [at, { id }] of program.nodes.entries()) if (targets.includes(id)) pending.push(at); // one without outputs
  const seen = new Set<number>();
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const { sources, lazySources } = program.nodes[at]!;
    pending.push(...sources, ...lazySources);
  }
  const bodies = new Set<LinkedBody>();
  const visit = (body: LinkedBody | undefined): void => {
    if (!body || bodies.has(body)) return;
    bodies.add(body);
    for (const node of body.nodes) visit(node.body);
  };
  const cone = [...seen].sort((a, b) => a - b).map((at) => program.nodes[at]!);
  for (const { body } of cone) visit(body);
  const inside = [...bodies].flatMap((body) => [...body.nodes.flatMap(({ problems }) => problems), ...body.problems]);
  return [...new Set([...cone.flatMap(({ problems }) => problems), ...inside])];
}

function missingInputs(
  { inputs, nodes }: LinkedBody,
  given: readonly string[],
  part: ReadonlySet<number> | undefined,
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, places] of inputs) {
    if (given.includes(name)) continue;
    for (const { at, slot } of places) {
      if (part && !part.has(at)) continue;
      const node = nodes[at]!;
      const { optional, port, name: slotName } = node.shape!.slots[slot]!;
      if (optional || node.feeds[slot] !== undefined) continue;
      const found = `nothing for the input "${name}"`;
      const hint = 'Give it when you run the graph, or link it.';
      problems.push({ code: 'missing-input', node: node.id, port: slotName, found, expected: portName(port), hint });
    }
  }
  return problems;
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
