import { serializeGraph } from '@moodwire/engine/graph';
import { titleOf } from '../session/create-session.js';
import type { Session } from '../session/session.js';

/** Gives somebody a file. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name for a file of a graph, without its suffix: signs that systems refuse are left out. */
export function fileNameOf(session: Session): string {
  const name = titleOf(session, 'graph')
    .normalize('NFC')
    .replace(/[\p{Cc}<>:"/\\|?*]+/gu, '-')
    .replace(/^[\s.-]+|[\s.-]+$/g, '')
    .slice(0, 80);
  return name === '' ? 'graph' : name;
}

/** The graph as a file that every Moodwire opens. */
export function downloadGraph(session: Session): void {
  const text = serializeGraph(session.document.get());
  saveBlob(new Blob([text], { type: 'application/json' }), `${fileNameOf(session)}.json`);
}
