import type { BackendTask, Handle, Value } from '@moodwire/engine';

/** What the app says to a device. `id` names one request until it is answered. */
export type ToDevice =
  | { readonly op: 'put'; readonly digest: string; readonly value: Value }
  | { readonly op: 'run'; readonly id: number; readonly task: BackendTask }
  | { readonly op: 'cancel'; readonly id: number }
  | { readonly op: 'fetch'; readonly id: number; readonly digest: string }
  /** The app gives back as many holds as it was given: one for each `put` and each result of a `done`. */
  | { readonly op: 'release'; readonly digest: string; readonly holds: number };

/** What a device says to the app. */
export type FromDevice =
  | { readonly op: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly op: 'preview'; readonly id: number; readonly value: Value }
  | { readonly op: 'done'; readonly id: number; readonly results: Readonly<Record<string, Handle>> }
  | { readonly op: 'value'; readonly id: number; readonly value: Value }
  | {
      readonly op: 'error';
      readonly id: number;
      readonly message: string;
      readonly expected: boolean;
      readonly stack: string;
    };
