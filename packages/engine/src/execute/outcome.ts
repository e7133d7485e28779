import type { Held } from '../backend/held.js';
import type { Results } from '../cache/memory-cache.js';
import { isList } from '../graph/link-node.js';
import type { Feed } from '../graph/linked.js';
import type { Call, Outcome } from './call.js';
import type { Lasting } from './lasting.js';
import type { Scene } from './log.js';

/** Nothing has to run: all that was asked for is known. */
export function finishedOutcome(call: Call, results: ReadonlyMap<number, Results>, lasts: Lasting): Outcome {
  const { program, path, outside, session } = call;
  const order = program.isForward
    ? [...results.keys()].sort((a, b) => a - b)
    : program.order.filter((at) => results.has(at));
  const scene = call.openScene?.(order);
  if (scene) {
    for (const at of order) tellCached(scene, at, path + program.nodes[at]!.id);
    scene.end();
  }
  return {
    get: (feed) => brought(feed, (at) => results.get(at), outside),
    isWhole: true,
    lasts,
    release() {
      for (const made of results.values()) for (const held of made) session.shop.holdings.drop(held);
    },
  };
}

export function tellCached(scene: Scene, at: number, id: string): void {
  const log = scene.node(at, id);
  log.tell({ event: 'cached', node: id });
  log.end();
}

/** The value, or the values, that a feed brings; nothing when one of them never came about. */
export function brought(
  feed: Feed,
  resultsOf: (at: number) => Results | undefined,
  outside: readonly Held[],
): Held | readonly Held[] | undefined {
  if (!isList(feed)) return feed.at < 0 ? outside[feed.out] : resultsOf(feed.at)?.[feed.out];
  const all: Held[] = [];
  for (const ref of feed) {
    const held = brought(ref, resultsOf, outside);
    if (held === undefined) return undefined;
    all.push(held as Held);
  }
  return all;
}
