import { MODULUS } from './shapes.mjs';

export const raw = {
  name: 'raw loop',
  packages: [],
  caches: false,
  means: '`await fn()` for each node in a known order: no graph, no checks, no cache',
  async build(shape) {
    const plus = shape.nodes.map((node) => node.plus);
    const values = new Array(shape.nodes.length);
    const work = shape.nodes.map(({ from }, at) => () => {
      let sum = plus[at];
      for (const source of from) sum += values[source];
      return sum % MODULUS;
    });
    const run = async () => {
      for (let at = 0; at < work.length; at++) values[at] = await work[at]();
    };
    return {
      fresh: () => run,
      again: run,
      edit(next) {
        plus[shape.changed] = next;
        return run;
      },
      values: () => shape.sinks.map((at) => values[at]),
    };
  },
};
