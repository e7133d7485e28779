import type { Socket } from 'node:net';
import type { Handle, Value } from '@moodwire/engine';

export type Wire = { readonly op: string; readonly [field: string]: unknown };
type AboutNode = { readonly node: number };
export type Told = {
  readonly progress?: (message: AboutNode & { readonly done: number; readonly total: number }) => void;
  readonly preview?: (message: AboutNode & { readonly decoded: Value }) => void;
  readonly done?: (message: AboutNode & { readonly results: Readonly<Record<string, Handle>> }) => void;
  readonly failed?: (message: AboutNode & { readonly message: string; readonly isExpected: boolean }) => void;
};
export type Description = {
  readonly value: unknown;
  readonly arrays: readonly { readonly dtype: string; readonly shape: readonly number[] }[];
  readonly bytes: number;
};

export function encodeValue(value: Value): { readonly description: Description; readonly content: Buffer };
export function decodeValue(description: Description, content: Buffer): Value;
export function digestOf(value: Value): string;
export function frame(opcode: number, payload: Uint8Array, mask?: Uint8Array): Buffer;
export function chunk(transfer: number, offset: number, payload: Uint8Array, length?: number): Buffer;

export type OpenPipe = {
  readonly socket: Socket;
  write(opcode: number, payload: Uint8Array): boolean;
  text(message: object | string): boolean;
};
type PipeOptions = { readonly token?: string; readonly headers?: readonly string[]; readonly mask?: Uint8Array };
export function openPipe(
  url: string,
  on: { text(message: Wire): void; binary(bytes: Buffer): void; close(code: number): void },
  options?: PipeOptions,
): Promise<OpenPipe>;

export type ScriptClient = {
  readonly welcome: Wire;
  put(value: Value, digest?: string): string;
  run(nodes: readonly object[], told?: Told, priority?: number): Promise<Wire> & { readonly id: number };
  ask(message: Wire, told?: Told, content?: Buffer): Promise<Wire & { decoded?: Value }> & { readonly id: number };
  send(message: Wire, content?: Buffer): void;
  bye(): void;
  cut(): void;
};
export function connectClient(
  url: string,
  options?: PipeOptions & {
    readonly workspace?: string;
    readonly piece?: number;
    readonly on?: {
      lost?(digests: readonly string[]): void;
      failed?(error: Error): void;
      closed?(code: number): void;
    };
  },
): Promise<ScriptClient>;
