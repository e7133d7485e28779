import { type Bound, bind } from '../graph/bind.js';
import type { Graph } from '../graph/document.js';
import { isDeepFrozen, isFixedNode } from '../graph/frozen.js';
import { type LinkedGraph, linkGraph, problemsOf } from '../graph/link-graph.js';
import type { Problem } from '../graph/problem.js';
import { digest } from '../key/digest.js';
import { type Recipes, recipesOf } from '../key/recipe.js';
import type { Host } from '../node/host.js';
import type { Registry } from '../pack/registry.js';
import { programOf } from '../plan/compile.js';
import type { Program } from '../plan/program.js';
import type { Value } from '../value/value.js';
import type { Crew } from './crew.js';
import { NO_FINGERPRINTS, takeFingerprints } from './fingerprints.js';
import { targetsOf, type Wanted, wantedOf } from './wanted.js';
import { problemsOfWish } from './wish-problems.js';

/** How many documents are remembered, for the next version of each. */
const REMEMBERED = 4;

type Memory = {
  readonly linked: LinkedGraph;
  readonly isFixed: boolean;
  readonly problems: readonly Problem[];
  recipes: Map<Program, Recipes>;
  /** What a run without inputs or targets of its own comes to. */
  plain: Asked | undefined;
};

/** What is run, and what is given back of it. */
type Asked = Pick<Planned, 'program' | 'targets' | 'wanted'>;

/** A graph ready to run. */
export type Planned = {
  readonly program: Program;
  readonly recipes: Recipes;
  /** The values that the program is called with. */
  readonly outside: readonly Value[];
  readonly targets: readonly number[];
  readonly wanted: Wanted;
};

/** What a run asks for. */
export type Wish = {
  readonly host: Host;
  readonly inputs?: Readonly<Record<string, Value>>;
  readonly targets?: readonly string[];
};

/** Plans runs, and takes over from earlier plans whatever a changed document has left as it was. */
export function createPlanner(registry: Registry) {
  const recent: Memory[] = [];

  function link(graph: Graph): { memory: Memory; before: Memory | undefined } {
    const same = recent.find(({ linked, isFixed }) => isFixed && linked.document === graph);
    if (same) return { memory: same, before: undefined };
    const before = recent.find(({ linked }) => isVersionOf(graph, linked.document));
    const isTable = before && before.linked.document.subgraphs === graph.subgraphs && areFixed(graph.subgraphs);
    const linked = linkGraph(graph, registry, isTable ? before.linked : undefined);
    const memory: Memory = {
      linked,
      isFixed: isFixed(linked),
      problems: problemsOf(linked),
      recipes: new Map(),
      plain: undefined,
    };
    if (before) recent.splice(recent.indexOf(before), 1);
    recent.unshift(memory);
    if (recent.length > REMEMBERED) recent.pop();
    return { memory, before };
  }

  /** What a run comes to; remembered for a document that cannot change, when it is run without more words. */
  function ask(memory: Memory, bound: Bound, wish: Wish): Asked | { readonly problems: readonly Problem[] } {
    const isPlain = memory.isFixed && wish.targets === undefined && Object.keys(bound.outside).length === 0;
    if (isPlain && memory.plain && bound.problems.length === 0) return memory.plain;
    const names = Object.keys(bound.outside);
    let program: Program;
    try {
      program = programOf(memory.linked.root, names);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const hint = 'Use fewer or smaller subgraphs.';
      return { problems: [{ code: 'too-many-nodes', found: error.message, expected: 'fewer', hint }] };
    }
    const problems = [...bound.problems, ...problemsOfWish(program, memory, bound.outside, wish.targets)];
    if (problems.length > 0) return { problems };
    const wanted = wantedOf(program, memory.linked, wish.targets);
    const asked: Asked = { program, wanted, targets: targetsOf(program, wanted) };
    if (isPlain) memory.plain = asked;
    return asked;
  }

  async function plan(
    graph: Graph,
    wish: Wish,
    crew: Crew,
    signal: AbortSignal,
  ): Promise<Planned | { readonly problems: readonly Problem[] }> {
    const bound = wish.inputs ? bind(link(graph).memory.linked, wish.inputs) : { graph, outside: {}, problems: [] };
    const { memory, before } = link(bound.graph);
    const asked = ask(memory, bound, wish);
    if ('problems' in asked) return asked;
    const { program } = asked;
    const problems: Problem[] = [];
    const fingerprints = program.readsFiles
      ? await takeFingerprints(program, crew, wish.host, signal, (node, why) => problems.push(notThere(node.id, why)))
      : NO_FINGERPRINTS;
    if (problems.length > 0) return { problems };
    const outside = Object.values(bound.outside);
    return { ...asked, outside, recipes: recipes(memory, before, program, fingerprints, outside.map(digest)) };
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

const notThere = (node: string, { message }: Error): Problem => ({
  code: 'not-there',
  node,
  found: `no backend that can run it (${message})`,
  expected: 'what it needs on one of them',
  hint: 'Install it there; a model can also be sent with --push-models.',
});

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
