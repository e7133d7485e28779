import {
  type AnyNode,
  assignable,
  type Graph,
  interfaceOf,
  type Port,
  portName,
  type Registry,
} from '@moodwire/engine/graph';
import { outputFor, slotFor } from '../edit/links.js';
import { type Ranked, rank } from '../search/fuzzy.js';

/** A kind of node that can be put into the graph. */
export type Candidate = {
  readonly kind: AnyNode;
  /** What is shown and searched first: its title. */
  readonly text: string;
  /** What else it is found by: type, category, types of its ports, summary. */
  readonly more: string;
  /** The slot or output that a loose link will be linked to. */
  readonly port?: string;
};

/** The end of a link that waits for a node: `output` for what a node gives, `input` for what one takes. */
export type LooseEnd = { readonly port: Port; readonly side: 'input' | 'output' };

export function candidatesOf(kinds: readonly AnyNode[]): readonly Candidate[] {
  return kinds.map((kind) => ({ kind, text: kind.title, more: moreOf(kind) }));
}

function moreOf(kind: AnyNode): string {
  const ports = [...takenBy(kind), ...Object.values(kind.outputs)].map(portName);
  return [kind.type, ...new Set(ports), kind.summary].join(' ');
}

/** The types of what a kind takes: of its inputs, and of the params that can be fed. */
function takenBy(kind: AnyNode): readonly Port[] {
  const params = Object.values(kind.params).filter((param) => param.kind !== 'subgraph');
  return [...Object.values(kind.inputs), ...params.map((param) => param.port)];
}

/** Those that a loose link fits, with the port that it will go to; those that want just this type come first. */
export function fitting(candidates: readonly Candidate[], end: LooseEnd): readonly Candidate[] {
  const fits = candidates.flatMap((candidate) => {
    const port = end.side === 'output' ? takingPort(candidate.kind, end.port) : outputFor(candidate.kind, end.port);
    return port === undefined ? [] : [{ ...candidate, port }];
  });
  const away = ({ kind, port }: Candidate): number => distance(kind, port!, end);
  return fits.sort((a, b) => away(a) - away(b));
}

function takingPort(kind: AnyNode, given: Port): string | undefined {
  const exact = slotFor(kind, {}, given);
  if (exact !== undefined) return exact;
  const params = Object.entries(kind.params).filter(([, param]) => param.kind !== 'subgraph');
  return params.find(([, param]) => assignable(given, param.port).ok)?.[0];
}

/** 0 for an input or output of just this type, 1 for one of a list or choice of it, 2 for a param, 3 for what takes anything. */
function distance(kind: AnyNode, name: string, { port, side }: LooseEnd): number {
  const other = side === 'output' ? kind.inputs[name] : kind.outputs[name];
  if (!other) return 2;
  if (other.kind === port.kind) return 0;
  return other.kind === 'any' || other.of?.[0]?.kind === 'any' ? 3 : 1;
}

/** A wish for ports in a query: `:image`, `takes image`, `gives mask`. */
type PortWish = { readonly side: 'takes' | 'gives' | 'either'; readonly type: string };

const SIDES: Readonly<Record<string, PortWish['side']>> = {
  takes: 'takes',
  in: 'takes',
  입력: 'takes',
  gives: 'gives',
  out: 'gives',
  출력: 'gives',
};

/** The parts of a query: `blur takes image gives mask :emotion` asks for a name and for ports.
 * @internal
 */
export function readQuery(query: string): { readonly text: string; readonly ports: readonly PortWish[] } {
  const ports: PortWish[] = [];
  const text: string[] = [];
  const parts = query.trim().split(/\s+/).filter(Boolean);
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const colon = /^([^:]*):(.+)$/.exec(part);
    const side = colon && (colon[1] === '' ? 'either' : SIDES[colon[1]!.toLowerCase()]);
    const word = part.length > 3 || part === '입력' || part === '출력' ? SIDES[part.toLowerCase()] : undefined;
    const next = parts[i + 1];
    if (colon && side) ports.push({ side, type: colon[2]!.toLowerCase() });
    else if (word && next !== undefined) {
      ports.push({ side: word, type: next.toLowerCase() });
      i++;
    } else text.push(part);
  }
  return { text: text.join(' '), ports };
}

/** Candidates by name, type, summary and ports, the best first. */
export function findCandidates(query: string, candidates: readonly Candidate[]): readonly Ranked<Candidate>[] {
  const { text, ports } = readQuery(query);
  return rank(
    text,
    candidates.filter(({ kind }) => ports.every((wish) => hasPort(kind, wish))),
  );
}

function hasPort(kind: AnyNode, { side, type }: PortWish): boolean {
  const is = (port: Port): boolean =>
    port.kind.startsWith(type) || (port.of ?? []).some((item) => is(item)) || portName(port).startsWith(type);
  if (side !== 'gives' && takenBy(kind).some(is)) return true;
  return side !== 'takes' && Object.values(kind.outputs).some(is);
}

/**
 * The subgraphs of a document as kinds of node, without those that would hold themselves where they are put.
 * @param into the subgraph that the node is put into; nothing for the graph itself
 */
export function subgraphKinds(graph: Graph, registry: Registry, into: string | undefined): readonly AnyNode[] {
  return Object.entries(graph.subgraphs ?? {})
    .filter(([name]) => into === undefined || !holds(graph, name, into))
    .map(([name, body]) => kindOfSubgraph(name, { ...graph, ...body }, registry));
}

function kindOfSubgraph(name: string, body: Graph, registry: Registry): AnyNode {
  const { inputs, outputs } = interfaceOf(body, registry);
  const entries = [...inputs];
  return {
    type: `subgraph/${name}`,
    title: body.title ?? name,
    version: 1,
    summary: body.description ?? '',
    inputs: Object.fromEntries(
      entries
        .filter(([, { param }]) => !param)
        .map(([id, { port, isRequired }]) => [id, isRequired ? port : { ...port, optional: true as const }]),
    ),
    params: Object.fromEntries(entries.flatMap(([id, { param }]) => (param ? [[id, param]] : []))),
    outputs: Object.fromEntries(outputs),
    runsOn: 'host',
    run: () => {
      throw new Error('nodes run on the server');
    },
  };
}

/** Does a subgraph use another, or is it the same? */
function holds(graph: Graph, name: string, other: string): boolean {
  const seen = new Set<string>();
  const open = [name];
  while (open.length > 0) {
    const at = open.pop()!;
    if (at === other) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const { type, params } of Object.values(graph.subgraphs?.[at]?.nodes ?? {})) {
      if (type.startsWith('subgraph/')) open.push(type.slice('subgraph/'.length));
      const body = params?.['body'];
      if (typeof body === 'string') open.push(body);
    }
  }
  return false;
}
