import { spawn } from 'node:child_process';

/**
 * Opens a page in the browser of whoever sits at this machine. It does nothing where nobody does: without a display, in
 * CI, and where the output is no terminal. What goes wrong is no trouble: the address is printed too.
 */
export function openBrowser(url: string): void {
  const [program, ...args] = opener(process.platform, url);
  if (program === undefined || !isSomebodyThere()) return;
  try {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.on('error', () => {});
    child.unref();
  } catch {
    // No such program, or no more processes.
  }
}

function isSomebodyThere(): boolean {
  const { CI, DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION } = process.env;
  const hasDisplay = process.platform === 'linux' ? Boolean(DISPLAY || WAYLAND_DISPLAY) : !SSH_CONNECTION;
  return process.stdout.isTTY && !CI && hasDisplay;
}

function opener(platform: NodeJS.Platform, url: string): readonly string[] {
  switch (platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      return ['cmd', '/c', 'start', '""', url];
    default:
      return ['xdg-open', url];
  }
}
