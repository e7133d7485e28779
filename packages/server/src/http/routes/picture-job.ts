import { HttpError } from '../../guard/http-error.js';
import { extractWorkflow } from '../../workflow/read-workflow.js';
import type { App } from '../app.js';
import { asked, graphFrom } from '../asked.js';
import type { Context } from '../context.js';
import { answers, jobSchema } from '../job-schema.js';
import { accepted } from './jobs.js';

/** A picture that carries its graph, run again. */
export function pictureJobRoute(app: App, context: Context): void {
  app.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: context.mostUpload }, (_, body, done) => {
    done(null, body);
  });

  app.post(
    '/jobs/from-picture',
    {
      bodyLimit: context.mostUpload,
      schema: {
        tags: ['jobs'],
        operationId: 'submitPicture',
        summary: 'Make a picture again, by the graph that it carries',
        description:
          'The body is a PNG, WebP or JPEG that Moodwire saved. The files that it was made from are found by their hashes.',
        response: answers({ 202: jobSchema }),
      },
    },
    async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) {
        throw new HttpError(415, 'no-picture', 'expected a picture as the body, with a type such as image/png');
      }
      const text = extractWorkflow(request.body);
      if (text === undefined) throw new HttpError(422, 'no-workflow', 'the picture carries no graph of Moodwire');
      return accepted(reply, context.queue.submit(await asked(context, graphFrom(parseJson(text)), {})));
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(422, 'no-workflow', 'what the picture carries is no JSON: it was damaged');
  }
}
