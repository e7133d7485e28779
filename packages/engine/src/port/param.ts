import { show } from '../value/show.js';
import type { Port } from './port.js';

/**
 * A setting of a node: plain JSON with a default, a range and help. Any param can be fed by a link instead; it then
 * behaves as an input of type `port`.
 */
export type Param<T = unknown> = {
  readonly kind: 'float' | 'int' | 'bool' | 'text' | 'choice' | 'seed' | 'file' | 'subgraph';
  readonly port: Port;
  readonly default: T;
  readonly help: string;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
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
    case 'int':
    case 'seed':
    case 'float': {
      const whole = param.kind !== 'float';
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = param;
      const fits = typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
      return fits && (!whole || Number.isInteger(value)) ? undefined : wrong(rangeName(whole, min, max));
    }
  }
}

function rangeName(whole: boolean, min: number, max: number): string {
  const noun = whole ? 'a whole number' : 'a number';
  if (Number.isFinite(min) && Number.isFinite(max)) return `${noun} from ${min} to ${max}`;
  if (Number.isFinite(min)) return `${noun} of at least ${min}`;
  return Number.isFinite(max) ? `${noun} of at most ${max}` : noun;
}
