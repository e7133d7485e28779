import { createHash } from 'node:crypto';
import { BackendList, backendList } from '../../catalogue/backends.js';
import { CacheStats, cacheStats, clearCache } from '../../catalogue/cache.js';
import { ModelList, modelList } from '../../catalogue/models.js';
import { NodeCatalogue, nodeCatalogue } from '../../catalogue/nodes.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { answers } from '../job-schema.js';

/** What there is to work with: nodes, models, kept results, and other machines. */
export function catalogueRoutes(app: App, { registry, backends }: Context): void {
  const nodes = nodeCatalogue(registry);
  const text = JSON.stringify(nodes);
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;

  app.get(
    '/nodes',
    {
      schema: {
        tags: ['nodes'],
        operationId: 'listNodes',
        summary: 'All nodes, with their inputs, params and outputs',
        response: answers({ 200: NodeCatalogue }),
      },
    },
    async (request, reply) => {
      void reply.header('etag', etag).header('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      void reply.type('application/json; charset=utf-8');
      return reply.send(text);
    },
  );

  app.get(
    '/models',
    {
      schema: {
        tags: ['models'],
        operationId: 'listModels',
        summary: 'The models that nodes can use, and what is wrong with what is not usable',
        response: answers({ 200: ModelList }),
      },
    },
    async () => modelList(),
  );

  app.get(
    '/cache',
    {
      schema: {
        tags: ['cache'],
        operationId: 'getCache',
        summary: 'What is kept of results, on disk',
        response: answers({ 200: CacheStats }),
      },
    },
    async () => cacheStats(),
  );

  app.delete(
    '/cache',
    {
      schema: {
        tags: ['cache'],
        operationId: 'clearCache',
        summary: 'Forget all kept results; jobs compute them again',
        response: answers({ 200: CacheStats }),
      },
    },
    async () => {
      await clearCache();
      return cacheStats();
    },
  );

  app.get(
    '/backends',
    {
      schema: {
        tags: ['backends'],
        operationId: 'listBackends',
        summary: 'The other machines that run nodes, and what they hold and do',
        response: answers({ 200: BackendList }),
      },
    },
    async () => backendList(backends),
  );
}
