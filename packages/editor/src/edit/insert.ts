import { type AnyNode, parseEndpoint } from '@moodwire/engine/graph';
import type { BodyDraft } from './draft.js';
import { connect, fitsSlot, type Link, linkId, type OutputOf, routeLink, slotPort } from './links.js';

/** The input and output of a node by which it fits into a link; nothing where it does not. */
export function fitInto(
  kind: AnyNode,
  link: Link,
  target: AnyNode,
  outputOf: OutputOf,
): { readonly input: string; readonly output: string } | undefined {
  const given = outputOf(link.from.node, link.from.port);
  const wanted = slotPort(target, link.slot);
  if (!given || !wanted) return undefined;
  const fits = Object.entries(kind.inputs).filter(([, port]) => fitsSlot(given, port).ok);
  const input = (fits.find(([, port]) => port.kind === given.kind) ?? fits[0])?.[0];
  const gives = Object.entries(kind.outputs).filter(([, port]) => fitsSlot(port, wanted).ok);
  const output = (gives.find(([, port]) => port.kind === given.kind) ?? gives[0])?.[0];
  return input === undefined || output === undefined ? undefined : { input, output };
}

/** Puts a node into a link: what fed the slot feeds the node, and the node feeds the slot. */
export function insertInto(
  body: BodyDraft,
  id: string,
  link: Link,
  ports: { readonly input: string; readonly output: string },
): void {
  const target = body.nodes[link.node];
  const feed = target?.inputs?.[link.slot];
  if (!target?.inputs || feed === undefined) return;
  const before = Array.isArray(feed) ? feed[link.item ?? 0] : feed;
  if (before === undefined || !parseEndpoint(before)) return;
  connect(body, parseEndpoint(before)!, { node: id, slot: ports.input }, undefined);
  const after = `${id}.${ports.output}`;
  if (Array.isArray(feed)) feed[link.item ?? 0] = after;
  else target.inputs[link.slot] = after;
  routeLink(body, linkId(link), []);
}
