import type { FastifyInstance } from 'fastify';
import { openEditorFiles } from '../editor-files.js';

const hidden = { schema: { hide: true } };

/** The editor, as it was built in a folder. */
export function editorRoutes(app: FastifyInstance, folder: string): void {
  const editor = openEditorFiles(folder);

  app.get('/', hidden, async (request, reply) => {
    if (await editor.send('index.html', false, request, reply)) return reply;
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);
  });

  app.get<{ Params: { '*': string } }>('/assets/*', hidden, async (request, reply) => {
    if (await editor.send(`assets/${request.params['*']}`, true, request, reply)) return reply;
    return reply.callNotFound();
  });

  // What stands beside the page, such as its icon.
  app.get<{ Params: { file: string } }>('/:file', hidden, async (request, reply) => {
    const { file } = request.params;
    if (file !== 'index.html' && (await editor.send(file, false, request, reply))) return reply;
    return reply.callNotFound();
  });
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Moodwire</title>
<h1>The editor is not built</h1>
<p>Run <code>npm run build</code> where Moodwire lies, or <code>npm start</code>, which builds what is missing; then load this page again.</p>
<p>The API is here nonetheless: <a href="/api/v1/docs">what it can do</a>.</p>
</html>
`;
