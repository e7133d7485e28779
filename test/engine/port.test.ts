import {
  any,
  assignable,
  either,
  image,
  integer,
  latent,
  list,
  mask,
  number,
  type Port,
  portName,
  text,
} from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const { port } = fc.letrec<{ port: Port }>((tie) => ({
  port: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Port>(image(), mask(), number(), integer(), text(), any(), latent(), latent({ channels: 4 })),
    tie('port').map((item) => list(item)),
    fc.array(tie('port'), { minLength: 1, maxLength: 3 }).map((options) => either(...options)),
  ),
}));

const fits = (from: Port, to: Port) => assignable(from, to).ok;

describe('a port', () => {
  test('takes its own type', () => {
    fc.assert(
      fc.property(port, (one) => {
        expect(assignable(one, one)).toEqual({ ok: true });
      }),
    );
  });

  test('gives a reason in words whenever it refuses', () => {
    fc.assert(
      fc.property(port, port, (from, to) => {
        const verdict = assignable(from, to);
        if (!verdict.ok) expect(verdict.reason).toMatch(/^\S.* (is not|is none of|has) .*\S$/);
      }),
    );
  });

  test('of many types takes whatever one of them takes, and gives only where all of them fit', () => {
    fc.assert(
      fc.property(port, port, port, (a, b, to) => {
        expect(fits(a, either(a, b))).toBe(true);
        expect(fits(either(a, b), to)).toBe(to.kind === 'any' || (fits(a, to) && fits(b, to)));
      }),
    );
  });

  test('of a list is as strict as its items', () => {
    fc.assert(
      fc.property(port, port, (from, to) => {
        expect(fits(list(from), list(to))).toBe(fits(from, to));
      }),
    );
  });

  test('compares a trait only when both sides know it', () => {
    expect(fits(latent(), latent({ channels: 4 }))).toBe(true);
    expect(fits(latent({ channels: 4 }), latent())).toBe(true);
    expect(assignable(latent({ channels: 8 }), latent({ channels: 4 }))).toEqual({
      ok: false,
      reason: 'latent(channels 8) has channels 8, and channels 4 is wanted',
    });
  });

  test('of numbers takes whole numbers, and not the other way round', () => {
    expect(fits(integer(), number())).toBe(true);
    expect(assignable(number(), integer())).toEqual({ ok: false, reason: 'number is not integer' });
  });

  test('has a name for people', () => {
    expect(portName(list(either(image(), latent({ channels: 4 }))))).toBe('list of image or latent(channels 4)');
  });
});
