import { flowNodes } from '../flow/flow-nodes.js';
import type { AnyNode, NodeDefinition } from '../node/node.js';
import { checkDeclaration } from './declaration.js';
import { said } from './said.js';

/** Nodes that come together, under one name. */
export type Pack = { readonly name: string; readonly nodes: readonly NodeDefinition[] };

/** The kinds of node that can be wired. */
export type Registry = {
  get(type: string): AnyNode | undefined;
  readonly types: readonly string[];
  /** What was wrong with the packs, in words. What is wrong is left out; the rest is there. */
  readonly problems: readonly string[];
};

/** More is a mistake, such as a list that was made by its length alone. */
const MOST_NODES = 10_000;
/** As much of a name as a message shows. */
const LONGEST_NAME = 200;

/**
 * Gathers the nodes of all packs, beside those that steer others and are always there. What has a bad declaration, or a type that is taken, is reported and left out. Packs
 * may come from outside, written without a compiler: nothing is taken for granted, and nothing they are can throw here.
 * The declarations are copied, so that nothing that happens to them later changes the registry.
 */
export function createRegistry(packs: readonly Pack[]): Registry {
  const nodes = new Map<string, AnyNode>(flowNodes.map((node) => [node.type, node]));
  const owners = new Map(flowNodes.map((node) => [node.type, 'flow']));
  const problems: string[] = [];
  const list = readList(packs);
  if (!list) problems.push('the packs are no list; expected [{ name, nodes }]');
  for (const [place, pack] of list?.entries() ?? []) {
    const { name, nodes: declared, wrong } = readPack(pack, place);
    for (const problem of wrong) problems.push(`pack ${name}: ${problem}`);
    for (const [at, one] of declared.entries()) {
      const checked = checkDeclaration(one);
      const type = checked.type?.slice(0, LONGEST_NAME);
      const owner = type === undefined ? undefined : owners.get(type);
      if (owner !== undefined) {
        const where = owner === name ? 'twice in this pack' : `by pack ${owner} already`;
        problems.push(`pack ${name}, node ${type}: this type is declared ${where}; give one of them another`);
      } else if ('wrong' in checked)
        problems.push(`pack ${name}, node ${type ?? `number ${at + 1}`}: ${checked.wrong}`);
      else {
        nodes.set(checked.type, checked.node);
        owners.set(checked.type, name);
      }
    }
  }
  return { get: (type) => nodes.get(type), types: [...nodes.keys()].sort(), problems };
}

type PackRead = { readonly name: string; readonly nodes: readonly unknown[]; readonly wrong: readonly string[] };

function readPack(pack: unknown, place: number): PackRead {
  let name = `number ${place + 1}`;
  try {
    const { name: given, nodes: declared } = (pack ?? {}) as { name?: unknown; nodes?: unknown };
    const wrong: string[] = [];
    if (typeof given === 'string' && given !== '') name = given.slice(0, LONGEST_NAME);
    else wrong.push(`its name is ${said(given)}; expected text`);
    const nodes = readList(declared);
    if (!nodes) wrong.push(`it has no list of nodes; its "nodes" is ${said(declared)}`);
    return { name, nodes: nodes ?? [], wrong };
  } catch (error) {
    return { name, nodes: [], wrong: [`it cannot be read: ${said(error)}`] };
  }
}

function readList(list: unknown): readonly unknown[] | undefined {
  try {
    if (!Array.isArray(list) || list.length > MOST_NODES) return undefined;
    return Array.from(list);
  } catch {
    return undefined;
  }
}
