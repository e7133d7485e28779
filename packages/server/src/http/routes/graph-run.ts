import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { fileReference } from '../../files/file-reference.js';
import { GraphError } from '../../graph/errors.js';
import { HttpError } from '../../guard/http-error.js';
import { servedAs } from '../../guard/served-as.js';
import { isOver, type Job, type JobOutput } from '../../queue/job.js';
import type { App } from '../app.js';
import { asked } from '../asked.js';
import type { Context } from '../context.js';
import { endOf } from '../end-of.js';
import { readFields } from '../interface-inputs.js';
import { answers, jobSchema } from '../job-schema.js';
import { savedGraph } from '../saved-graph.js';
import { takeUpload } from '../take-upload.js';

type FileOutput = Extract<JobOutput, { readonly kind: 'file' }>;

/** A saved graph as a web service: what a form holds goes in, and the picture comes out. */
export function graphRunRoute(app: App, context: Context): void {
  app.post(
    '/graphs/:name/run',
    {
      schema: {
        tags: ['graphs'],
        operationId: 'runGraph',
        summary: 'Run a saved graph and wait for its result',
        description:
          "A multipart form with one field for each input of the graph's interface, such as `photo`, `emotion` and `strength`; or JSON with `inputs`. With `Accept: image/*` the answer is the picture itself; otherwise the job. Whoever goes away before the answer cancels the job.",
        params: Type.Object({ name: Type.String({ maxLength: 200 }) }),
        querystring: Type.Object({
          output: Type.Optional(Type.String({ maxLength: 200, description: 'Which output is the answer' })),
        }),
        response: answers({ 200: jobSchema }),
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { graph } = await savedGraph(context, name);
      const form = request.isMultipart() ? await readForm(context, request, graph) : undefined;
      const inputs = form?.inputs ?? readJson(request.body);
      const job = context.queue.submit({ ...(await asked(context, graph, { inputs }, form?.problems)), name });
      const over = await untilOver(context, request, job.id);
      if (!wantsFile(request)) return over;
      return sendResult(context, over, request.query.output, reply);
    },
  );
}

function readJson(body: unknown): unknown {
  const given = (body ?? {}) as { readonly inputs?: unknown };
  const { inputs = {} } = given;
  if (typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs)) return inputs;
  throw new HttpError(400, 'bad-request', 'inputs: expected an object with a value for each input');
}

async function readForm(
  context: Context,
  request: FastifyRequest,
  graph: Parameters<typeof readFields>[0],
): Promise<ReturnType<typeof readFields>> {
  const fields = new Map<string, string>();
  const files = new Map<string, string>();
  for await (const part of request.parts({ limits: { fileSize: context.mostUpload } })) {
    if (fields.has(part.fieldname) || files.has(part.fieldname)) {
      throw new HttpError(400, 'bad-request', `${part.fieldname}: found twice, expected once`);
    }
    if (part.type === 'file') {
      files.set(part.fieldname, fileReference(await takeUpload(context, part.file, part.filename)));
    } else fields.set(part.fieldname, String(part.value));
  }
  return readFields(graph, context.registry, fields, files);
}

/** Waits for a job. When whoever asked goes away, nobody wants it any more. */
async function untilOver({ queue, stopping }: Context, request: FastifyRequest, id: string): Promise<Job> {
  using over = endOf(stopping);
  const { socket } = request;
  const leave = (): void => {
    over.abort();
    queue.cancel(id);
  };
  socket.once('close', leave);
  try {
    const job = await queue.ended(id, over.signal);
    if (job && isOver(job.state)) return job;
    throw new HttpError(503, 'stopping', `the server is stopping; job ${id} goes on when it is back`);
  } finally {
    socket.off('close', leave);
  }
}

function wantsFile({ headers, query }: FastifyRequest): boolean {
  const isNamed = typeof query === 'object' && query !== null && 'output' in query;
  return isNamed || /(^|,)\s*image\//.test(headers.accept ?? '');
}

function sendResult(
  { files }: Context,
  job: Job,
  output: string | undefined,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (job.state !== 'done') throw failureOf(job);
  const all = Object.entries(job.outputs ?? {});
  const picture = all.find(([name, one]) => name === (output ?? name) && one.kind === 'file' && isAnswer(one, output));
  if (!picture) {
    const names = all.filter(([, one]) => one.kind === 'file').map(([name]) => name);
    const what = output === undefined ? 'no picture among the outputs' : `no file of the output "${output}"`;
    throw new HttpError(406, 'no-picture', `found ${what}, expected one of ${names.join(', ') || 'none'}`);
  }
  const file = picture[1] as FileOutput;
  const [id = ''] = file.file.split('/');
  for (const [header, value] of Object.entries(servedAs(file.type, file.name))) void reply.header(header, value);
  void reply.header('x-moodwire-job', job.id);
  return files.path(id).then((path) => reply.sendFile(path, { contentType: false, cacheControl: false, etag: false }));
}

const isAnswer = ({ type }: FileOutput, output: string | undefined): boolean =>
  output !== undefined || type.startsWith('image/');

/** Why a job gave no result, as an answer. */
function failureOf({ id, state, problems, failures = [] }: Job): Error {
  if (problems && problems.length > 0) return new GraphError(undefined, problems);
  if (state === 'cancelled') return new HttpError(409, 'cancelled', `job ${id} was cancelled`);
  const lines = failures.map(({ node, message }) => (node === '' ? message : `${node}: ${message}`));
  return new HttpError(422, 'run-failed', lines.join('\n') || 'the run gave less than was asked for');
}
