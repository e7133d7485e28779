/** Below this, a view over words costs more than it saves. */
const FEW_BYTES = 48;

/** The key for bytes that begin `phase` bytes into a frame's payload; a key is four bytes read as little-endian. */
const turned = (key: number, phase: number): number => {
  const bits = (phase & 3) * 8;
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits));
};

/**
 * Takes the mask off (or puts it on) `bytes[start..end)`, in place, by whole words where they are aligned.
 *
 * @param phase How many bytes of the frame's payload stood before `start`.
 */
export function unmask(bytes: Uint8Array, start: number, end: number, key: number, phase: number): void {
  if (key !== 0) maskInto(bytes, start, end, bytes, start, key, phase);
}

/**
 * Writes `source[start..end)` with the mask on to `target` from `at`. Fast where both have the same alignment to 4 bytes.
 *
 * @param phase How many bytes of the frame's payload stood before `start`.
 */
export function maskInto(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  key: number,
  phase: number,
): void {
  const from = source.byteOffset + start;
  const to = target.byteOffset + at;
  const isTogether = (from & 3) === (to & 3);
  if (end - start < FEW_BYTES || !isTogether) {
    byBytes(source, start, end, target, at, turned(key, phase));
    return;
  }
  const lead = -from & 3;
  byBytes(source, start, start + lead, target, at, turned(key, phase));
  const count = (end - start - lead) >>> 2;
  const inner = turned(key, phase + lead);
  const read = new Int32Array(source.buffer, from + lead, count);
  byWords(read, source === target ? read : new Int32Array(target.buffer, to + lead, count), inner);
  const done = lead + count * 4;
  byBytes(source, start + done, end, target, at + done, inner);
}

function byBytes(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number, key: number): void {
  for (let i = start, to = at, bits = 0; i < end; i++, to++, bits = (bits + 8) & 31) {
    target[to] = source[i]! ^ (key >>> bits);
  }
}

function byWords(source: Int32Array, target: Int32Array, key: number): void {
  const count = source.length;
  const even = count - (count & 7);
  let i = 0;
  for (; i < even; i += 8) {
    target[i] = source[i]! ^ key;
    target[i + 1] = source[i + 1]! ^ key;
    target[i + 2] = source[i + 2]! ^ key;
    target[i + 3] = source[i + 3]! ^ key;
    target[i + 4] = source[i + 4]! ^ key;
    target[i + 5] = source[i + 5]! ^ key;
    target[i + 6] = source[i + 6]! ^ key;
    target[i + 7] = source[i + 7]! ^ key;
  }
  for (; i < count; i++) target[i] = source[i]! ^ key;
}
