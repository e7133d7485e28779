import { checkParam, type Graph, type Json, type Problem, parseEndpoint, type Registry } from '@moodwire/engine/graph';
import { type Body, bodyOf } from '../document/body.js';
import type { Resolved } from '../kinds/resolved.js';
import type { BodyDraft, GraphDraft, NodeDraft } from './draft.js';
import { disconnect, reaches } from './links.js';

/** What the title of a fix says, by the words of the same name; `detail` goes into it. */
type FixName =
  | 'removeLink'
  | 'useInstead'
  | 'removeParam'
  | 'reset'
  | 'clamp'
  | 'changeType'
  | 'keepFirst'
  | 'mapEach'
  | 'stopMapping'
  | 'removeValue'
  | 'breakCircle'
  | 'removeFromInterface'
  | 'connect';

/** One click that mends a problem: an edit of the graph, or a port for which a node is to be chosen. */
export type Fix = { readonly name: FixName; readonly detail?: string } & (
  | { readonly kind: 'edit'; apply(graph: GraphDraft): void }
  | { readonly kind: 'suggest'; readonly node: string; readonly port: string }
);

/** Where a problem is: a node of the graph itself, or of one of its subgraphs. */
export type Place = { readonly subgraph?: string; readonly node?: string };

/** Reads the node of a problem, `subgraphs.NAME.ID` or `ID`. Ids hold no dot. */
export function placeOfProblem({ node, port }: Pick<Problem, 'node' | 'port'>): Place {
  const [, subgraph, id] = /^subgraphs\.([^.]+)\.(.*)$/.exec(node ?? port ?? '') ?? [];
  if (subgraph === undefined) return node === undefined ? {} : { node };
  return node === undefined ? { subgraph } : { subgraph, node: id! };
}

/** What can be done about a problem with one click, the best first; nothing where a person must decide. */
export function fixesFor(problem: Problem, graph: Graph, resolved: Resolved, registry: Registry): readonly Fix[] {
  const { subgraph, node: id } = placeOfProblem(problem);
  const body = bodyOf(graph, subgraph);
  if (!body) return [];
  const inBody = (change: (body: BodyDraft) => void) => (draft: GraphDraft) => {
    const one = subgraph === undefined ? draft : draft.subgraphs?.[subgraph];
    if (one) change(one);
  };
  if (problem.code === 'bad-interface') return interfaceFixes(problem, inBody);
  const node = id === undefined ? undefined : body.nodes[id];
  if (id === undefined || node === undefined) return [];
  const edit = (name: FixName, change: (node: NodeDraft, body: BodyDraft) => void, detail?: string): Fix => ({
    kind: 'edit',
    name,
    ...(detail !== undefined && { detail }),
    apply: inBody((one) => {
      const draft = one.nodes[id];
      if (draft) change(draft, one);
    }),
  });
  const { port = '', found } = problem;
  const meant = suggestionOf(problem);
  const removeLink = edit('removeLink', (_, draft) => removeFeeds(draft, id, port, isFaulty(problem, body)));

  switch (problem.code) {
    case 'missing-node':
    case 'missing-output': {
      if (meant === undefined) return [removeLink];
      const part = problem.code === 'missing-node' ? 'node' : 'port';
      const mend = { isWrong: isFaulty(problem, body), part, name: meant } as const;
      return [edit('useInstead', (draft) => relink(draft, port, mend), meant), removeLink];
    }
    case 'bad-field':
      return [removeLink];
    case 'unknown-input': {
      const isFree = meant !== undefined && node.inputs?.[meant] === undefined;
      const rename = edit('useInstead', ({ inputs }) => renameKey(inputs, port, meant), meant);
      return isFree ? [rename, removeLink] : [removeLink];
    }
    case 'wrong-type': {
      const isEach = /"map"/.test(problem.hint);
      const map = edit('mapEach', (draft) => Object.assign(draft, { map: { by: 'pair' } }));
      return isEach ? [map, removeLink] : [removeLink];
    }
    case 'too-many-links': {
      const keep = edit('keepFirst', ({ inputs }) => {
        const feed = inputs?.[port];
        if (inputs && Array.isArray(feed)) {
          if (feed[0] === undefined) delete inputs[port];
          else inputs[port] = feed[0];
        }
      });
      return [keep, edit('mapEach', (draft) => Object.assign(draft, { map: { by: 'pair' } }))];
    }
    case 'unknown-param': {
      const isFree = meant !== undefined && node.params?.[meant] === undefined;
      const rename = edit('useInstead', ({ params }) => renameKey(params, port, meant), meant);
      const remove = edit('removeParam', (draft) => removeParam(draft, port));
      return isFree ? [rename, remove] : [remove];
    }
    case 'bad-param': {
      const param = resolved.nodeOf(id, subgraph)?.params[port];
      const nearest = param && meant === undefined ? clamped(param, node.params?.[port]) : meant;
      const reset = edit(
        'reset',
        (draft) => removeParam(draft, port),
        param ? textOf(param.default as Json) : undefined,
      );
      if (!param || nearest === undefined || checkParam(param, nearest)) return [reset];
      const name = meant === undefined ? 'clamp' : 'useInstead';
      const set = edit(name, (draft) => setParam(draft, port, nearest), textOf(nearest));
      return nearest === param.default ? [reset] : [set, reset];
    }
    case 'fed-twice':
      return [edit('removeValue', (draft) => removeParam(draft, port)), removeLink];
    case 'unknown-node-type': {
      const type = meant;
      const isKnown = type !== undefined && registry.get(type) !== undefined;
      return isKnown ? [edit('changeType', (draft) => Object.assign(draft, { type }), type)] : [];
    }
    case 'unknown-subgraph': {
      const name = meant;
      if (name === undefined) return [];
      const change = (draft: NodeDraft): void => {
        if (port === 'body') setParam(draft, port, name);
        else draft.type = `subgraph/${name}`;
      };
      return [edit('useInstead', change, name)];
    }
    case 'nothing-to-map':
      return [edit('stopMapping', (draft) => void delete draft.map)];
    case 'cycle': {
      if (!found.startsWith('a circle ') || problem.port !== undefined) return [];
      return [edit('breakCircle', (_, draft) => breakCircle(draft, id))];
    }
    case 'missing-input':
      return [{ kind: 'suggest', name: 'connect', node: problem.node!, port }];
    default:
      return [];
  }
}

