import { show } from '../value/show.js';
import type { Port } from './port.js';

/**
 * A setting of a node: plain JSON with a default, a range and help. Any param can be fed by a link instead; it then
 * behaves as an input of type `port`.
 */
export type Param<T = unknown> = {
  readonly kind:
    | 'float'
    | 'int'
    | 'bool'
    | 'text'
    | 'choice'
    | 'seed'
    | 'file'
    | 'colour'
    | 'curve'
    | 'numbers'
    | 'texts'
    | 'subgraph';
  readonly port: Port;
  readonly default: T;
  readonly help: string;
  /** For numbers in a list: of each of them. */
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** How many numbers a list may hold. */
  readonly most?: number;
  readonly choices?: readonly string[];
  readonly multiline?: boolean;
  /** For a file: is it read or written? */
  readonly access?: 'read' | 'write';
};

export type ParamValue<P> = P extends Param<infer T> ? T : never;

type Range = { readonly min?: number; readonly max?: number; readonly step?: number };

export const float = (spec: { default: number; help: string } & Range): Param<number> => ({
  kind: 'float',
  port: { kind: 'number' },
  ...spec,
});

export const int = (spec: { default: number; help: string } & Range): Param<number> => ({
  kind: 'int',
  port: { kind: 'integer' },
  ...spec,
});

export const bool = (spec: { default: boolean; help: string }): Param<boolean> => ({
  kind: 'bool',
  port: { kind: 'boolean' },
  ...spec,
});

export const string = (spec: { default: string; help: string; multiline?: boolean }): Param<string> => ({
  kind: 'text',
  port: { kind: 'text' },
  ...spec,
});

/** One of a fixed set of words. */
export const choice = <const C extends readonly string[]>(
  choices: C,
  spec: { default: C[number]; help: string },
): Param<C[number]> => ({ kind: 'choice', port: { kind: 'text' }, choices, ...spec });

/** A 32-bit seed for the project's own random numbers. */
export const seed = (spec: { default?: number; help?: string } = {}): Param<number> => ({
  kind: 'seed',
  port: { kind: 'integer' },
  default: spec.default ?? 0,
  help: spec.help ?? 'The same seed gives the same picture.',
  min: 0,
  max: 0xffffffff,
  step: 1,
});

/** The name of a file, read or written through the host, which decides where names lead. */
export const file = (spec: { default: string; help: string; access: 'read' | 'write' }): Param<string> => ({
  kind: 'file',
  port: { kind: 'text' },
  ...spec,
});

/** A colour of sRGB without alpha: `#rrggbb`, in lower case. */
export const colour = (spec: { default: string; help: string }): Param<string> => ({
  kind: 'colour',
  port: { kind: 'text' },
  ...spec,
});

/** Points `[x, y]` that a curve goes through: 2 to 16 of them in 0..1, x rising from 0 to 1. */
export type Curve = readonly (readonly [x: number, y: number])[];

const STRAIGHT: Curve = [
  [0, 0],
  [1, 1],
];

/** A curve from 0..1 to 0..1; a straight one unless told otherwise. */
export const curve = (spec: { default?: Curve; help: string }): Param<Curve> => ({
  kind: 'curve',
  port: { kind: 'curve' },
  default: spec.default ?? STRAIGHT,
  help: spec.help,
});

/** A list of numbers, each in the range, `most` of them at most. */
export const numbers = (
  spec: { default: readonly number[]; help: string; most?: number } & Range,
): Param<readonly number[]> => ({
  kind: 'numbers',
  port: { kind: 'list', of: [{ kind: 'number' }] },
  ...spec,
});

/** A list of texts, each meant to be a line. */
export const texts = (spec: { default: readonly string[]; help: string }): Param<readonly string[]> => ({
  kind: 'texts',
  port: { kind: 'list', of: [{ kind: 'text' }] },
  ...spec,
});

/** The name of a subgraph of the same document. It cannot be fed by a link: which nodes there are must be known. */
export const subgraph = (spec: { help: string }): Param<string> => ({
  kind: 'subgraph',
  port: { kind: 'subgraph' },
  default: '',
  ...spec,
});

/**
 * Is `value` allowed here? Gives what was expected, in words, when it is not.
 */
export function checkParam(param: Param, value: unknown): { found: string; expected: string } | undefined {
  const wrong = (expected: string) => ({ found: show(value), expected });
  switch (param.kind) {
    case 'bool':
      return typeof value === 'boolean' ? undefined : wrong('true or false');
    case 'text':
    case 'file':
    case 'subgraph':
      return typeof value === 'string' ? undefined : wrong('text');
    case 'choice':
      return typeof value === 'string' && param.choices?.includes(value)
        ? undefined
        : wrong(`one of ${param.choices?.join(', ')}`);
    case 'colour':
      return typeof value === 'string' && /^#[0-9a-f]{6}$/.test(value)
        ? undefined
        : wrong('a colour as #rrggbb in lower case, such as #ff8800');
    case 'curve':
      return isCurve(value)
        ? undefined
        : wrong(`${FEWEST_POINTS} to ${MOST_POINTS} points [x, y] from 0 to 1, x rising from 0 to 1`);
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? undefined
        : wrong('a list, each item text');
    case 'numbers': {
      const { most = Number.POSITIVE_INFINITY } = param;
      const fits = Array.isArray(value) && value.length <= most && value.every((item) => isWithin(param, item));
      return fits
        ? undefined
        : wrong(`a list${Number.isFinite(most) ? ` of at most ${most}` : ''}, each item ${rangeName(param)}`);
    }
    case 'int':
    case 'seed':
    case 'float':
      return isWithin(param, value) ? undefined : wrong(rangeName(param));
  }
}

const [FEWEST_POINTS, MOST_POINTS] = [2, 16];

function isCurve(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < FEWEST_POINTS || value.length > MOST_POINTS) return false;
  const isPoint = (point: unknown): boolean =>
    Array.isArray(point) && point.length === 2 && point.every((part) => part >= 0 && part <= 1 && isNumber(part));
  if (!value.every(isPoint)) return false;
  const places = (value as Curve).map(([x]) => x);
  return places[0] === 0 && places.at(-1) === 1 && places.every((x, i) => i === 0 || x > places[i - 1]!);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isWhole = ({ kind }: Param): boolean => kind === 'int' || kind === 'seed';

function isWithin(param: Param, value: unknown): boolean {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = param;
  return isNumber(value) && value >= min && value <= max && (!isWhole(param) || Number.isInteger(value));
}

function rangeName(param: Param): string {
  const { min, max } = param;
  const noun = isWhole(param) ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  if (min !== undefined) return `${noun} of at least ${min}`;
  return max !== undefined ? `${noun} of at most ${max}` : noun;
}
