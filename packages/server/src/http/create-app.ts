import multipart from '@fastify/multipart';
import files from '@fastify/static';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { type GuardOptions, guard, guardedServerOptions, refuse } from '../guard/guard.js';
import { editorFolder } from '../host/places.js';
import type { App } from './app.js';
import type { Context } from './context.js';
import { createMetrics } from './metrics.js';
import { catalogueRoutes } from './routes/catalogue.js';
import { docsRoutes } from './routes/docs.js';
import { editorRoutes } from './routes/editor.js';
import { eventRoutes } from './routes/events.js';
import { fileRoutes } from './routes/files.js';
import { graphRunRoute } from './routes/graph-run.js';
import { graphRoutes } from './routes/graphs.js';
import { healthRoute } from './routes/health.js';
import { jobRoutes } from './routes/jobs.js';
import { photoRoutes } from './routes/photos.js';
import { pictureJobRoute } from './routes/picture-job.js';
import { valueRoutes } from './routes/values.js';
import { takeSockets } from './sockets.js';

export type AppOptions = {
  readonly context: Context;
  readonly guard: GuardOptions;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly version: string;
};

/** The editor and the HTTP and WebSocket API, with its description at `/api/v1/openapi.json` and a readable page of it. */
export async function createApp({ context, guard: guardOptions, tls, version }: AppOptions): Promise<App> {
  const { http, ...safe } = guardedServerOptions(guardOptions);
  const app = fastify({
    ...safe,
    ...(tls ? { https: { ...tls, ...http } } : { http }),
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as App;
  // The schemas of answers describe them; what an answer holds is not cut down to them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  await guard(app, guardOptions);
  const metrics = createMetrics(app, context);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Moodwire', version, description: 'Run graphs of nodes, watch them, and fetch what they make.' },
      tags: [],
    },
  });
  await app.register(files, { root: '/', serve: false });
  await app.register(
    async (scope: App) => {
      jobRoutes(scope, context);
      valueRoutes(scope, context);
      eventRoutes(scope, context);
      graphRoutes(scope, context);
      photoRoutes(scope, context);
      catalogueRoutes(scope, context);
      healthRoute(scope, context);
      docsRoutes(scope, metrics);
      await scope.register(async (uploads: App) => {
        await uploads.register(multipart, { limits: { fields: 200, files: 50, fieldSize: 2 ** 20, parts: 250 } });
        uploads.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
        fileRoutes(uploads, context);
        graphRunRoute(uploads, context);
      });
      await scope.register(async (pictures: App) => pictureJobRoute(pictures, context));
    },
    { prefix: '/api/v1' },
  );
  editorRoutes(app, editorFolder());
  const sockets = takeSockets(app.server, context, (request) => refuse(request, guardOptions));
  app.addHook('preClose', async () => sockets.close());
  return app;
}
