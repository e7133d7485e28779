import { Type } from 'typebox';
import { HttpError } from '../../guard/http-error.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { answers, anyJson, jobId } from '../job-schema.js';
import { showValue } from '../shown-value.js';
import { shownSize } from '../small-picture.js';
import { whileAsked } from '../while-asked.js';

const described = Type.Union([
  Type.Object({ kind: Type.Literal('value'), value: anyJson('The value') }, { title: 'A small value' }),
  Type.Object(
    { kind: Type.Literal('list'), length: Type.Integer({ description: 'How many; `item` asks for one' }) },
    { title: 'A list' },
  ),
  Type.Object(
    {
      kind: Type.Literal('summary'),
      type: Type.String({ description: 'What it is, such as `latent`, `condition`, `unet`' }),
      name: Type.Optional(Type.String({ description: 'The name of a model' })),
      shape: Type.Optional(Type.Array(Type.Integer(), { description: 'The extents of its tensor' })),
      bytes: Type.Integer({ description: 'What it takes of memory' }),
    },
    { title: 'What only networks read' },
  ),
]);

/** What the nodes of a job gave, made for looking at. */
export function valueRoutes(app: App, { queue, looks, turns, stopping }: Context): void {
  app.get(
    '/jobs/:id/values/:node/:output',
    {
      schema: {
        tags: ['jobs'],
        operationId: 'lookAtValue',
        summary: 'What a node of a job gave at one of its outputs',
        description:
          'A picture or mask is WebP with its longer side at `size`, or whole as PNG with `size=0`; what is small is JSON; of all else it is said what it is. The answer comes from what is kept, or together with a run that is on its way; what is kept no longer is computed again, but for nodes that run for their effect. A picture that was saved is the one that feeds the node which saved it.',
        params: Type.Object({
          id: jobId,
          node: Type.String({
            minLength: 1,
            maxLength: 1000,
            description: "The node's id, or the path to it in subgraphs, whose slashes are written %2F",
            examples: ['decode'],
          }),
          output: Type.String({ minLength: 1, maxLength: 200, examples: ['image'] }),
        }),
        querystring: Type.Object({
          size: Type.Optional(shownSize),
          item: Type.Optional(Type.Integer({ minimum: 0, description: 'Which one of a list, from 0' })),
        }),
        response: answers({
          200: {
            description: 'The value',
            content: {
              'image/webp': { schema: {} },
              'image/png': { schema: {} },
              'application/json': { schema: described },
            },
          },
        }),
      },
    },
    async (request, reply) => {
      const { id, node, output } = request.params;
      const { size = 512, item } = request.query;
      const job = queue.whole(id);
      if (!job) throw new HttpError(404, 'no-such-job', `there is no job ${id}: it was deleted, or ended long ago`);
      using asked = whileAsked(request, stopping);
      return await turns.take(async () => {
        const value = await looks.valueAt(job, node, output, asked.signal);
        const shown = showValue(value, { size, ...(item !== undefined && { item }) });
        const isKnown = request.headers['if-none-match'] === shown.etag;
        const bytes = isKnown ? undefined : await shown.bytes();
        void reply.headers({ etag: shown.etag, 'cache-control': 'private, max-age=3600' });
        return bytes ? reply.type(shown.type).send(bytes) : reply.code(304).send();
      }, asked.signal);
    },
  );
}
