import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where Chromium is: as `$MOODWIRE_CHROMIUM` says, else on the path. @throws when there is none, with what to do */
export function findChromium({ MOODWIRE_CHROMIUM, PATH = '' } = process.env) {
  if (MOODWIRE_CHROMIUM) {
    if (isRunnable(MOODWIRE_CHROMIUM)) return MOODWIRE_CHROMIUM;
    throw new Error(`$MOODWIRE_CHROMIUM is ${MOODWIRE_CHROMIUM}, which is no program that can be run: correct it.`);
  }
  for (const name of NAMES) {
    for (const folder of PATH.split(delimiter)) {
      const path = join(folder, name);
      if (folder && isRunnable(path)) return path;
    }
  }
  throw new Error(
    `no browser: looked for ${NAMES.join(', ')} on the path. Install Chromium, such as by \`apt install chromium\` or ` +
      '`brew install --cask chromium`, or set MOODWIRE_CHROMIUM to where it is.',
  );
}

function isRunnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser that waits for no screen, so that frames show what they cost. */
export function openBrowser() {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const pace = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', ...quiet, ...pace],
  });
}
