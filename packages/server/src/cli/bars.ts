/** How many bars are shown at once: a node that runs for each of a hundred items must not fill the screen. */
const MOST = 8;
const BAR = 24;
const [SHORTEST, LONGEST] = [16, 32] as const;

export type Steps = { readonly done: number; readonly total: number };

/** The nodes that run now, a line each, none longer than `width`. */
export function barLines(running: ReadonlyMap<string, Steps>, width: number): string[] {
  const shown = [...running].slice(0, MOST).map(([node, steps]) => [shortId(node), steps] as const);
  const column = Math.max(SHORTEST, ...shown.map(([id]) => id.length));
  const lines = shown.map(([id, { done, total }]) => {
    const part = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
    const filled = Math.round(part * BAR);
    const steps = total > 0 ? ` ${Math.round(100 * part)} %` : '';
    return `  ${id.padEnd(column)} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}${steps}`;
  });
  if (running.size > shown.length) lines.push(`  … and ${running.size - shown.length} more`);
  return lines.map((line) => line.slice(0, width));
}

/** Of a long path both ends are kept: where it begins, and the node itself. */
function shortId(id: string): string {
  if (id.length <= LONGEST) return id;
  const tail = LONGEST - 1 - Math.floor(LONGEST / 3);
  return `${id.slice(0, Math.floor(LONGEST / 3))}…${id.slice(-tail)}`;
}
