import { modeName } from './aims.mjs';
import { MODES } from './measure.mjs';
import { LIMIT_SECONDS } from './spawn.mjs';

const MEANINGS = {
  cold: 'a fresh engine and an empty cache, the graph in memory',
  unchanged: 'the same graph again',
  change: 'one node in the middle changed, and with it all that is below',
};

/** Three digits at most, however small. */
export function digits(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  if (value >= 10) return value.toFixed(1);
  return value >= 0.095 ? value.toFixed(2) : String(Number(value.toPrecision(2)));
}

const percent = (spread) => `±${Math.round(spread * 100)}%`;

/** One table for each mode, and what could not be measured. */
export function printTables(report, print) {
  const { shapes, columns, cell } = report;
  for (const mode of MODES) {
    print('');
    print(`${modeName(mode)}: ${MEANINGS[mode]}; µs per node, and the time as a multiple of Moodwire's`);
    const rows = shapes.map((shape) => {
      const base = cell('Moodwire', shape, mode);
      const text = (each) => cellText(each, each === base ? undefined : each.microseconds / base.microseconds);
      return [shape, ...columns.map(({ name }) => text(cell(name, shape, mode)))];
    });
    printTable([['', ...columns.map(({ name }) => name)], ...rows], print);
  }
  print('');
  print('Moodwire with a listener to its events: µs per node, and the time as a multiple of that without, in turns');
  const rows = shapes.map((shape) => [
    shape,
    ...MODES.map((mode) => {
      const on = cell('Moodwire, events on', shape, mode);
      return cellText(on, on.pairRatio);
    }),
  ]);
  printTable([['', ...MODES.map(modeName)], ...rows], print);
  printProblems(report, print);
}

function cellText({ problem, microseconds, spread }, ratio) {
  if (problem) return problem;
  return `${digits(microseconds)} ${percent(spread)}${Number.isFinite(ratio) ? ` ${digits(ratio)}×` : ''}`;
}

function printTable(rows, print) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    print(`  ${row.map((text, at) => text.padEnd(widths[at])).join('   ')}`.trimEnd());
  }
}

function printProblems({ results }, print) {
  const lines = new Set();
  for (const { engine, shape, problem, detail } of results) {
    if (detail) lines.add(`  ${engine}, ${shape}, ${problem}: ${detail}`);
  }
  if (lines.size > 0) print('');
  for (const line of lines) print(line);
}

export function printEngines({ columns, missing, isQuick }, print) {
  for (const { name, version, means, caches } of columns) {
    print(`  ${name}${version ? ` ${version}` : ''}: ${means}${caches ? '' : '; caches nothing'}`);
  }
  print(`  A step that takes over ${LIMIT_SECONDS} s is ended; ± is half the distance between the quartiles.`);
  print('  Who cannot run a chain is not run on a longer one. Every run is checked to give the right values.');
  if (missing.length > 0 && !isQuick) {
    print(`  Not installed, so not measured: ${missing.join(', ')}. \`npm ci --prefix bench\` installs them.`);
  }
}

export function printAims(aims, print) {
  print('');
  print('aims, each at the shape where it stands worst:');
  const rows = aims.map(({ what, aim, value, where, unit, met }) =>
    Number.isFinite(value)
      ? [what, aim, `${digits(value)}${unit}`, where, met ? 'met' : 'missed']
      : [what, aim, 'not measured', '', ''],
  );
  printTable(rows, print);
}

export function printStore({ bytes, read, hit }, print) {
  const megabytes = `${bytes / 2 ** 20} MiB`;
  const base = `fs.readFile ${digits(read.median)} ms ${percent(read.spread)}`;
  print('');
  if (hit) {
    const ratio = digits(hit.median / read.median);
    const speed = digits(bytes / 1e6 / hit.median);
    print(
      `disk cache, ${megabytes}: a hit ${digits(hit.median)} ms ${percent(hit.spread)}, ${speed} GB/s, ${base}, ratio ${ratio}×`,
    );
  } else print(`disk cache, ${megabytes}: ${base}; a hit is not measured`);
}
