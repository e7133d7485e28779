import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { mediaType } from '../../files/media-type.js';
import { HttpError } from '../../guard/http-error.js';
import { shippedPhoto, shippedPhotos, shippedThumbnail } from '../../host/places.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { answers } from '../job-schema.js';
import { savedGraph } from '../saved-graph.js';
import { shownSize, smallPicture } from '../small-picture.js';
import { whileAsked } from '../while-asked.js';

const picture = { description: 'The picture', content: { 'image/*': { schema: {} } } };

/** Pictures that ship: the photographs that graphs name, and what the graphs make, in small. */
export function photoRoutes(app: App, context: Context): void {
  const { turns, stopping } = context;

  app.get(
    '/photos',
    {
      schema: {
        tags: ['files'],
        operationId: 'listPhotos',
        summary: 'List the photographs that ship, which every graph may name',
        response: answers({
          200: Type.Object({
            photos: Type.Array(
              Type.Object({
                file: Type.String({ description: 'Its name, which an input may be', examples: ['photos/coffee.jpg'] }),
                url: Type.String({ description: 'Where it is found here' }),
              }),
            ),
          }),
        }),
      },
    },
    async () => ({ photos: shippedPhotos().map((file) => ({ file, url: `/api/v1/${file}` })) }),
  );

  app.get(
    '/photos/:file',
    {
      schema: {
        tags: ['files'],
        operationId: 'getPhoto',
        summary: 'A photograph that ships; with `size`, scaled down, as WebP',
        params: Type.Object({ file: Type.String({ maxLength: 200, examples: ['coffee.jpg'] }) }),
        querystring: Type.Object({ size: Type.Optional(shownSize) }),
        response: answers({ 200: picture }),
      },
    },
    async (request, reply) => {
      const { file } = request.params;
      const path = shippedPhoto(`photos/${file}`);
      if (path === undefined) {
        const names = shippedPhotos().map((name) => basename(name));
        const message = `no photograph "${file}" ships with Moodwire: there are ${names.join(', ')}`;
        throw new HttpError(404, 'no-such-photo', message);
      }
      return await sendPicture(path, request.query.size ?? 0, request, reply);
    },
  );

  app.get(
    '/graphs/:name/thumbnail',
    {
      schema: {
        tags: ['graphs'],
        operationId: 'getThumbnail',
        summary: 'What a graph that ships makes, in small',
        params: Type.Object({ name: Type.String({ maxLength: 200 }) }),
        response: answers({ 200: picture }),
      },
    },
    async (request, reply) => {
      const { name, isShipped } = await savedGraph(context, request.params.name);
      const path = isShipped ? shippedThumbnail(name) : undefined;
      if (path === undefined) throw new HttpError(404, 'no-thumbnail', `there is no small picture of "${name}"`);
      return await sendPicture(path, 0, request, reply);
    },
  );

  /** A file that changes with an update alone. */
  async function sendPicture(
    path: string,
    size: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const facts = await stat(path);
    const etag = `"${Math.round(facts.mtimeMs)}-${facts.size}-${size}"`;
    const headers = { etag, 'cache-control': 'private, max-age=3600' };
    if (request.headers['if-none-match'] === etag) return reply.headers(headers).code(304).send();
    if (size > 0) {
      using asked = whileAsked(request, stopping);
      const small = await turns.take(() => smallPicture(path, size), asked.signal);
      return reply.headers(headers).type('image/webp').send(small);
    }
    const bytes = await readFile(path);
    return reply
      .headers(headers)
      .type(mediaType(bytes.subarray(0, 4096), bytes.length))
      .send(bytes);
  }
}
