import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { StoredFile } from '../../files/file-store.js';
import { HttpError } from '../../guard/http-error.js';
import { servedAs } from '../../guard/served-as.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { describeFile, fileId, fileSchema } from '../file-schema.js';
import { answers } from '../job-schema.js';
import { notSmaller, shownSize, smallPicture } from '../small-picture.js';
import { takeUpload } from '../take-upload.js';
import { whileAsked } from '../while-asked.js';

const tags = ['files'];

const byId = Type.Object({ id: fileId });
const byName = Type.Object({ id: fileId, name: Type.String({ maxLength: 600 }) });

/** Files: photos that come in and results, each under the hash of its bytes. */
export function fileRoutes(app: App, context: Context): void {
  const { files, turns, stopping } = context;

  async function scaled(request: FastifyRequest, file: StoredFile, path: string, size: number): Promise<Buffer> {
    if (!file.type.startsWith('image/')) throw notSmaller();
    using asked = whileAsked(request, stopping);
    return await turns.take(() => smallPicture(path, size), asked.signal);
  }

  app.post(
    '/files',
    {
      schema: {
        tags,
        operationId: 'uploadFile',
        summary: 'Upload a file',
        description:
          'The body is the file itself, with its name in `name`; or a multipart form with one file. The same bytes are stored once.',
        querystring: Type.Object({ name: Type.Optional(Type.String({ maxLength: 600 })) }),
        response: answers({ 201: fileSchema }),
      },
    },
    async (request, reply) => {
      const file = await receive(request.query.name);
      void reply.code(201).header('location', describeFile(file).url);
      return describeFile(file);

      async function receive(name: string | undefined): Promise<StoredFile> {
        if (!request.isMultipart()) return takeUpload(context, request.body as Readable, name ?? 'upload');
        const part = await request.file({ limits: { fileSize: context.mostUpload, files: 1 } });
        if (!part) throw new HttpError(400, 'bad-request', 'found a form without a file, expected one with a file');
        return takeUpload(context, part.file, name ?? part.filename);
      }
    },
  );

  app.get(
    '/files',
    {
      schema: {
        tags,
        operationId: 'listFiles',
        summary: 'List files, the newest first',
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
          before: Type.Optional(fileId),
        }),
        response: answers({
          200: Type.Object({
            files: Type.Array(fileSchema),
            usage: Type.Object({ files: Type.Integer(), bytes: Type.Integer(), maxBytes: Type.Integer() }),
          }),
        }),
      },
    },
    async ({ query }) => {
      const [list, usage] = await Promise.all([files.list(query), files.usage()]);
      return { files: list.map(describeFile), usage };
    },
  );

  for (const [path, params] of [
    ['/files/:id', byId],
    ['/files/:id/:name', byName],
  ] as const) {
    app.get(
      path,
      {
        schema: {
          tags,
          operationId: path.endsWith('name') ? 'getNamedFile' : 'getFile',
          summary: 'The bytes of a file, or the ranges of them that are asked for',
          description:
            'What browsers would run, such as HTML and SVG, is served as a download. With `size`, a picture is scaled down, as WebP.',
          params,
          querystring: Type.Object({ size: Type.Optional(shownSize) }),
          response: answers({ 200: { description: 'The file', content: { '*/*': { schema: {} } } } }),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const file = found(await files.get(id), id);
        const name = 'name' in request.params ? String(request.params.name) : file.name;
        const { size = 0 } = request.query;
        const path = await files.path(id);
        const etag = size === 0 ? `"${id}"` : `"${id}-${size}"`;
        const isKnown = request.headers['if-none-match'] === etag;
        const small = size > 0 && !isKnown ? await scaled(request, file, path, size) : undefined;
        for (const [header, value] of Object.entries(servedAs(file.type, name))) void reply.header(header, value);
        // Under its hash a file never changes.
        void reply.header('etag', etag).header('cache-control', 'private, max-age=31536000, immutable');
        if (isKnown) return reply.code(304).send();
        if (small) return reply.type('image/webp').send(small);
        return reply.sendFile(path, { contentType: false, cacheControl: false, etag: false });
      },
    );
  }

  app.delete(
    '/files/:id',
    {
      schema: {
        tags,
        operationId: 'deleteFile',
        summary: 'Delete a file; jobs and graphs that name it no longer find it',
        params: byId,
        response: answers({ 204: Type.Null() }),
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await files.remove(id))) found(undefined, id);
      return reply.code(204).send(null);
    },
  );
}

function found<T>(file: T | undefined, id: string): T {
  if (file !== undefined) return file;
  throw new HttpError(404, 'no-such-file', `there is no file ${id}: upload it, or run the job that makes it again`);
}
