/** One end of a wire: an output, input or param of a node, written `node.port`. */
export type Endpoint = { readonly node: string; readonly port: string };

/** Reads `node.port`; ids and port names hold no dot. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const dot = text.indexOf('.');
  if (dot < 1 || dot === text.length - 1 || text.indexOf('.', dot + 1) !== -1) return undefined;
  return { node: text.slice(0, dot), port: text.slice(dot + 1) };
}
