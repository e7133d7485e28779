import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A PNG codec of the tests' own, so that samples are checked against the format and not against the code under test. */
export type PlainPng = {
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
  data: Uint8Array | Uint16Array;
  icc?: Uint8Array;
  exif?: Uint8Array;
};

const COLOUR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;
const CHANNELS: Record<number, 1 | 2 | 3 | 4> = { 0: 1, 4: 2, 2: 3, 6: 4 };

export function writePlainPng(picture: PlainPng): Buffer {
  const { width, height, channels, data } = picture;
  const depth = data instanceof Uint16Array ? 16 : 8;
  const stride = (width * channels * depth) / 8;
  const raw = Buffer.alloc((stride + 1) * height);
  for (let i = 0; i < data.length; i++) {
    const [y, x] = [Math.floor(i / (width * channels)), i % (width * channels)];
    const at = y * (stride + 1) + 1;
    if (depth === 16) raw.writeUInt16BE(data[i]!, at + x * 2);
    else raw[at + x] = data[i]!;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = COLOUR_TYPE[channels];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(picture.icc ? [chunk('iCCP', Buffer.concat([Buffer.from('test\0\0'), deflateSync(picture.icc)]))] : []),
    ...(picture.exif ? [chunk('eXIf', picture.exif)] : []),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', new Uint8Array()),
  ]);
}

export function readPlainPng(png: Buffer): PlainPng {
  const found: Record<string, Buffer[]> = {};
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== png.readUInt32BE(at + 8 + length)) throw new Error('a chunk has a wrong checksum');
    const type = body.toString('latin1', 0, 4);
    found[type] = [...(found[type] ?? []), body.subarray(4)];
    at += 12 + length;
  }
  const header = found['IHDR']![0]!;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, channels] = [header[8]!, CHANNELS[header[9]!]!];
  const raw = unfilter(
    inflateSync(Buffer.concat(found['IDAT']!)),
    (width * channels * depth) / 8,
    (channels * depth) / 8,
  );
  const data = depth === 16 ? Uint16Array.from({ length: raw.length / 2 }, (_, i) => raw.readUInt16BE(i * 2)) : raw;
  const profile = found['iCCP']?.[0];
  const exif = found['eXIf']?.[0];
  return {
    width,
    height,
    channels,
    data: depth === 16 ? data : new Uint8Array(data),
    ...(profile ? { icc: new Uint8Array(inflateSync(profile.subarray(profile.indexOf(0) + 2))) } : {}),
    ...(exif ? { exif: new Uint8Array(exif) } : {}),
  };
}

function unfilter(filtered: Buffer, stride: number, step: number): Buffer {
  const rows = filtered.length / (stride + 1);
  const out = Buffer.alloc(stride * rows);
  for (let y = 0; y < rows; y++) {
    const filter = filtered[y * (stride + 1)]!;
    for (let x = 0; x < stride; x++) {
      const left = x < step ? 0 : out[y * stride + x - step]!;
      const up = y === 0 ? 0 : out[(y - 1) * stride + x]!;
      const corner = y === 0 || x < step ? 0 : out[(y - 1) * stride + x - step]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      out[y * stride + x] = filtered[y * (stride + 1) + 1 + x]! + guess;
    }
  }
  return out;
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
