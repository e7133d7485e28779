import { availableParallelism, loadavg } from 'node:os';
import { arePeersInstalled, hasEditor } from './parts.mjs';

const isQuick = process.argv.includes('--quick');
const isJson = process.argv.includes('--json');

// A reader that has seen enough, such as `head`, ends it quietly.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const complain = (line) => process.stderr.write(`${line}\n`);
const tell = (line) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${line}`);

if (arePeersInstalled()) {
  await main().catch((error) => {
    tell('');
    complain(error.message);
    process.exitCode = 1;
  });
} else {
  complain('bench editor needs what it measures beside Moodwire: `npm ci --prefix bench` installs it.');
  process.exitCode = 1;
}

async function main() {
  // These need the peers.
  const { openBrowser } = await import('./browser.mjs');
  const { openSubjects } = await import('./subjects.mjs');
  const { rowsOf } = await import('./judge.mjs');
  const { MOTIONS } = await import('./motions.mjs');
  const { printHead, printTables } = await import('./print.mjs');

  // `--nodes=500,2000` measures only these, as `node bench/editor/main.mjs` is run by hand.
  const chosen = process.argv
    .find((word) => word.startsWith('--nodes='))
    ?.slice(8)
    .split(',')
    .map(Number);
  const sizes = chosen ?? (isQuick ? [100, 500] : [100, 500, 2000, 5000]);
  const [rounds, seconds] = isQuick ? [1, 0.6] : [3, 2];
  if (!hasEditor()) {
    complain('The editor is not built, so the peers are measured alone: `npm run build` builds it.');
  }
  const browser = await openBrowser();
  const machine = {
    node: process.version,
    cores: availableParallelism(),
    load: loadavg()[0],
    browser: browser.version(),
  };
  try {
    const { subjects, stop } = await openSubjects(sizes);
    try {
      const measured = await measure(browser, { sizes, subjects, rounds, seconds });
      const motions = MOTIONS.map(({ name }) => name);
      const rows = sizes.flatMap((size) => rowsOf(size, measured.visits.get(size), motions));
      const report = { machine, sizes, rounds, seconds, rows, problems: measured.problems };
      report.subjects = subjects.map(({ name, version }) => ({ name, version }));
      tell('');
      if (isJson) process.stdout.write(`${JSON.stringify(report)}\n`);
      else {
        const print = (line) => process.stdout.write(`${line}\n`);
        printHead(report, print);
        printTables(report, print);
        for (const problem of measured.problems) print(problem);
      }
      if (measured.problems.some((problem) => problem.startsWith('Moodwire'))) process.exitCode = 1;
    } finally {
      await stop();
    }
  } finally {
    await browser.close();
  }
}

/** All subjects at one size before the next round, so that what else the machine does meets each of them. */
async function measure(browser, { sizes, subjects, rounds, seconds }) {
  const { visit } = await import('./visit.mjs');
  const problems = new Set();
  const visits = new Map(sizes.map((size) => [size, Object.fromEntries(subjects.map(({ name }) => [name, []]))]));
  for (const size of sizes) {
    for (let round = 0; round < rounds; round++) {
      for (const { name, urlOf } of subjects) {
        tell(`${size} nodes, round ${round + 1} of ${rounds}, ${name} …`);
        try {
          const made = await visit(browser, urlOf(size), seconds * 1000);
          visits.get(size)[name].push(made);
          for (const problem of made.problems) problems.add(`${name}, ${size} nodes: ${problem}`);
        } catch (error) {
          problems.add(`${name}, ${size} nodes: ${error.message}`);
        }
      }
    }
  }
  return { visits, problems: [...problems] };
}
