import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from './context.js';

/** What Prometheus reads: the process, requests, jobs, files and results. */
export function createMetrics(app: FastifyInstance, { queue, engine }: Pick<Context, 'queue' | 'engine'>): Registry {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'moodwire_http_request_seconds',
    help: 'How long requests took, by route',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
    registers,
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const labels = { method, route: routeOptions.url ?? 'none', status: String(reply.statusCode) };
    requests.observe(labels, reply.elapsedTime / 1000);
  });

  new Gauge({
    name: 'moodwire_jobs',
    help: 'Jobs by state; those that ended are counted as long as they are kept',
    labelNames: ['state'] as const,
    registers,
    collect() {
      for (const [state, count] of Object.entries(queue.count())) this.set({ state }, count);
    },
  });
  new Counter({
    name: 'moodwire_events_total',
    help: 'Events of all jobs that ever were',
    registers,
    collect() {
      this.reset();
      this.inc(queue.events.newest);
    },
  });
  new Gauge({
    name: 'moodwire_cached_bytes',
    help: 'Bytes of results kept in memory',
    registers,
    collect() {
      this.set(engine.usage.cachedBytes);
    },
  });
  return registry;
}