const suggestionOf = ({ hint }: Problem): string | undefined => /Did you mean "([^"]+)"\?/.exec(hint)?.[1];

/** Which of the links to a port a problem is about: a list may hold good ones too. */
function isFaulty({ code, found }: Problem, body: Body): (link: string) => boolean {
  if (code === 'missing-node') return (link) => body.nodes[parseEndpoint(link)?.node ?? ''] === undefined;
  const [, named] = /"([^"]*)"$/.exec(found) ?? [];
  const isNamed = code === 'wrong-type' || code === 'missing-output' || code === 'bad-field';
  return isNamed && named !== undefined ? (link) => link === named : () => true;
}

function removeFeeds(body: BodyDraft, id: string, port: string, isGone: (link: string) => boolean): void {
  const feed = body.nodes[id]?.inputs?.[port];
  if (feed === undefined) return;
  const links = [feed].flat();
  for (let item = links.length - 1; item >= 0; item--) {
    if (!isGone(links[item]!)) continue;
    disconnect(body, Array.isArray(feed) ? { node: id, slot: port, item } : { node: id, slot: port });
  }
}

/** Gives faulty links the node or the output that was meant. */
function relink(
  { inputs }: NodeDraft,
  port: string,
  mend: { isWrong(link: string): boolean; readonly part: 'node' | 'port'; readonly name: string },
): void {
  const feed = inputs?.[port];
  if (!inputs || feed === undefined) return;
  const mended = (link: string): string => {
    const from = parseEndpoint(link);
    if (!from || !mend.isWrong(link)) return link;
    return mend.part === 'node' ? `${mend.name}.${from.port}` : `${from.node}.${mend.name}`;
  };
  inputs[port] = Array.isArray(feed) ? feed.map(mended) : mended(feed);
}

function renameKey(record: Record<string, unknown> | undefined, from: string, to: string | undefined): void {
  if (!record || to === undefined || record[from] === undefined) return;
  record[to] = record[from];
  delete record[from];
}

function setParam(node: NodeDraft, name: string, value: string | number): void {
  node.params ??= {};
  node.params[name] = value;
}

function removeParam(node: NodeDraft, name: string): void {
  if (!node.params) return;
  delete node.params[name];
  if (Object.keys(node.params).length === 0) delete node.params;
}

/** The nearest number that is allowed. */
function clamped(param: { readonly kind: string; readonly min?: number; readonly max?: number }, value: unknown) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = param;
  const whole = param.kind === 'float' ? value : Math.round(value);
  return Math.min(max, Math.max(min, whole));
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Takes away what leads back to a node from itself. */
function breakCircle(body: BodyDraft, id: string): void {
  const sourceLeads = (link: string): boolean => {
    const source = parseEndpoint(link)?.node;
    return source !== undefined && (source === id || reaches(body as Body, id, source));
  };
  for (const slot of Object.keys(body.nodes[id]?.inputs ?? {})) removeFeeds(body, id, slot, sourceLeads);
}

function interfaceFixes(
  problem: Problem,
  inBody: (change: (body: BodyDraft) => void) => (graph: GraphDraft) => void,
): readonly Fix[] {
  const [, side, name] = /interface\.(inputs|outputs)\.(.+)$/.exec(problem.port ?? '') ?? [];
  const [, place] = /^"(.*)"$/.exec(problem.found) ?? [];
  if (side === undefined || name === undefined || place === undefined) return [];
  const change = (mend: (text: string) => readonly string[]) =>
    inBody(({ interface: face }) => {
      const record = face?.[side as 'inputs' | 'outputs'] as Record<string, string | string[]> | undefined;
      const places = record?.[name];
      if (!record || places === undefined) return;
      const left = [places].flat().flatMap((text) => (text === place ? mend(text) : [text]));
      if (left.length === 0) delete record[name];
      else record[name] = Array.isArray(places) ? left : left[0]!;
    });
  const remove: Fix = { kind: 'edit', name: 'removeFromInterface', detail: name, apply: change(() => []) };
  const meant = suggestionOf(problem);
  if (meant === undefined) return [remove];
  const port = parseEndpoint(place)?.port;
  const whole = meant.includes('.') || port === undefined ? meant : `${meant}.${port}`;
  return [{ kind: 'edit', name: 'useInstead', detail: whole, apply: change(() => [whole]) }, remove];
}
