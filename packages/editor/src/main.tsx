import { createRoot } from 'react-dom/client';
import './theme/tokens.css';
import './shell/shell.css';
import { Shell } from './shell/shell.js';
import { StartFailed } from './shell/start-failed.js';
import { start } from './start/start.js';

const root = createRoot(document.getElementById('root')!);

start().then(
  (editor) => root.render(<Shell editor={editor} />),
  (error: unknown) => root.render(<StartFailed error={error} />),
);
