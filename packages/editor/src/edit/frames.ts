import type { Json } from '@moodwire/engine/graph';
import type { Box, Group, Note } from '../document/body.js';
import { type BodyDraft, freeName, layoutOf } from './draft.js';

type List = Record<string, Json>[];

function listOf(body: BodyDraft, name: 'groups' | 'notes'): List {
  const layout = layoutOf(body);
  layout[name] ??= [];
  return layout[name] as List;
}

const idsIn = (list: List): Set<unknown> => new Set(list.map((item) => item['id']));

/** Adds a group around a box. Gives its id. */
export function addGroup(body: BodyDraft, box: Box, title: string, colour: string): string {
  const groups = listOf(body, 'groups');
  const ids = idsIn(groups);
  const id = freeName('group', (name) => ids.has(name));
  groups.push({ id, title, colour, ...rounded(box) });
  return id;
}

/** Adds a note. Gives its id. */
export function addNote(body: BodyDraft, box: Box, text: string): string {
  const notes = listOf(body, 'notes');
  const ids = idsIn(notes);
  const id = freeName('note', (name) => ids.has(name));
  notes.push({ id, ...rounded(box), text });
  return id;
}

/** Adds a group like another, collapsed if that is. Gives its id. */
export function copyGroup(body: BodyDraft, { isCollapsed, title, colour, ...box }: Omit<Group, 'id'>): string {
  const id = addGroup(body, box, title, colour);
  if (isCollapsed) changeFrame(body, 'groups', id, { isCollapsed });
  return id;
}

/** Adds a note like another, of its colour. Gives its id. */
export function copyNote(body: BodyDraft, { text, colour, ...box }: Omit<Note, 'id'>): string {
  const id = addNote(body, box, text);
  if (colour !== undefined) changeFrame(body, 'notes', id, { colour });
  return id;
}

/** Changes what a group or a note is. */
export function changeFrame(
  body: BodyDraft,
  list: 'groups' | 'notes',
  id: string,
  change: Partial<Group> | Partial<Note>,
): void {
  const item = listOf(body, list).find((one) => one['id'] === id);
  if (item) Object.assign(item, change);
}

/** Takes groups and notes away; what lies in a group stays. */
export function removeFrames(body: BodyDraft, keys: ReadonlySet<string>): void {
  const { layout } = body;
  if (!layout) return;
  const keep = (prefix: string) => (item: Json) => !keys.has(`${prefix}:${(item as { id?: string } | null)?.id}`);
  if (layout.groups) layout.groups = (layout.groups as Json[]).filter(keep('group')) as typeof layout.groups;
  if (layout.notes) layout.notes = (layout.notes as Json[]).filter(keep('note')) as typeof layout.notes;
}

const rounded = ({ x, y, w, h }: Box) => ({
  x: Math.round(x),
  y: Math.round(y),
  w: Math.round(w),
  h: Math.round(h),
});
