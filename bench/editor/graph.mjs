/**
 * The graph that every editor draws: a layered DAG of equal nodes, the same on every run. A node has three inputs, for
 * three links a node; two outputs; a number with a slider, a choice and a text.
 */

export const TYPE = 'bench/blend';
export const INPUTS = ['base', 'over', 'mask'];
export const OUTPUTS = ['image', 'rest'];
export const MODES = ['normal', 'multiply', 'screen', 'overlay'];
export const DEFAULTS = { amount: 0.5, mode: 'normal', note: '' };

const [COLUMN, ROW] = [320, 300];

/**
 * @param size how many nodes
 * @returns a graph document with its layout, in canvas pixels; a little higher than wide, so that a window that shows
 * all of it has empty margins at its sides
 */
export function layeredGraph(size) {
  const layers = Math.max(2, Math.round(Math.sqrt(size)));
  const perLayer = Math.ceil(size / layers);
  const random = generator(size);
  const [nodes, places] = [{}, {}];
  for (let at = 0; at < size; at++) {
    const [layer, row] = [Math.floor(at / perLayer), at % perLayer];
    const id = idOf(at);
    const params = { amount: Math.round(random() * 100) / 100, mode: MODES[at % MODES.length], note: `note ${at}` };
    nodes[id] = { type: TYPE, params };
    places[id] = { x: layer * COLUMN, y: row * ROW };
    if (layer === 0) continue;
    nodes[id].inputs = Object.fromEntries(
      INPUTS.map((input, i) => {
        // Two come from next door, the third from further away.
        const back = i < 2 ? 1 : 1 + Math.floor(random() * Math.min(4, layer));
        const reach = i < 2 ? 1 : 5;
        const near = row + Math.round((random() * 2 - 1) * reach);
        const from = (layer - back) * perLayer + Math.min(perLayer - 1, Math.max(0, near));
        return [input, `${idOf(from)}.${OUTPUTS[Math.floor(random() * 2)]}`];
      }),
    );
  }
  return { format: 'moodwire.graph', version: 1, title: `Bench ${size}`, nodes, layout: { nodes: places } };
}

/** The links of such a graph. */
export function linksOf({ nodes }) {
  return Object.entries(nodes).flatMap(([target, { inputs = {} }]) =>
    Object.entries(inputs).map(([input, from]) => {
      const [source, output] = from.split('.');
      return { source, output, target, input };
    }),
  );
}

const idOf = (at) => `node-${at + 1}`;

function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
