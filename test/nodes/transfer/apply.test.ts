import type { Image, Mask } from '@moodwire/engine';
import { applyTransfer, fitTransfer, type Transfer } from '@moodwire/nodes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** The same affine change everywhere: `matrix` by rows, each row followed by its offset. */
function constant(width: number, height: number, twelve: readonly number[]): Transfer {
  const data = Float32Array.from({ length: width * height * 12 }, (_, i) => twelve[i % 12]!);
  return { width, height, data };
}

const DARKER = [-0.5, 0, 0, 0, 0, -0.25, 0, 0, 0, 0, 0, 0.25];

function noisy(width: number, height: number, channels: 1 | 2 | 3 | 4, deep = false): Image {
  const length = width * height * channels;
  const value = (i: number) => Math.imul(i + 1, 0x9e3779b1) >>> (deep ? 16 : 24);
  return {
    width,
    height,
    channels,
    data: deep ? Uint16Array.from({ length }, (_, i) => value(i)) : Uint8Array.from({ length }, (_, i) => value(i)),
  };
}

/** A straightforward bilinear sample, for comparison with the increments of the inner loop. */
function bilinear(
  values: Float32Array,
  grid: Mask | Transfer,
  stride: number,
  k: number,
  x: number,
  y: number,
): number {
  const place = (at: number, nodes: number) => Math.min(nodes - 1, Math.max(0, at * nodes - 0.5));
  const [u, v] = [place(x, grid.width), place(y, grid.height)];
  const [x0, y0] = [Math.floor(u), Math.floor(v)];
  const [x1, y1] = [Math.min(x0 + 1, grid.width - 1), Math.min(y0 + 1, grid.height - 1)];
  const at = (column: number, row: number) => values[(row * grid.width + column) * stride + k]!;
  const top = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * (u - x0);
  const bottom = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * (u - x0);
  return top + (bottom - top) * (v - y0);
}

function expectedSample(photo: Image, transfer: Transfer, weight: number, x: number, y: number, c: number): number {
  const max = photo.data instanceof Uint8Array ? 255 : 65535;
  const from = (y * photo.width + x) * photo.channels;
  const grey = photo.channels < 3;
  const colour = [0, 1, 2].map((k) => photo.data[from + (grey ? 0 : k)]! / max);
  const [u, v] = [(x + 0.5) / photo.width, (y + 0.5) / photo.height];
  let changed = colour[c]! + bilinear(transfer.data, transfer, 12, 4 * c + 3, u, v);
  for (let k = 0; k < 3; k++) changed += bilinear(transfer.data, transfer, 12, 4 * c + k, u, v) * colour[k]!;
  return max * (colour[c]! + weight * (Math.min(1, Math.max(0, changed)) - colour[c]!));
}

