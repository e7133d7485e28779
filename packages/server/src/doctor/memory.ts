import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { sizeText } from '../text/size.js';
import type { Finding } from './finding.js';

/** An edit of 12 megapixels with the shipped model was measured at 0.6 GB; a server keeps results beside it. */
const NEEDED = 1.5e9;
const COMFORTABLE = 3e9;

/** Is there room for an edit? A container may have less than its machine. */
export function checkMemory(): Finding {
  const limit = containerLimit();
  const total = Math.min(totalmem(), limit ?? Number.POSITIVE_INFINITY);
  const where = limit === undefined || limit >= totalmem() ? '' : ' for this container';
  const found = `${sizeText(total)}${where}, ${sizeText(Math.min(freemem(), total))} free`;
  if (total >= COMFORTABLE) return { what: 'memory', state: 'ok', found };
  if (total >= NEEDED) {
    return { what: 'memory', state: 'warning', found, advice: 'edit photos of up to 12 megapixels, one at a time' };
  }
  return { what: 'memory', state: 'wrong', found, advice: `give it ${sizeText(NEEDED)} or more` };
}

function containerLimit(): number | undefined {
  for (const file of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']) {
    try {
      const bytes = Number(readFileSync(file, 'utf8'));
      if (Number.isFinite(bytes)) return bytes;
    } catch {
      // Not in a container, or of the other kind.
    }
  }
  return undefined;
}
