import { setImmediate } from 'node:timers/promises';
import { engines } from './engines.mjs';
import { BUDGETS, MODES, measureMode, summarize } from './measure.mjs';
import { shapeOf } from './shapes.mjs';

// One engine on one shape. Each step is told before it begins, so that the parent can say in which one time ran out.
const [name, kind, size, budget] = process.argv.slice(2);
// An engine may drop a failure on the way: a run then ends too early, and this is why.
let dropped;
process.on('unhandledRejection', (error) => {
  dropped ??= error;
});
process.on('disconnect', () => process.exit());
const tell = (message) => new Promise((resolve) => process.send(message, resolve));

try {
  await tell({ step: 'building' });
  const shape = shapeOf(kind, Number(size));
  const subject = await engines.find((engine) => engine.name === name).build(shape);
  for (const mode of MODES) {
    await tell({ step: mode });
    const { samples, pair } = await measureMode(subject, shape, mode, BUDGETS[budget]);
    const made = { ...summarize(samples), pairMedian: pair && summarize(pair).median };
    await tell({ made: mode, nodes: shape.nodes.length, ...made });
  }
} catch (error) {
  await setImmediate();
  const cause = dropped ?? error;
  await tell({ problem: cause instanceof Error ? cause.message : String(cause) });
}
process.exit();
