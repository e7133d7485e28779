/**
 * What is aimed at, held against what this run measured. Where an aim holds for several shapes the worst counts; per-node
 * aims leave the ladder out, whose 61 nodes are too few to spread a run's own cost over.
 */
export function judgeAims({ cell, caching }) {
  const large = ['chain 1k', 'chain 10k', 'chain 100k', 'fan-in 1k', 'dag 2k'];
  const time = (shape, mode) => cell('Moodwire', shape, mode)?.microseconds;
  const eventsRatio = (mode) => (shape) => cell('Moodwire, events on', shape, mode)?.pairRatio;
  const worst = (shapes, measure, isWorse = (a, b) => a > b) => {
    let found = { value: Number.NaN };
    for (const where of shapes) {
      const value = measure(where);
      if (Number.isFinite(value) && !(found.value === value || isWorse(found.value, value))) found = { value, where };
    }
    return found;
  };
  const atMost = (what, limit, unit, found) => ({
    what,
    aim: `≤ ${limit}${unit}`,
    unit,
    ...found,
    met: found.value <= limit,
  });
  const atLeast = (what, limit, found) => ({
    what,
    aim: `≥ ${limit}×`,
    unit: '×',
    ...found,
    met: found.value >= limit,
  });

  const perNode = ' µs/node';
  const aims = [
    atMost(
      'cold at 1k',
      1.5,
      perNode,
      worst(['chain 1k', 'fan-in 1k'], (shape) => time(shape, 'cold')),
    ),
    atMost(
      'cold at 100k',
      2.5,
      perNode,
      worst(['chain 100k'], (shape) => time(shape, 'cold')),
    ),
    atMost(
      'unchanged',
      0.15,
      perNode,
      worst(large, (shape) => time(shape, 'unchanged')),
    ),
    atMost(
      'one change',
      0.8,
      perNode,
      worst(large, (shape) => time(shape, 'change')),
    ),
    atMost('events on, cold', 2, '×', worst(large, eventsRatio('cold'))),
    atMost('events on, unchanged', 2, '×', worst(large, eventsRatio('unchanged'))),
    atMost('events on, one change', 2, '×', worst(large, eventsRatio('change'))),
    atMost('linear, cold at 100k / at 1k', 1.3, '×', {
      value: time('chain 100k', 'cold') / time('chain 1k', 'cold'),
      where: 'chain',
    }),
  ];
  for (const name of caching) {
    for (const [mode, limit] of [
      ['cold', 10],
      ['unchanged', 3],
      ['change', 3],
    ]) {
      const ratio = (shape) => cell(name, shape, mode)?.microseconds / time(shape, mode);
      aims.push(
        atLeast(
          `${name}, ${modeName(mode)}`,
          limit,
          worst([...large, 'ladder 20'], ratio, (a, b) => a < b),
        ),
      );
    }
  }
  return aims;
}

export const modeName = (mode) => (mode === 'change' ? 'one change' : mode);
