import type { Session } from '../../session/session.js';

/** For a gesture that edits while it goes on: begins a step of its own, and gives what takes all of it back. */
export function comesBack({ document }: Session): () => void {
  document.settle();
  const { at } = document.history.get();
  return () => {
    document.settle();
    document.goTo(at);
  };
}
