/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011).
 * Block `counter` of `seed` is the same on every platform and in every order, which a stateful generator is not.
 */
const ROUNDS = 10;

function block(seed: number, stream: number, counter: number, out: Uint32Array): void {
  let [c0, c1, c2, c3] = [counter >>> 0, Math.floor(counter / 2 ** 32) >>> 0, stream >>> 0, 0];
  let [k0, k1] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
  for (let round = 0; round < ROUNDS; round++) {
    const [high0, low0] = multiply(0xd2511f53, c0);
    const [high1, low1] = multiply(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The 64-bit product of two unsigned 32-bit numbers, as its high and low halves. */
function multiply(a: number, b: number): [high: number, low: number] {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const low = aLow * bLow;
  const middle = aHigh * bLow + Math.floor(low / 0x10000);
  const cross = aLow * bHigh + (middle & 0xffff);
  const high = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000);
  return [high >>> 0, Math.imul(a, b) >>> 0];
}

/** `length` unsigned 32-bit words of a seed (up to 53 bits) and stream (32 bits). */
export function randomWords(seed: number, stream: number, length: number): Uint32Array {
  const words = new Uint32Array(length);
  const four = new Uint32Array(4);
  for (let at = 0; at < length; at += 4) {
    block(seed, stream, at / 4, four);
    words.set(length - at < 4 ? four.subarray(0, length - at) : four, at);
  }
  return words;
}

/** `length` numbers in [0, 1). */
export function randomUniform(seed: number, stream: number, length: number): Float32Array {
  // 24 bits are all that a float32 holds; more would round some of them up to 1.
  return Float32Array.from(randomWords(seed, stream, length), (word) => (word >>> 8) / 2 ** 24);
}

/** `length` numbers of the standard normal distribution (Box–Muller), computed in float64 and rounded once. */
export function randomNormal(seed: number, stream: number, length: number): Float32Array {
  const words = randomWords(seed, stream, length + (length % 2));
  const normals = new Float32Array(words.length);
  for (let i = 0; i < words.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log((words[i]! + 1) / 2 ** 32));
    const angle = (2 * Math.PI * words[i + 1]!) / 2 ** 32;
    normals[i] = radius * Math.cos(angle);
    normals[i + 1] = radius * Math.sin(angle);
  }
  return normals.subarray(0, length);
}
