/**
 * How long it is true that the same recipe gives the same: for ever; as long as the same nodes are installed, where a
 * node returned a graph whose nodes' versions no key names; or in this run alone, where something must always run.
 */
export type Lasting = 'ever' | 'install' | 'run';

const ORDER: readonly Lasting[] = ['ever', 'install', 'run'];

export function least(a: Lasting, b: Lasting): Lasting {
  if (a === b || b === 'ever') return a;
  return a === 'ever' || ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a;
}

/** How long the recipes of all these places last. What is not told of lasts for ever. */
export function leastOf(lasting: ReadonlyMap<number, Lasting>, places: readonly number[]): Lasting {
  let all: Lasting = 'ever';
  if (lasting.size > 0) for (const at of places) all = least(all, lasting.get(at) ?? 'ever');
  return all;
}
