import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the tests keep goes nowhere near what the person at the keyboard keeps. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'moodwire-test-data-'));
  process.env['MOODWIRE_DATA_DIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
