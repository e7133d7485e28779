import type { BodyDraft } from './draft.js';
import { freeName } from './draft.js';

/** The name under which the graph's interface has a place, `node.port`. */
export function exposedAs(
  body: { readonly interface?: BodyDraft['interface'] | undefined },
  side: 'inputs' | 'outputs',
  place: string,
): string | undefined {
  const names = body.interface?.[side] ?? {};
  return Object.keys(names).find((name) => [names[name]!].flat().includes(place));
}

/** Makes a param, an input or an output part of the graph's interface, under a name like its own. */
export function expose(body: BodyDraft, side: 'inputs' | 'outputs', node: string, port: string): string {
  const place = `${node}.${port}`;
  const known = exposedAs(body, side, place);
  if (known !== undefined) return known;
  body.interface ??= {};
  body.interface[side] ??= {};
  const names = body.interface[side];
  const name = freeName(port, (one) => Object.hasOwn(names, one));
  names[name] = place;
  return name;
}

/** Takes a place out of the interface. */
export function conceal(body: BodyDraft, side: 'inputs' | 'outputs', place: string): void {
  const names = body.interface?.[side];
  const name = exposedAs(body, side, place);
  if (!names || name === undefined) return;
  const left = [names[name]!].flat().filter((one) => one !== place);
  if (left.length === 0 || side === 'outputs') removeExposed(body, side, name);
  else (names as Record<string, string | string[]>)[name] = left;
}

/** Calls a part of the interface something else; it keeps its place in the order. */
export function renameExposed(body: BodyDraft, side: 'inputs' | 'outputs', name: string, wish: string): void {
  const names = body.interface?.[side];
  if (!names || !body.interface || !Object.hasOwn(names, name)) return;
  const to = freeName(wish, (one) => one !== name && Object.hasOwn(names, one));
  const renamed = Object.entries(names).map(([key, place]) => [key === name ? to : key, place]);
  Object.assign(body.interface, { [side]: Object.fromEntries(renamed) });
}

/** Moves a part of the interface to another place in the order, counted from 0. */
export function moveExposed(body: BodyDraft, side: 'inputs' | 'outputs', name: string, to: number): void {
  const names = body.interface?.[side];
  if (!names || !body.interface || !Object.hasOwn(names, name)) return;
  const moved = Object.entries(names).filter(([key]) => key !== name);
  moved.splice(Math.max(0, Math.min(moved.length, to)), 0, [name, names[name]!]);
  if (moved.every(([key], at) => key === Object.keys(names)[at])) return;
  Object.assign(body.interface, { [side]: Object.fromEntries(moved) });
}

/** Takes a part of the interface away, with all its places. */
export function removeExposed(body: BodyDraft, side: 'inputs' | 'outputs', name: string): void {
  const names = body.interface?.[side];
  if (!names || !body.interface || !Object.hasOwn(names, name)) return;
  // A new record, not a gap in the old one: an undo gives the name its place in the order back.
  Object.assign(body.interface, { [side]: Object.fromEntries(Object.entries(names).filter(([key]) => key !== name)) });
}
