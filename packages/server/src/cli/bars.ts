/** How many bars are shown at once: a node that runs for each of a hundred items must not fill the screen. */
const MOST = 8;
const BAR = 24;
const [SHORTEST, LONGEST] = [16, 32] as const;

export type Steps = { readonly done: number; readonly total: number };

/** The nodes that run now, a line each, none longer than `width`. */
export function barLines(running: ReadonlyMap<string, Steps>, width: number): string[] {
  const shown = mostTelling(running).map(([node, steps]) => [shortId(node), steps] as const);
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

/** Those that say how far they are, then those deepest inside others, which wait for them; in the order of their start. */
function mostTelling(running: ReadonlyMap<string, Steps>): (readonly [string, Steps])[] {
  const all = [...running];
  if (all.length <= MOST) return all;
  const rank = ([node, { total }]: readonly [string, Steps]): number => (total > 0 ? 1000 : 0) + node.split('/').length;
  const chosen = new Set([...all].sort((a, b) => rank(b) - rank(a)).slice(0, MOST));
  return all.filter((one) => chosen.has(one));
}

/** Of a long path both ends are kept: where it begins, and the node itself. */
function shortId(id: string): string {
  if (id.length <= LONGEST) return id;
  const tail = LONGEST - 1 - Math.floor(LONGEST / 3);
  return `${id.slice(0, Math.floor(LONGEST / 3))}…${id.slice(-tail)}`;
}
