import { loadCatalogue } from '../kinds/catalogue.js';
import { createSession } from '../session/create-session.js';
import { readSaved } from '../session/tabs.js';
import { createEditor } from './create-editor.js';
import type { Editor } from './editor.js';

/** Opens the editor with what the address asks for, or with the graph that ships. */
export async function start(): Promise<Editor> {
  const name = new URLSearchParams(location.search).get('graph') ?? 'affective-edit';
  const [catalogue, { graph, origin }] = await Promise.all([loadCatalogue(), readSaved(name)]);
  const session = createSession(graph, catalogue.registry, origin);
  return createEditor(catalogue, [session], session);
}
