/** A value by its content: what nodes pass on, wherever the bytes are. `digest` is the SHA-256 of the content, in hex. */
export type Handle = { readonly digest: string; readonly bytes: number };
