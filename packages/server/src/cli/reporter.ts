import { byteLength, type RunEvent } from '@moodwire/engine';
import { print, printEvent } from './say.js';

/** Shows what happens in a run. Everything but JSON goes to standard error: standard output is for results. */
export type Reporter = {
  event(event: RunEvent): void;
  /** A result, as the command's own last word on it. */
  result(line: string, json: Readonly<Record<string, unknown>>): void;
  /** Takes down what moves, before other text is written. */
  end(): void;
};

/** Bars on a terminal, plain lines elsewhere, unless JSON, each line with `fields`, or silence is asked for. */
export function createReporter(
  options: { readonly json?: boolean; readonly quiet?: boolean },
  fields: Readonly<Record<string, unknown>> = {},
): Reporter {
  if (options.json) return jsonReporter(fields);
  if (options.quiet) return { event() {}, result: (line) => print(line), end() {} };
  return process.stderr.isTTY ? barReporter() : lineReporter();
}

const tell = (text: string): void => void process.stderr.write(text);

/** `1.24 s` or `35 ms`. */
function duration(milliseconds: number): string {
  return milliseconds >= 1000 ? `${(milliseconds / 1000).toFixed(2)} s` : `${Math.round(milliseconds)} ms`;
}

/** Why a node failed is the command's last word, said once. */
function finishedLine(event: RunEvent): string | undefined {
  if (event.event === 'finished') return `✓ ${event.node}  ${duration(event.milliseconds)}`;
  if (event.event === 'cached') return `⚡ ${event.node}  cached`;
  return event.event === 'failed' ? `✗ ${event.node}` : undefined;
}

function jsonReporter(fields: Readonly<Record<string, unknown>>): Reporter {
  return {
    event(event) {
      const shown = event.event === 'preview' ? { ...event, value: { bytes: byteLength(event.value) } } : event;
      printEvent({ ...shown, ...fields });
    },
    result: (_line, json) => printEvent({ ...json, ...fields }),
    end() {},
  };
}

function lineReporter(): Reporter {
  return {
    event(event) {
      if (event.event === 'started') tell(`  ${event.node}…\n`);
      const line = finishedLine(event);
      if (line !== undefined) tell(`${line}\n`);
    },
    result: (line) => print(line),
    end() {},
  };
}

const BAR = 24;

/** Finished nodes as lines that stay; running ones as bars below them, drawn anew at each event. */
function barReporter(): Reporter {
  const running = new Map<string, { done: number; total: number }>();
  let drawn = 0;

  const clear = (): void => {
    if (drawn > 0) tell(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    const width = (process.stderr.columns ?? 80) - 1;
    for (const [node, { done, total }] of running) {
      const filled = total > 0 ? Math.round((done / total) * BAR) : 0;
      const steps = total > 0 ? ` ${Math.round((100 * done) / total)} %` : '';
      tell(`${`  ${node.padEnd(16)} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}${steps}`.slice(0, width)}\n`);
      drawn++;
    }
  };

  return {
    event(event) {
      if (event.event === 'planned' || event.event === 'preview' || event.event === 'cancelled') return;
      if (event.event === 'started') running.set(event.node, { done: 0, total: 0 });
      else if (event.event === 'progress') running.set(event.node, event);
      else running.delete(event.node);
      clear();
      const line = finishedLine(event);
      if (line !== undefined) tell(`${line}\n`);
      draw();
    },
    result(line) {
      clear();
      print(line);
      draw();
    },
    end() {
      clear();
      running.clear();
    },
  };
}
