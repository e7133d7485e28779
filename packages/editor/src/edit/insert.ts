import { type AnyNode, assignable, parseEndpoint } from '@moodwire/engine/graph';
import type { BodyDraft } from './draft.js';
import { fitsSlot, type Link, linkId, type OutputOf, slotPort } from './links.js';
import { routeLink } from './routes.js';

/** The input and output by which a node goes into a link; `isItem`: the input takes it as one of several. */
export type InsertPorts = { readonly input: string; readonly output: string; readonly isItem: boolean };

/** The input and output of a node by which it fits into a link; nothing where it does not. */
export function fitInto(kind: AnyNode, link: Link, target: AnyNode, outputOf: OutputOf): InsertPorts | undefined {
  const given = outputOf(link.from.node, link.from.port);
  const slot = slotPort(target, link.slot);
  const wanted = link.item !== undefined && slot?.kind === 'list' ? slot.of?.[0] : slot;
  if (!given || !wanted) return undefined;
  const fits = Object.entries(kind.inputs).filter(([, port]) => fitsSlot(given, port).ok);
  const found = fits.find(([, port]) => port.kind === given.kind) ?? fits[0];
  const gives = Object.entries(kind.outputs).filter(([, port]) => assignable(port, wanted).ok);
  const output = (gives.find(([, port]) => port.kind === given.kind) ?? gives[0])?.[0];
  if (!found || output === undefined) return undefined;
  return { input: found[0], output, isItem: !assignable(given, found[1]).ok };
}

/** Puts a node into a link: what fed the slot feeds the node, and the node feeds the slot. */
export function insertInto(body: BodyDraft, id: string, link: Link, { input, output, isItem }: InsertPorts): void {
  const target = body.nodes[link.node];
  const node = body.nodes[id];
  const feed = target?.inputs?.[link.slot];
  if (!node || !target?.inputs || feed === undefined) return;
  const before = Array.isArray(feed) ? feed[link.item ?? 0] : feed;
  if (before === undefined || !parseEndpoint(before)) return;
  node.inputs ??= {};
  node.inputs[input] = isItem ? [before] : before;
  const after = `${id}.${output}`;
  if (Array.isArray(feed)) feed[link.item ?? 0] = after;
  else target.inputs[link.slot] = after;
  routeLink(body, linkId(link), []);
}
