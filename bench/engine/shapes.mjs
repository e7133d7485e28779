/**
 * The graphs that every engine runs, in a form that belongs to none of them. A node adds what feeds it and its own
 * `plus`; `from` holds places of earlier nodes. `sinks` are the nodes whose values are asked for, `changed` the one that
 * a change touches.
 */

/** Sums stay whole numbers below 2^53 on every shape, and a change is never rounded away. */
export const MODULUS = 1_048_573;

const number = (plus) => ({ kind: 'number', plus, from: [] });
const add = (plus, ...from) => ({ kind: 'add', plus, from });

function chain(length) {
  const nodes = [number(1)];
  for (let i = 1; i < length; i++) nodes.push(add(1, i - 1));
  return { nodes, sinks: [length - 1], changed: Math.floor(length / 2) };
}

function fanIn(sources) {
  const nodes = Array.from({ length: sources }, (_, i) => number(i));
  nodes.push({ kind: 'total', plus: 0, from: nodes.map((_, i) => i) });
  return { nodes, sinks: [sources], changed: Math.floor(sources / 2) };
}

/** Ten layers; each node takes three of the layer above, in the last three layers four. */
function dag(count) {
  const [layers, width] = [10, Math.floor(count / 10)];
  const nodes = Array.from({ length: width }, (_, i) => number(i));
  for (let layer = 1; layer < layers; layer++) {
    const above = (layer - 1) * width;
    const steps = layer < layers - 3 ? [0, 7, 19] : [0, 7, 19, 31];
    for (let i = 0; i < width; i++) nodes.push(add(1, ...steps.map((step) => above + ((i + step) % width))));
  }
  const sinks = Array.from({ length: width }, (_, i) => (layers - 1) * width + i);
  return { nodes, sinks, changed: (layers / 2) * width + Math.floor(width / 2) };
}

/** Diamonds on top of each other: two ways through each, so 2^diamonds through all. */
function ladder(diamonds) {
  const nodes = [number(1)];
  let changed = 0;
  for (let i = 0; i < diamonds; i++) {
    const top = nodes.length - 1;
    nodes.push(add(1, top), add(2, top), add(0, top + 1, top + 2));
    if (i === Math.floor(diamonds / 2) - 1) changed = nodes.length - 1;
  }
  return { nodes, sinks: [nodes.length - 1], changed };
}

const KINDS = { chain, 'fan-in': fanIn, dag, ladder };

/** @throws when there is no such shape or the size is no whole number from 2 up */
export function shapeOf(kind, size) {
  if (!Object.hasOwn(KINDS, kind)) throw new Error(`no shape "${kind}": ${Object.keys(KINDS).join(', ')}`);
  if (!Number.isInteger(size) || size < 2) throw new Error(`"${size}" is no size: a whole number from 2 up`);
  return { kind, size, ...KINDS[kind](size) };
}

/** What the sinks must give when the changed node has this `plus`. */
export function expectedValues({ nodes, sinks, changed }, plus = nodes[changed].plus) {
  const values = new Float64Array(nodes.length);
  for (const [at, node] of nodes.entries()) {
    let sum = at === changed ? plus : node.plus;
    for (const from of node.from) sum += values[from];
    values[at] = sum % MODULUS;
  }
  return sinks.map((at) => values[at]);
}

const short = (size) => (size >= 1000 && size % 1000 === 0 ? `${size / 1000}k` : String(size));
export const shapeName = ({ kind, size }) => `${kind} ${short(size)}`;

const list = (...pairs) => pairs.map(([kind, size]) => ({ kind, size }));
export const FULL = list(
  ['chain', 1000],
  ['chain', 10_000],
  ['chain', 100_000],
  ['fan-in', 1000],
  ['dag', 2000],
  ['ladder', 20],
);
export const QUICK = list(['chain', 50], ['chain', 100], ['fan-in', 50], ['dag', 400], ['ladder', 5]);
