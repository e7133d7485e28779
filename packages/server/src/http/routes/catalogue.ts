import { messageOf } from '@moodwire/engine';
import { backendsSchema, cacheSchema, modelsSchema, nodesSchema } from '../../catalogue/catalogue-schema.js';
import { describeNode } from '../../catalogue/describe-node.js';
import { modelRoots } from '../../host/places.js';
import { surveyModels } from '../../model/survey.js';
import type { App } from '../app.js';
import type { Context } from '../context.js';
import { answers } from '../job-schema.js';
import { readyAnswer } from '../ready-answer.js';

/** How long a backend is waited for that is asked how it is. */
const PATIENCE_MS = 3000;

/** What there is to work with: nodes, models, kept results, and other machines. */
export function catalogueRoutes(app: App, { registry, backends, engine, store }: Context): void {
  const nodes = registry.types.map((type) => describeNode(registry.get(type)!));
  const catalogue = readyAnswer(JSON.stringify({ nodes, problems: registry.problems }));

  app.get(
    '/nodes',
    {
      schema: {
        tags: ['nodes'],
        operationId: 'listNodes',
        summary: 'All nodes, with their inputs, params and outputs',
        response: answers({ 200: nodesSchema }),
      },
    },
    async (request, reply) => catalogue(request, reply),
  );

  app.get(
    '/models',
    {
      schema: {
        tags: ['models'],
        operationId: 'listModels',
        summary: 'The models that nodes can use, and what is wrong with what is not usable',
        response: answers({ 200: modelsSchema }),
      },
    },
    async () => {
      const models = await surveyModels(modelRoots(), false);
      const shown = models.filter(({ isHidden }) => !isHidden);
      return {
        models: shown.map(({ name, folder, files, bytes, precisions, problems }) => {
          // Where it lies is nobody's concern who asks over a network.
          return { name, files, bytes, precisions, problems: problems.map((text) => text.replaceAll(folder, name)) };
        }),
      };
    },
  );

  async function cacheStats() {
    const { values, bytes, limit } = await store.stats();
    const { usage } = engine;
    return { disk: { values, bytes, limit }, memory: { values: usage.values, bytes: usage.cachedBytes } };
  }

  app.get(
    '/cache',
    {
      schema: {
        tags: ['cache'],
        operationId: 'getCache',
        summary: 'What is kept of results, so that they need not be computed again',
        response: answers({ 200: cacheSchema }),
      },
    },
    cacheStats,
  );

  app.delete(
    '/cache',
    {
      schema: {
        tags: ['cache'],
        operationId: 'clearCache',
        summary: 'Forget all kept results; jobs compute them again',
        response: answers({ 200: cacheSchema }),
      },
    },
    async () => {
      engine.forget();
      await store.clear();
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
        response: answers({ 200: backendsSchema }),
      },
    },
    async () => ({
      backends: await Promise.all(
        backends.map(async (backend) => {
          try {
            return { name: backend.name, stats: await inTime(backend.stats()) };
          } catch (error) {
            return { name: backend.name, problem: messageOf(error) };
          }
        }),
      ),
    }),
  );
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
