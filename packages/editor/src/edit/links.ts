import { type AnyNode, assignable, type Endpoint, type Port, parseEndpoint, portName } from '@moodwire/engine/graph';
import type { Body } from '../document/body.js';
import type { BodyDraft, NodeDraft } from './draft.js';
import { partsOfLink, renameRoutes } from './routes.js';

/** A link: what feeds a slot. `item` is its place where the slot takes several. */
export type Link = { readonly from: Endpoint; readonly node: string; readonly slot: string; readonly item?: number };

/** Names a link on its canvas: "node.slot", or "node.slot#1" in a list. */
export const linkId = ({ node, slot, item }: Omit<Link, 'from'>): string =>
  item === undefined ? `${node}.${slot}` : `${node}.${slot}#${item}`;

/** All links of a body. */
export function linksOf(body: Body): Link[] {
  const links: Link[] = [];
  for (const [node, { inputs }] of Object.entries(body.nodes)) {
    for (const slot in inputs) {
      const feed = inputs[slot]!;
      if (typeof feed === 'string') {
        const from = parseEndpoint(feed);
        if (from) links.push({ from, node, slot });
        continue;
      }
      for (const [item, one] of feed.entries()) {
        const from = parseEndpoint(one);
        if (from) links.push({ from, node, slot, item });
      }
    }
  }
  return links;
}

/** A slot of a node: an input, or a param that can be fed by a link. */
export function slotPort(kind: AnyNode, slot: string): Port | undefined {
  return kind.inputs[slot] ?? (kind.params[slot]?.kind === 'subgraph' ? undefined : kind.params[slot]?.port);
}

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Looks up the declaration of a node that is drawn. */
export type KindOf = (id: string) => AnyNode | undefined;
export type OutputOf = (id: string, output: string) => Port | undefined;

/** May this output feed this slot? A reason for people where not. */
export function mayConnect(
  body: Body,
  from: Endpoint,
  to: { readonly node: string; readonly slot: string },
  kindOf: KindOf,
  outputOf: OutputOf,
): Verdict {
  const kind = kindOf(to.node);
  const port = kind && slotPort(kind, to.slot);
  const given = outputOf(from.node, from.port);
  if (!port || !given) return { ok: false, reason: `${to.slot} is unknown` };
  if (from.node === to.node) return { ok: false, reason: 'a node cannot feed itself' };
  const isMapped = body.nodes[to.node]?.map !== undefined;
  const fits = fitsSlot(given, port, isMapped);
  if (!fits.ok) return fits;
  if (reaches(body, to.node, from.node)) {
    return { ok: false, reason: `it would make a circle: ${to.node} leads to ${from.node}` };
  }
  return { ok: true };
}

/** A slot that takes a list takes its items as well, one by one; a mapped node takes lists for single values. */
export function fitsSlot(given: Port, wanted: Port, isMapped = false): Verdict {
  const whole = assignable(given, wanted);
  if (whole.ok) return whole;
  if (wanted.kind === 'list' && wanted.of?.[0] && assignable(given, wanted.of[0]).ok) return { ok: true };
  if (isMapped && given.kind === 'list' && given.of?.[0] && assignable(given.of[0], wanted).ok) return { ok: true };
  return { ok: false, reason: `${portName(given)} does not fit ${portName(wanted)}` };
}

/** Does one node's result reach another? */
export function reaches(body: Body, from: string, to: string): boolean {
  const seen = new Set<string>([to]);
  const open = [to];
  while (open.length > 0) {
    const id = open.pop()!;
    if (id === from) return true;
    for (const feed of Object.values(body.nodes[id]?.inputs ?? {})) {
      for (const one of [feed].flat()) {
        const source = parseEndpoint(one)?.node;
        if (source !== undefined && !seen.has(source)) {
          seen.add(source);
          open.push(source);
        }
      }
    }
  }
  return false;
}

/** Links an output to a slot: in place of what fed it, or beside that where the slot takes a list. */
export function connect(
  body: BodyDraft,
  from: Endpoint,
  to: { readonly node: string; readonly slot: string },
  kind: AnyNode | undefined,
  given?: Port,
): void {
  const node = body.nodes[to.node];
  if (!node) return;
  const text = `${from.node}.${from.port}`;
  node.inputs ??= {};
  // A param is set by a link or by a value, not by both.
  dropParam(node, to.slot);
  const wanted = kind && slotPort(kind, to.slot);
  const takesItems = wanted?.kind === 'list' && given !== undefined && !assignable(given, wanted).ok;
  if (!takesItems) {
    if (node.inputs[to.slot] !== text) forgetRoutes(body, to.node, to.slot);
    node.inputs[to.slot] = text;
    return;
  }
  const before = node.inputs[to.slot];
  node.inputs[to.slot] = Array.isArray(before) ? [...before, text] : [text];
}

function forgetRoutes(body: BodyDraft, node: string, slot: string): void {
  renameRoutes(body, (id) => {
    const link = partsOfLink(id);
    return link.node === node && link.slot === slot ? undefined : id;
  });
}

/** Takes the value of a param away. */
export function dropParam(node: NodeDraft, name: string): void {
  if (node.params === undefined || !Object.hasOwn(node.params, name)) return;
  delete node.params[name];
  if (Object.keys(node.params).length === 0) delete node.params;
}

/** Takes a link away, and with it where it was led. */
export function disconnect(body: BodyDraft, link: Omit<Link, 'from'>): void {
  const inputs = body.nodes[link.node]?.inputs;
  const feed = inputs?.[link.slot];
  if (!inputs || feed === undefined) return;
  if (Array.isArray(feed) && link.item !== undefined && feed.length > 1) {
    feed.splice(link.item, 1);
    renameRoutes(body, (id) => {
      const { node, slot, item } = partsOfLink(id);
      if (node !== link.node || slot !== link.slot || item === undefined || item < link.item!) return id;
      return item === link.item ? undefined : linkId({ node, slot, item: item - 1 });
    });
    return;
  }
  delete inputs[link.slot];
  if (Object.keys(inputs).length === 0) delete body.nodes[link.node]!.inputs;
  forgetRoutes(body, link.node, link.slot);
}

/** The first slot of a node that takes this, unfed ones first and inputs before params. */
export function slotFor(kind: AnyNode, fed: object, given: Port): string | undefined {
  const fits = (port: Port): boolean => fitsSlot(given, port).ok;
  const exact = (port: Port): boolean => port.kind === given.kind;
  const inputs = Object.entries(kind.inputs).filter(([, port]) => fits(port));
  const free = inputs.filter(([name, port]) => !(name in fed) || port.kind === 'list');
  const params = Object.entries(kind.params).filter(([, param]) => param.kind !== 'subgraph' && fits(param.port));
  const param = params.find(([, { port }]) => exact(port)) ?? (given.kind === 'any' ? undefined : params[0]);
  const best = free.find(([, port]) => exact(port)) ?? free[0] ?? inputs[0] ?? param;
  return best?.[0];
}

/** The first output of a node that fits a slot. */
export function outputFor(kind: AnyNode, wanted: Port): string | undefined {
  const outputs = Object.entries(kind.outputs).filter(([, port]) => fitsSlot(port, wanted).ok);
  return (outputs.find(([, port]) => port.kind === wanted.kind) ?? outputs[0])?.[0];
}
