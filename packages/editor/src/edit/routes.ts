import type { BodyDraft } from './draft.js';

type Points = readonly { readonly x: number; readonly y: number }[];

/** Leads a link through points. */
export function routeLink(body: BodyDraft, id: string, points: Points): void {
  const rounded = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  const routes = { ...((body.layout?.['routes'] ?? {}) as Record<string, unknown>) };
  if (rounded.length > 0) routes[id] = rounded;
  else if (Object.hasOwn(routes, id)) delete routes[id];
  else return;
  setRoutes(body, routes);
}

/** Gives routes the names of the links that they belong to now; one whose link has no name is let go. */
export function renameRoutes(body: BodyDraft, nameOf: (id: string) => string | undefined): void {
  const before = body.layout?.['routes'];
  if (typeof before !== 'object' || before === null) return;
  const entries = Object.entries(before);
  const after = entries.flatMap(([id, points]) => {
    const name = nameOf(id);
    return name === undefined ? [] : [[name, points] as const];
  });
  if (after.length === entries.length && after.every(([name], at) => name === entries[at]![0])) return;
  setRoutes(body, Object.fromEntries(after));
}

function setRoutes(body: BodyDraft, routes: Record<string, unknown>): void {
  body.layout ??= {};
  const layout = body.layout as Record<string, unknown>;
  if (Object.keys(routes).length === 0) delete layout['routes'];
  else layout['routes'] = routes;
}

/** A name such as "node.slot" or "node.slot#1" in its parts. */
export function partsOfLink(id: string): { readonly node: string; readonly slot: string; readonly item?: number } {
  const dot = id.indexOf('.');
  const hash = id.indexOf('#', dot);
  const node = id.slice(0, dot);
  return hash < 0
    ? { node, slot: id.slice(dot + 1) }
    : { node, slot: id.slice(dot + 1, hash), item: Number(id.slice(hash + 1)) };
}
