import type { Value } from '../value/value.js';

export type StoredOutput = { readonly digest: string; readonly bytes: number };
export type Stored = { readonly outputs: Readonly<Record<string, StoredOutput>>; readonly milliseconds: number };
export class LostValue extends Error {}
export type Store = {
  find(key: string): Stored | undefined;
  read(digest: string): Promise<Value>;
  keep(
    keys: readonly string[],
    outputs: Readonly<Record<string, { digest: string; bytes: number; value(): Value | Promise<Value> }>>,
    milliseconds: number,
    done: () => void,
  ): void;
  settle(): Promise<void>;
  close(): Promise<void>;
};
