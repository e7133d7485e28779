const text = (value, unit) => {
  if (value === null || value === undefined) return '–';
  if (unit === 'bytes') return value >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${Math.round(value / 1e3)} kB`;
  return value >= 100 ? `${Math.round(value).toLocaleString('en')} ms` : `${value.toFixed(1)} ms`;
};

/** One table for each size. */
export function printTables({ sizes, subjects, rows }, print) {
  const hasOurs = subjects.some(({ name }) => name === 'Moodwire');
  for (const size of sizes) {
    const head = [`${size.toLocaleString('en')} nodes`, ...subjects.map(({ name }) => name)];
    if (hasOurs) head.push('to the better peer', 'aim', '');
    const lines = rows
      .filter((row) => row.size === size)
      .map(({ what, unit, values, ratio, aim, verdict }) => {
        const line = [what, ...subjects.map(({ name }) => text(values[name], unit))];
        if (!hasOurs) return line;
        const aimText = aim === undefined ? '' : `≤ ${unit === 'ms' ? `${aim} ms` : text(aim, unit)}`;
        return [...line, Number.isFinite(ratio) ? `${ratio.toFixed(2)}×` : '', aimText, verdict];
      });
    print('');
    printTable([head, ...lines], print);
  }
}

function printTable(rows, print) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) print(`  ${row.map((cell, at) => cell.padEnd(widths[at])).join('   ')}`.trimEnd());
}

export function printHead({ machine, subjects, rounds, seconds }, print) {
  const { node, cores, load, browser } = machine;
  print(`Node ${node}, ${cores} cores, load ${load.toFixed(1)} at the start, Chromium ${browser}, headless, no GPU`);
  for (const { name, version } of subjects) print(`  ${name}${version ? ` ${version}` : ''}`);
  print(
    `  The same graph in each: three links a node, three widgets. ${rounds} rounds in turn, ${seconds} s a motion.`,
  );
  print('  Input comes every 8.3 ms; no screen is waited for, and a frame counts when an input came in it.');
}
