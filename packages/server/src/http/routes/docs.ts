import type { Registry } from 'prom-client';
import { API_PAGE_CSS, apiPage } from '../api-page.js';
import type { App } from '../app.js';

/** The description of the API, for programs and for people, and what Prometheus reads. */
export function docsRoutes(app: App, metrics: Registry): void {
  let page: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/docs', { schema: { hide: true } }, async (_, reply) => {
    page ??= apiPage(app.swagger(), '/api/v1/docs.css');
    return reply.type('text/html; charset=utf-8').send(page);
  });
  app.get('/docs.css', { schema: { hide: true } }, async (_, reply) => {
    return reply.type('text/css; charset=utf-8').send(API_PAGE_CSS);
  });
  app.get(
    '/metrics',
    { schema: { tags: ['health'], operationId: 'getMetrics', summary: 'Measurements, as Prometheus reads them' } },
    async (_, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  );
}