describe('applyTransfer', () => {
  it('agrees with a plain bilinear evaluation at every size, channel count and depth', async () => {
    const sizes = { w: fc.integer({ min: 1, max: 40 }), h: fc.integer({ min: 1, max: 20 }) };
    const grids = { gw: fc.integer({ min: 1, max: 9 }), gh: fc.integer({ min: 1, max: 9 }) };
    const rest = { channels: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const), deep: fc.boolean() };
    const knobs = { strength: fc.double({ min: 0.01, max: 1, noNaN: true }), masked: fc.boolean() };
    await fc.assert(
      fc.asyncProperty(fc.record({ ...sizes, ...grids, ...rest, ...knobs }), async (given) => {
        const { w, h, gw, gh, channels, deep, strength, masked } = given;
        const photo = noisy(w, h, channels, deep);
        const data = Float32Array.from({ length: gw * gh * 12 }, (_, i) => 0.4 * Math.sin(12.9898 * i));
        const transfer = { width: gw, height: gh, data };
        const mask = { width: gh, height: gw, data: Float32Array.from({ length: gw * gh }, (_, i) => (i % 3) / 2) };
        const out = await applyTransfer(photo, transfer, { strength, ...(masked ? { mask } : {}) });
        const step = channels % 2 === 0 ? 4 : 3;
        expect(out.channels).toBe(step);
        for (let y = 0; y < h; y++) {
          for (let x = 0; x < w; x++) {
            const inside = masked ? bilinear(mask.data, mask, 1, 0, (x + 0.5) / w, (y + 0.5) / h) : 1;
            for (let c = 0; c < 3; c++) {
              const exact = expectedSample(photo, transfer, strength * inside, x, y, c);
              expect(Math.abs(out.data[(y * w + x) * step + c]! - exact)).toBeLessThan(1.01);
            }
            if (step === 4) {
              expect(out.data[(y * w + x) * 4 + 3]).toBe(photo.data[(y * w + x + 1) * channels - 1]);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the very photo at strength 0', async () => {
    const photo = noisy(8, 8, 3);
    expect((await applyTransfer(photo, constant(2, 2, DARKER), { strength: 0 })) === photo).toBe(true);
  });

  it('leaves every sample whose mask is 0 as it was, at any depth', async () => {
    const mask = { width: 8, height: 8, data: new Float32Array(64).map((_, i) => (i % 8 < 4 ? 0 : 1)) };
    for (const deep of [false, true]) {
      const photo = noisy(64, 64, 4, deep);
      const out = await applyTransfer(photo, constant(8, 8, DARKER), { strength: 1, mask });
      let changed = 0;
      for (let i = 0; i < photo.data.length; i++) {
        const column = Math.floor(i / 4) % 64;
        // The last zero column of the mask is centred at 3.5/8 of the width; from there on the mask is above 0.
        if (column + 0.5 <= 28) expect(out.data[i]).toBe(photo.data[i]);
        else if (out.data[i] !== photo.data[i]) changed++;
      }
      expect(changed).toBeGreaterThan(64 * 36 * 2);
    }
  });

  it('keeps profile and EXIF, drops the encoded bytes, and drops a profile of grey when grey becomes RGB', async () => {
    const icc = new Uint8Array(128);
    icc.set(Buffer.from('RGB '), 16);
    const exif = Uint8Array.of(1, 2);
    const encoded = { file: 'a.png', sha256: '0', format: 'png' };
    const transfer = constant(1, 1, DARKER);
    const out = await applyTransfer({ ...noisy(4, 4, 3), icc, exif, encoded }, transfer, { strength: 1 });
    expect(out).toMatchObject({ icc, exif, channels: 3 });
    expect(out).not.toHaveProperty('encoded');
    const grey = new Uint8Array(128);
    grey.set(Buffer.from('GRAY'), 16);
    expect(await applyTransfer({ ...noisy(4, 4, 1), icc: grey }, transfer, { strength: 1 })).not.toHaveProperty('icc');
  });

  it('dithers a smooth sky without bias, and only where something changed', async () => {
    const photo: Image = { width: 256, height: 256, channels: 3, data: new Uint8Array(256 * 256 * 3).fill(100) };
    const twelve = [0, 0, 0, 0.3 / 255, 0, 0, 0, 0, 0, 0, 0, -0.5 / 255];
    const data = [...(await applyTransfer(photo, constant(4, 4, twelve), { strength: 1 })).data];
    const mean = (c: number) => data.reduce((sum, value, i) => sum + (i % 3 === c ? value : 0), 0) / 65536;
    expect(mean(0)).toBeCloseTo(100.3, 2);
    expect(mean(2)).toBeCloseTo(99.5, 2);
    expect(data.every((value, i) => i % 3 !== 1 || value === 100)).toBe(true);
    // A pattern would show as neighbours that agree, or differ, more often than chance has it.
    let equal = 0;
    for (let i = 2; i + 3 < data.length; i += 3) if (data[i] === data[i + 3]) equal++;
    expect(equal / 65535).toBeCloseTo(0.5, 1);
  });

  it('tells after each band how far it is, and stops when told to', async () => {
    const photo = noisy(10, 100, 3);
    const seen: number[] = [];
    await applyTransfer(photo, constant(1, 1, DARKER), { strength: 1, onBand: (rows) => seen.push(rows) });
    expect(seen).toEqual([32, 64, 96, 100]);
    const onBand = () => {
      throw new Error('stopped');
    };
    await expect(applyTransfer(photo, constant(1, 1, DARKER), { strength: 1, onBand })).rejects.toThrow('stopped');
  });

  it('refuses strengths outside 0..1 and arrays that do not fit', async () => {
    const photo = noisy(4, 4, 3);
    const transfer = constant(1, 1, DARKER);
    for (const strength of [-0.1, 1.1, Number.NaN]) {
      await expect(applyTransfer(photo, transfer, { strength })).rejects.toThrow(RangeError);
    }
    const mask = { width: 2, height: 2, data: new Float32Array(3) };
    await expect(applyTransfer(photo, transfer, { strength: 1, mask })).rejects.toThrow(RangeError);
  });
});

describe('fitTransfer', () => {
  const size = 32;
  const picture = (at: (x: number, y: number, c: number) => number) =>
    Float32Array.from({ length: 3 * size * size }, (_, i) => {
      const place = i % (size * size);
      return at(place % size, Math.floor(place / size), Math.floor(i / (size * size)));
    });

  it('finds the identity exactly when nothing was edited, whatever the picture', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 75, maxLength: 75, min: 0, max: 1, noNaN: true }), (source) => {
        const { data } = fitTransfer(source, source.slice(), 5, 5);
        expect(data.every((value) => value === 0)).toBe(true);
      }),
    );
  });

  it('recovers an affine map of varied colours', () => {
    const source = picture((x, y, c) => 0.5 + 0.4 * Math.sin([1.3, 2.1, 3.7][c]! * x + [2.9, 1.1, 1.7][c]! * y));
    const n = size * size;
    const edited = source.map((value, i) => 0.5 * value + 0.3 * source[(i + n) % (3 * n)]! + 0.05);
    const { data } = fitTransfer(source, edited, size, size, { epsilon: 1e-6 });
    const middle = [...data.subarray(12 * (16 * size + 16), 12 * (16 * size + 17))];
    const wanted = [-0.5, 0.3, 0, 0.05, 0, -0.5, 0.3, 0.05, 0.3, 0, -0.5, 0.05];
    middle.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i]!, 2);
    });
  });

  it('scales the contrast of flat places with their brightness', () => {
    const source = picture(() => 0.5);
    const { data } = fitTransfer(
      source,
      picture(() => 0.24),
      size,
      size,
    );
    // g = .26/.52, so detail that the small picture does not show is halved.
    for (const [k, wanted] of [-0.5, 0, 0].entries()) expect(data[12 * 500 + k]).toBeCloseTo(wanted, 5);
    expect(data[12 * 500 + 3]).toBeCloseTo(-0.26 + 0.25, 5);
  });

  it('carries a light that the colours do not explain by the residual, and leaves small differences out of it', () => {
    const source = picture((x, y, c) => 0.3 + 0.2 * Math.sin(4.1 * x + 2.7 * y + c) * Math.cos(1.9 * x - 3.3 * y));
    const lit = (height: number) =>
      source.map((value, i) => {
        const [x, y] = [(i % size) - 16, (Math.floor(i / size) % size) - 16];
        return value + height * Math.exp(-(x * x + y * y) / 8);
      });
    const centre = size * 16 + 16;
    const light = (edited: Float32Array, core: number) => {
      const d = fitTransfer(source, edited, size, size, { core }).data.subarray(12 * centre);
      const colour = [0, 1, 2].map((c) => source[c * size * size + centre]!);
      return d[0]! * colour[0]! + d[1]! * colour[1]! + d[2]! * colour[2]! + d[3]!;
    };
    const [without, cored] = [light(lit(0.4), Number.POSITIVE_INFINITY), light(lit(0.4), 0.02)];
    expect(without).toBeLessThan(0.3);
    expect(cored).toBeGreaterThan(without + 0.05);
    expect(cored).toBeLessThan(0.42);
    expect(light(lit(0.02), 0.02)).toBe(light(lit(0.02), Number.POSITIVE_INFINITY));
  });

  it('leaves no halo along a hard edge: the output stays within 2/255 of what the edit holds', async () => {
    const photo: Image = { width: 512, height: 512, channels: 3, data: new Uint8Array(512 * 512 * 3) };
    const wanted = new Uint8Array(photo.data.length);
    for (let i = 0; i < photo.data.length; i++) {
      const bright = Math.floor(i / 3) % 512 >= 253;
      photo.data[i] = bright ? 210 : 50;
      wanted[i] = bright ? [120, 130, 180][i % 3]! : 50;
    }
    const small = (data: Uint8Array) =>
      Float32Array.from({ length: 3 * 128 * 128 }, (_, i) => {
        const [x, y, c] = [i % 128, Math.floor(i / 128) % 128, Math.floor(i / 16384)];
        let sum = 0;
        for (let k = 0; k < 16; k++) sum += data[((4 * y + (k >> 2)) * 512 + 4 * x + (k & 3)) * 3 + c]!;
        return sum / 16 / 255;
      });
    const transfer = fitTransfer(small(photo.data as Uint8Array), small(wanted), 128, 128);
    const { data } = await applyTransfer(photo, transfer, { strength: 1 });
    let worst = 0;
    for (let i = 0; i < data.length; i++) {
      const highest = [120, 130, 180][i % 3]!;
      worst = Math.max(worst, data[i]! - highest, 50 - data[i]!);
    }
    if (process.env['REPORT']) console.log('overshoot', worst);
    expect(worst).toBeLessThanOrEqual(2);
  });
});
