import { createRegistry, type Graph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { vi } from 'vitest';
import type { ShownCanvas } from '../../../packages/editor/src/canvas/shown-canvas.js';
import type { Dialog } from '../../../packages/editor/src/editor/dialog.js';
import { createSession } from '../../../packages/editor/src/session/create-session.js';
import type { Origin, Session } from '../../../packages/editor/src/session/session.js';
import { createStore } from '../../../packages/editor/src/store/store.js';
import type { Toast } from '../../../packages/editor/src/toast/toasts.js';
import type { Served } from '../../server/served.js';

const registry = createRegistry(packs);

/** As much of an editor as files need, with one graph open. */
export function benchEditor(graph: Graph, origin?: Origin) {
  const session = createSession(graph, registry, origin);
  const told: Omit<Toast, 'id'>[] = [];
  return {
    session,
    told,
    catalogue: { registry, kinds: registry.types.map((type) => registry.get(type)!), problems: [] },
    sessions: createStore<readonly Session[]>([session]),
    active: createStore(session),
    dialog: createStore<Dialog | undefined>(undefined),
    status: createStore(''),
    canvas: createStore<ShownCanvas | undefined>(undefined),
    toasts: {
      ...createStore<readonly Toast[]>([]),
      show: (toast: Omit<Toast, 'id'>) => void told.push(toast),
      dismiss() {},
      hold: () => () => {},
    },
  };
}

/** Lets the editor's requests go to a server, as those of a page that it served. */
export function askServer({ url }: Pick<Served, 'url'>): void {
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => fetch(new URL(path, url), init));
}
