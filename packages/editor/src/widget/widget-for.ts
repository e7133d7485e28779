import { EMOTIONS } from '@moodwire/engine/graph';
import type { Json, Param } from './widget.js';

export type WidgetKind =
  | 'number'
  | 'slider'
  | 'size'
  | 'seed'
  | 'choice'
  | 'emotion'
  | 'text'
  | 'long-text'
  | 'bool'
  | 'colour'
  | 'file-read'
  | 'file-write'
  | 'curve'
  | 'numbers'
  | 'texts'
  | 'suggest';

/** A slider with more steps than this cannot be set by hand. */
const MOST_STEPS = 1000;

/** Names of texts that are chosen from what there is, models for one, and may be anything else. */
const SUGGESTED: ReadonlySet<string> = new Set(['model', 'backend', 'graph']);

/**
 * Which widget sets a param. `siblings` are all params of its node: a width with a height beside it is a size. Kinds that
 * are not known here are set as text.
 */
export function widgetKind(param: Param, name: string, siblings?: Readonly<Record<string, Param>>): WidgetKind {
  const { kind } = param;
  switch (kind) {
    case 'float':
    case 'int':
      if (siblings && isSize(name, siblings)) return 'size';
      return isSlider(param) ? 'slider' : 'number';
    case 'seed':
      return 'seed';
    case 'choice':
      return isEmotions(param.choices) ? 'emotion' : 'choice';
    case 'bool':
      return 'bool';
    case 'file':
      return param.access === 'write' ? 'file-write' : 'file-read';
    case 'subgraph':
      return 'suggest';
    case 'colour':
    case 'curve':
    case 'numbers':
    case 'texts':
      return kind;
    default:
      if (param.multiline) return 'long-text';
      return SUGGESTED.has(name) ? 'suggest' : 'text';
  }
}

/** The other half of a size; nothing for what is none. */
function sizePartner(name: string): 'width' | 'height' | undefined {
  if (name === 'width') return 'height';
  return name === 'height' ? 'width' : undefined;
}

function isSize(name: string, siblings: Readonly<Record<string, Param>>): boolean {
  const partner = sizePartner(name);
  return partner !== undefined && siblings[name]?.kind === 'int' && siblings[partner]?.kind === 'int';
}

function isSlider({ min, max, step, kind }: Param): boolean {
  if (min === undefined || max === undefined || !(max > min) || !Number.isFinite(max - min)) return false;
  return step === undefined && kind === 'float' ? true : (max - min) / (step ?? 1) <= MOST_STEPS;
}

const isEmotions = (choices: readonly string[] | undefined): boolean =>
  choices?.length === EMOTIONS.length && EMOTIONS.every((emotion) => choices.includes(emotion));

/** A control and the gap to the next one. */
const ROW = 32;
const HEIGHTS: Partial<Record<WidgetKind, number>> = {
  'long-text': 26 + 64,
  emotion: 176,
  curve: 148,
  'file-read': 116,
};

/** Longer lists scroll. */
const MOST_ITEMS = 6;

/** How high a widget is on the canvas, in pixels, margins included. */
export function widgetHeight(param: Param, name: string, value: Json): number {
  const kind = widgetKind(param, name);
  if (kind !== 'numbers' && kind !== 'texts') return HEIGHTS[kind] ?? ROW;
  return ROW * (1 + Math.min(MOST_ITEMS, Array.isArray(value) ? value.length : 0));
}
