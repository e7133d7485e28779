import type { History } from '../document/document-store.js';
import type { TrailStep, Viewport } from '../session/session.js';

/** An open graph as it is kept in this browser: all but its content, which is kept beside it. */
export type Draft = {
  readonly id: string;
  readonly origin: { readonly name?: string; readonly revision?: string; readonly isShipped: boolean };
  readonly viewport: Viewport;
  readonly trail: readonly TrailStep[];
  /** Its place among the tabs. */
  readonly order: number;
  readonly isActive: boolean;
  /** When it was kept, in milliseconds since 1970. */
  readonly changed: number;
  /** When somebody closed it; it can be opened again for a while. */
  readonly closed?: number;
  readonly title?: string;
};

/** What a draft holds. */
export type DraftContent = {
  readonly id: string;
  readonly text: string;
  /** The graph as it is saved on the server; `same` where that is what it holds, nothing where it is saved nowhere. */
  readonly saved?: 'same' | { readonly text: string };
  readonly history: History;
};

export type KeptDraft = { readonly draft: Draft; readonly content?: DraftContent };
