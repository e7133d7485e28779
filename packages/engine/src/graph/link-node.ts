import { checkParam } from '../port/param.js';
import { assignable, type Port, portName } from '../port/port.js';
import type { Json } from '../value/value.js';
import type { GraphNode } from './document.js';
import { isFixedNode } from './frozen.js';
import { parseEndpoint } from './link.js';
import { type Feed, type LinkedNode, NO_FEEDS, NO_PLACES, type Ref, type Scope } from './linked.js';
import type { Problem } from './problem.js';
import { type Shape, type Slot, writeParams } from './shape.js';
import { listOf, short } from './words.js';

type Report = (code: Problem['code'], port: string, found: string, expected: string, hint: string) => void;

const NO_PROBLEMS: readonly Problem[] = Object.freeze([]);
const ANY: Port = Object.freeze({ kind: 'any' });
/** What makes a node run once for each item of a list. */
const MAP = '"map": {"by": "pair"}';
const NO_PARAMS: Readonly<Record<string, Json>> = Object.freeze({});

/** Follows the links of one node and checks it against its definition. */
export function linkNode(scope: Scope, at: number): LinkedNode {
  const id = scope.ids[at]!;
  const document = scope.documents[at]!;
  const { shape, body, fault } = scope.kinds[at]!;
  let problems: Problem[] | undefined;
  const report: Report = (code, port, found, expected, hint) => {
    problems ??= [];
    problems.push({ code, node: scope.prefix + id, port: short(port), found, expected, hint });
  };
  if (fault) problems = [{ ...fault, node: scope.prefix + id }];
  const feeds = shape ? linkSlots(scope, document, shape, report) : NO_FEEDS;
  if (shape) checkRequired(scope, id, document, shape, feeds, report);
  if (shape && document.params !== undefined) checkParams(scope, document, shape, report);
  const mapped = shape && document.map !== undefined ? mappedSlots(scope, shape, feeds) : undefined;
  if (mapped?.length === 0) {
    report('nothing-to-map', 'map', 'no list that feeds it', 'at least one', 'Link a list to it, or take "map" away.');
  }
  const params = shape ? paramsOf(document, shape) : NO_PARAMS;
  return {
    id,
    document,
    shape,
    params,
    keyHead:
      shape === undefined
        ? ''
        : params === shape.defaults
          ? shape.keyHead
          : shape.head + writeParams(shape.params, params),
    feeds,
    sources: shape ? sourcesOf(shape, feeds, mapped !== undefined) : NO_PLACES,
    lazySources: shape?.hasLazy && !mapped ? lazySourcesOf(shape, feeds) : NO_PLACES,
    mapped,
    body,
    problems: problems ?? NO_PROBLEMS,
    isFixed: isFixedNode(document),
  };
}

function linkSlots(scope: Scope, document: GraphNode, shape: Shape, report: Report): readonly (Feed | undefined)[] {
  const { inputs } = document;
  let feeds: (Feed | undefined)[] | undefined;
  for (const name in inputs) {
    const links = inputs[name]!;
    const slot = shape.slot.get(name);
    if (!slot) {
      const names = shape.slots.map((one) => one.name);
      report(
        'unknown-input',
        name,
        `a link to "${short(name)}"`,
        listOf(names),
        `Remove it.${scope.suggest(name, names)}`,
      );
      continue;
    }
    feeds ??= new Array<Feed | undefined>(shape.slots.length).fill(undefined);
    const isMapped = document.map !== undefined;
    if (typeof links === 'string') feeds[slot.at] = linkOne(scope, links, slot, slot.port, isMapped, report);
    else if (slot.port.kind !== 'list' && !isMapped) {
      report(
        'too-many-links',
        name,
        `a list of ${links.length}`,
        'one link',
        `Keep one, without brackets, or add ${MAP} to the node, which runs it for each.`,
      );
    } else {
      const wanted = slot.port.kind === 'list' ? slot.port.of![0]! : slot.port;
      const refs: Ref[] = [];
      for (const link of links) {
        const ref = linkOne(scope, link, slot, wanted, false, report);
        if (ref) refs.push(ref);
      }
      feeds[slot.at] = refs;
    }
  }
  return feeds ?? NO_FEEDS;
}

/** Follows one link, and says what is wrong with it. */
function linkOne(
  scope: Scope,
  link: string,
  slot: Slot,
  wanted: Port,
  mayMap: boolean,
  report: Report,
): Ref | undefined {
  const from = parseEndpoint(link);
  if (!from) {
    report('bad-field', slot.name, `"${link}"`, '"node.output"', 'Correct the link.');
    return undefined;
  }
  const at = scope.places.get(from.node);
  if (at === undefined) {
    const hint = `Add the node or remove the link.${scope.suggest(from.node, scope.ids)}`;
    report('missing-node', slot.name, `a link from "${from.node}"`, 'a node of this graph', hint);
    return undefined;
  }
  const source = scope.kinds[at]!.shape;
  if (!source) return { at, out: 0 }; // what is wrong is said once, at that node
  const out = source.output.get(from.port);
  if (out === undefined) {
    const { type } = scope.documents[at]!;
    const expected = `an output of ${type}: ${listOf(source.outputs)}`;
    const hint = `Link another output.${scope.suggest(from.port, source.outputs)}`;
    report('missing-output', slot.name, `"${link}"`, expected, hint);
    return undefined;
  }
  const given = outputPort(scope, at, out);
  const verdict = assignable(given, wanted);
  if (verdict.ok) return { at, out };
  if (mayMap && given.kind === 'list' && assignable(given.of?.[0] ?? ANY, wanted).ok) return { at, out };
  // What a list holds would fit: the node can be run for each item, unless the link is one of several.
  const isEach = wanted === slot.port && given.kind === 'list' && assignable(given.of?.[0] ?? ANY, wanted).ok;
  const hint = isEach ? `Add ${MAP} to the node, which runs it once for each item.` : `${verdict.reason}.`;
  report('wrong-type', slot.name, `${portName(given)} from "${link}"`, portName(wanted), hint);
  return undefined;
}

