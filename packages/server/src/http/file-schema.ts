import { Type } from 'typebox';
import { fileReference } from '../files/file-reference.js';
import type { StoredFile } from '../files/file-store.js';
import { fileUrl } from '../queue/job-outputs.js';

export const fileId = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: "The SHA-256 of the file's bytes",
});

export const fileSchema = Type.Object(
  {
    id: fileId,
    file: Type.String({ description: "Its reference, which a graph's input may be" }),
    url: Type.String({ description: 'Where it is found here' }),
    name: Type.String(),
    type: Type.String({ description: 'Its media type, by its bytes' }),
    bytes: Type.Integer(),
    origin: Type.Enum(['upload', 'result', 'input'], { description: 'Where it is from' }),
    created: Type.Integer({ description: 'When it was first stored, in milliseconds since 1970' }),
  },
  { title: 'File' },
);

/** A stored file as it is told of. */
export const describeFile = (file: StoredFile) => ({
  ...file,
  file: fileReference(file),
  url: fileUrl(file.id, file.name),
});
