import type { Param } from './widget.js';

/** What a number may be, and how finely it is set by hand. */
export type NumberRange = {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly isWhole: boolean;
};

export function rangeOf(param: Param): NumberRange {
  const isWhole = param.kind !== 'float';
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = param;
  return { min, max, step: param.step ?? (isWhole ? 1 : floatStep(max - min)), isWhole };
}

/** About a hundred steps for a range, as a round number. */
function floatStep(extent: number): number {
  if (!Number.isFinite(extent) || extent <= 0) return 0.1;
  return 10 ** Math.floor(Math.log10(extent / 50));
}

/** As many places behind the point as the step has, 6 at most. */
function decimalsOf(step: number): number {
  for (let places = 0; places < 6; places++) {
    const scaled = step * 10 ** places;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * Math.max(1, scaled)) return places;
  }
  return 6;
}

/** The nearest number that is allowed. */
export function allowed(value: number, { min, max, isWhole }: NumberRange): number {
  const inside = Math.min(max, Math.max(min, value));
  return (isWhole ? Math.min(Math.floor(max), Math.max(Math.ceil(min), Math.round(inside))) : inside) + 0;
}

/** The nearest number that is allowed and lies on a step of `step`, counted from the least one or from 0. */
export function snap(value: number, range: NumberRange, step = range.step): number {
  const base = Number.isFinite(range.min) ? range.min : 0;
  const stepped = base + Math.round((value - base) / step) * step;
  // Sums of steps carry errors such as 0.30000000000000004.
  return allowed(Number(stepped.toFixed(decimalsOf(step) + decimalsOf(base))), range);
}

/** A number as it is read: as many places as the step has, more where the value has more. */
export function showNumber(value: number, { step, isWhole }: NumberRange): string {
  if (isWhole || !Number.isFinite(value)) return String(value);
  const places = decimalsOf(step);
  const plain = value.toFixed(places);
  return Math.abs(Number(plain) - value) < 1e-9 * Math.max(1, Math.abs(value))
    ? plain
    : String(Number(value.toPrecision(6)));
}

/** The step that modifier keys choose: finer with Shift, coarser with Ctrl or Alt. */
export function dragFactor(keys: {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): number {
  if (keys.shiftKey) return 0.1;
  return keys.ctrlKey || keys.altKey || keys.metaKey ? 10 : 1;
}

/** How far a key moves a number, or to which end; nothing for other keys. */
export function keyed(key: string, isShift: boolean, now: number, range: NumberRange): number | undefined {
  const step = range.step * (isShift ? 10 : 1);
  const far = Number.isFinite(range.max - range.min) ? Math.max(step, (range.max - range.min) / 10) : range.step * 10;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return snap(now + step, range);
    case 'ArrowDown':
    case 'ArrowLeft':
      return snap(now - step, range);
    case 'PageUp':
      return snap(now + far, range);
    case 'PageDown':
      return snap(now - far, range);
    case 'Home':
      return Number.isFinite(range.min) ? allowed(range.min, range) : undefined;
    case 'End':
      return Number.isFinite(range.max) ? allowed(range.max, range) : undefined;
    default:
      return undefined;
  }
}