function outputPort(scope: Scope, at: number, out: number): Port {
  const shape = scope.kinds[at]!.shape!;
  return scope.documents[at]!.map === undefined ? shape.outputPorts[out]! : shape.listPorts[out]!;
}

function checkRequired(
  scope: Scope,
  id: string,
  document: GraphNode,
  shape: Shape,
  feeds: readonly (Feed | undefined)[],
  report: Report,
): void {
  for (let i = 0; i < shape.inputs.length; i++) {
    const slot = shape.inputs[i]!;
    if (slot.optional || feeds[slot.at] !== undefined) continue;
    // What is wrong with a link was said; a slot of the interface is fed from outside.
    if (document.inputs && Object.hasOwn(document.inputs, slot.name)) continue;
    if (scope.exposed.size > 0 && scope.exposed.has(`${id}.${slot.name}`)) continue;
    const port = portName(slot.port);
    report('missing-input', slot.name, 'no link', port, `Link an output of type ${port} to it.`);
  }
}

function checkParams(scope: Scope, document: GraphNode, shape: Shape, report: Report): void {
  const { params } = document;
  for (const name in params) {
    const value = params[name]!;
    const slot = shape.slot.get(name);
    if (!slot?.param) {
      const known = shape.params.map((one) => one.name);
      const hint = slot ? 'It is an input: link an output to it.' : `Remove it.${scope.suggest(name, known)}`;
      report('unknown-param', name, `param "${short(name)}"`, listOf(known), hint);
      continue;
    }
    const { param } = slot;
    const wrong = checkParam(param, value);
    if (wrong) {
      const hint = `${param.help}${typeof value === 'string' ? scope.suggest(value, param.choices ?? []) : ''}`;
      report('bad-param', name, wrong.found, wrong.expected, hint);
    } else if (document.inputs && Object.hasOwn(document.inputs, name)) {
      report('fed-twice', name, 'a value and a link', 'one of them', 'Remove the value or the link.');
    }
  }
}

function paramsOf({ params }: GraphNode, shape: Shape): Readonly<Record<string, Json>> {
  if (params === undefined) return shape.defaults;
  const all: Record<string, Json> = { ...shape.defaults };
  for (const name in params) if (shape.slot.get(name)?.param) all[name] = params[name]!;
  return all;
}

/** The slots that a list feeds and that take one of its items. */
function mappedSlots(scope: Scope, shape: Shape, feeds: readonly (Feed | undefined)[]): number[] {
  const isMapped = ({ at, port }: Slot): boolean => {
    const feed = feeds[at];
    if (feed === undefined || port.kind === 'list') return false;
    return (
      isList(feed) ||
      (scope.kinds[feed.at]!.shape !== undefined && outputPort(scope, feed.at, feed.out).kind === 'list')
    );
  };
  return shape.slots.filter(isMapped).map(({ at }) => at);
}

export function isList(feed: Feed): feed is readonly Ref[] {
  return Array.isArray(feed);
}

/** The places of the nodes that feed it and must be done first, each once. */
export function sourcesOf(shape: Shape, feeds: readonly (Feed | undefined)[], isMapped: boolean): readonly number[] {
  if (feeds.length === 0) return NO_PLACES;
  return placesOf(feeds, shape.hasLazy && !isMapped ? (at) => !shape.slots[at]!.lazy : undefined);
}

/** The places of the nodes that only lazy inputs need, each once. */
export function lazySourcesOf(shape: Shape, feeds: readonly (Feed | undefined)[]): readonly number[] {
  const strict = new Set(sourcesOf(shape, feeds, false));
  return placesOf(feeds, (at) => shape.slots[at]!.lazy).filter((at) => !strict.has(at));
}

function placesOf(
  feeds: readonly (Feed | undefined)[],
  counts: ((slot: number) => boolean) | undefined,
): readonly number[] {
  let places: number[] | undefined;
  for (let slot = 0; slot < feeds.length; slot++) {
    const feed = feeds[slot];
    if (feed === undefined || (counts && !counts(slot))) continue;
    if (isList(feed)) return placesOfMany(feeds, counts);
    if (feed.at < 0) continue; // from outside
    if (places === undefined) places = [feed.at];
    else if (!places.includes(feed.at)) places.push(feed.at);
  }
  return places ?? NO_PLACES;
}

/** As above for long lists, where to look through all places for each would be slow. */
function placesOfMany(
  feeds: readonly (Feed | undefined)[],
  counts: ((slot: number) => boolean) | undefined,
): readonly number[] {
  const places = new Set<number>();
  for (const [slot, feed] of feeds.entries()) {
    if (feed === undefined || (counts && !counts(slot))) continue;
    for (const { at } of isList(feed) ? feed : [feed]) if (at >= 0) places.add(at);
  }
  return [...places];
}
