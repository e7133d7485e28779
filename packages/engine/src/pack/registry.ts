import type { AnyNode } from '../node/node.js';
import { checkParam } from '../port/param.js';

/** Nodes that come together, under one name. */
export type Pack = { readonly name: string; readonly nodes: readonly AnyNode[] };

/** The kinds of node that can be wired. */
export type Registry = {
  get(type: string): AnyNode | undefined;
  readonly types: readonly string[];
  /** What was wrong with the packs, in words. What is wrong is left out; the rest is there. */
  readonly problems: readonly string[];
};

const TYPE = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
const PORT = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Gathers the nodes of all packs. A node with a bad declaration, or a type that is taken, is reported and left out. */
export function createRegistry(packs: readonly Pack[]): Registry {
  const nodes = new Map<string, AnyNode>();
  const problems: string[] = [];
  for (const pack of packs) {
    if (!Array.isArray(pack?.nodes)) {
      problems.push(`pack ${pack?.name}: it has no list of nodes`);
      continue;
    }
    for (const [at, node] of pack.nodes.entries()) {
      const wrong = nodes.has(node?.type) ? 'this type is declared twice' : declarationProblem(node);
      if (wrong === undefined) nodes.set(node.type, node);
      else problems.push(`pack ${pack.name}, node ${node?.type ?? at}: ${wrong}`);
    }
  }
  return { get: (type) => nodes.get(type), types: [...nodes.keys()].sort(), problems };
}

/** Packs may come from outside, written without a compiler: nothing is taken for granted here. */
function declarationProblem(node: AnyNode): string | undefined {
  if (!isObject(node)) return 'this is no node; declare it with defineNode';
  for (const part of ['inputs', 'params', 'outputs'] as const) {
    const ports: unknown = node[part];
    if (!isObject(ports) || !Object.values(ports).every(isObject)) return `"${part}" must be an object of objects`;
  }
  if (!TYPE.test(node.type)) return 'a type is written "category/name", lower case with hyphens';
  for (const name of [...Object.keys(node.inputs), ...Object.keys(node.params), ...Object.keys(node.outputs)]) {
    if (!PORT.test(name)) return `port "${name}" must be a letter, then letters, digits or "_"`;
  }
  for (const [name, param] of Object.entries(node.params)) {
    if (Object.hasOwn(node.inputs, name)) return `"${name}" is both an input and a param`;
    const wrong = checkParam(param, param.default);
    if (wrong) return `the default of "${name}" is ${wrong.found}, expected ${wrong.expected}`;
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
