import { emptyGraph, type Graph, type Registry } from '@moodwire/engine/graph';
import type { DraftStore } from '../draft/draft-store.js';
import { readSaved } from '../editor/tabs.js';
import { createSession } from '../session/create-session.js';
import type { Origin, Session } from '../session/session.js';
import type { Toasts } from '../toast/toasts.js';
import { words } from '../words/words.js';
import { graphOfLink, isShareLink } from './share-link.js';

/** What somebody sees who opens Moodwire for the first time. */
const FIRST = 'affective-edit';

export type Started = { readonly sessions: readonly [Session, ...Session[]]; readonly active: Session };

/**
 * What is open at the start: what was open before, and in front of it the graph that the address asks for, by its link
 * (`#graph=…`) or its name on the server (`?graph=NAME`); where there is none of these, the first example. What the
 * address asked for is taken out of it, so that loading the page anew does not open it again.
 */
export async function startSessions(deps: {
  readonly registry: Registry;
  readonly drafts: Pick<DraftStore, 'restoreDrafts'>;
  readonly toasts: Pick<Toasts, 'show'>;
  /** The address of the page, and what it asks for. */
  readonly url: URL;
  readonly asked: Promise<Asked | undefined>;
  /** Shows another address without loading it. */
  replaceAddress(address: string): void;
}): Promise<Started> {
  const { registry, drafts, toasts, url } = deps;
  const [restored, asked] = await Promise.all([drafts.restoreDrafts(), deps.asked]);
  const open = (graph: Graph, origin?: Origin): Session => createSession(graph, registry, origin);
  let sessions: readonly Session[] = restored.sessions;
  let active = restored.active;
  if (asked) {
    deps.replaceAddress(withoutGraph(url));
    const there = sessions.find((session) => 'name' in asked && session.origin.get().name === asked.name);
    if (there) active = there;
    else if ('problem' in asked) toasts.show({ tone: 'error', text: asked.problem });
    else {
      active = open(asked.graph, 'origin' in asked ? asked.origin : undefined);
      sessions = [...sessions, active];
    }
  }
  const [first, ...more] = sessions;
  if (first) return { sessions: [first, ...more], active: active ?? first };
  const started = await readSaved(FIRST).then(
    ({ graph, origin }) => open(graph, origin),
    (error: unknown) => {
      toasts.show({ tone: 'error', text: words().files.notOpened(FIRST, messageOf(error)) });
      return open(emptyGraph());
    },
  );
  return { sessions: [started], active: started };
}

/** What an address asks for, or why it cannot be opened. */
type Asked =
  | { readonly graph: Graph }
  | { readonly name: string; readonly graph: Graph; readonly origin: Origin }
  | { readonly problem: string; readonly name?: string };

/** Reads what the address of the page asks for. Never rejects. */
export async function askedFor(url: URL): Promise<Asked | undefined> {
  if (isShareLink(url.hash)) {
    const shared = await graphOfLink(url.hash);
    return shared.ok ? { graph: shared.graph } : { problem: shared.message };
  }
  const name = url.searchParams.get('graph');
  if (name === null || name === '') return undefined;
  try {
    return { name, ...(await readSaved(name)) };
  } catch (error) {
    return { name, problem: words().files.notOpened(name, messageOf(error)) };
  }
}

function withoutGraph(url: URL): string {
  const rest = new URL(url);
  rest.searchParams.delete('graph');
  return `${rest.pathname}${rest.search}${isShareLink(rest.hash) ? '' : rest.hash}`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
