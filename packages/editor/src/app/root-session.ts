import type { Session, TrailStep } from '../session/session.js';
import { createStore } from '../store/store.js';

/** The session as it is at the graph itself, whichever subgraph the canvas draws: the form is always of the whole. */
export const rootSession = (session: Session): Session => ({
  ...session,
  trail: createStore<readonly TrailStep[]>([]),
});
