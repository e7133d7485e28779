import { sniff, workflowIn } from '@moodwire/nodes';

/** The text of the graph that a PNG, WebP or JPEG carries; it may be damaged, or anybody's. */
export function extractWorkflow(bytes: Uint8Array): string | undefined {
  const kind = sniff(bytes, '');
  return 'format' in kind ? workflowIn(bytes, kind.format) : undefined;
}

/** Is it a picture, by its first bytes? */
export const isPicture = (bytes: Uint8Array): boolean => 'format' in sniff(bytes, '');
