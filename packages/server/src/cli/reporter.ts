import { byteLength, type Failure, type RunEvent, stackText } from '@moodwire/engine';
import { barLines, type Steps } from './bars.js';
import { print, printEvent } from './say.js';

/** Shows what happens in a run. Everything but JSON goes to standard error: standard output is for results. */
export type Reporter = {
  /** For people as things happen; for machines the same on every run. */
  readonly events: 'in order' | 'at once';
  event(event: RunEvent): void;
  /** A result, as the command's own last word on it. */
  result(line: string, json: Readonly<Record<string, unknown>>): void;
  /** A remark for people. */
  note(line: string): void;
  /** The run is over, with these failures: takes down what moves, before other text is written. */
  end(failures: readonly Failure[]): void;
};

export type ReportFlags = { readonly json?: boolean; readonly quiet?: boolean; readonly debug?: boolean };

/** Bars on a terminal, plain lines elsewhere, unless JSON, each line with `fields`, or silence is asked for. */
export function createReporter(flags: ReportFlags, fields: Readonly<Record<string, unknown>> = {}): Reporter {
  if (flags.json) return jsonReporter(fields, flags.debug === true);
  if (flags.quiet) return { events: 'at once', event() {}, result: (line) => print(line), note() {}, end() {} };
  return process.stderr.isTTY ? barReporter() : lineReporter();
}

const tell = (text: string): void => void process.stderr.write(text);

/** `1.24 s` or `35 ms`. */
function duration(milliseconds: number): string {
  return milliseconds >= 1000 ? `${(milliseconds / 1000).toFixed(2)} s` : `${Math.round(milliseconds)} ms`;
}

/** Why a node failed is the command's last word, said once. */
function finishedLine(event: RunEvent): string | undefined {
  if (event.event === 'finished') {
    const where = event.on === undefined || event.on === 'local' ? '' : `  ${event.on}`;
    return `✓ ${event.node}  ${duration(event.milliseconds)}${where}`;
  }
  if (event.event === 'cached') return `⚡ ${event.node}  cached`;
  if (event.event === 'moved') return `! ${event.from} was lost (${event.why}): going on without it`;
  return event.event === 'failed' ? `✗ ${event.node}` : undefined;
}

/** With `debug` a failure has its stack, which is known once the run is over: from the first one on events wait for it. */
function jsonReporter(fields: Readonly<Record<string, unknown>>, debug: boolean): Reporter {
  const held: RunEvent[] = [];
  const say = (event: RunEvent, more: Readonly<Record<string, unknown>> = {}): void => {
    const shown = event.event === 'preview' ? { ...event, value: { bytes: byteLength(event.value) } } : event;
    printEvent({ ...shown, ...more, ...fields });
  };
  return {
    events: 'in order',
    event(event) {
      if (held.length > 0 || (debug && event.event === 'failed')) held.push(event);
      else say(event);
    },
    result: (_line, json) => printEvent({ ...json, ...fields }),
    note() {},
    end(failures) {
      for (const event of held.splice(0)) {
        const failure = event.event === 'failed' ? failures.find(({ node }) => node === event.node) : undefined;
        say(event, failure ? { stack: stackText(failure.error) } : {});
      }
    },
  };
}

/** As many lines are written of what runs inside one node: a loop or a map may have any number. */
const MOST_INSIDE = 100;

function lineReporter(): Reporter {
  const inside = new Map<string, number>();
  const tenths = new Map<string, number>();

  /** Is there room for a line on this node? Failures always have it. Says once where the room ends. */
  const hasRoom = ({ event, node }: Extract<RunEvent, { node: string }>): boolean => {
    const outer = node.split('/', 1)[0]!;
    if (node === outer || event === 'failed') return true;
    const count = (inside.get(outer) ?? 0) + 1;
    inside.set(outer, count);
    if (count === MOST_INSIDE + 1) tell(`  ${outer}/… goes on; only how far it is, and what fails, is said\n`);
    return count <= MOST_INSIDE;
  };
  /** How far a node is whose inside is not told of any more, at each tenth. */
  const tellProgress = ({ node, done, total }: Extract<RunEvent, { event: 'progress' }>): void => {
    const tenth = Math.floor((10 * done) / total);
    if ((inside.get(node) ?? 0) <= MOST_INSIDE || tenth <= (tenths.get(node) ?? 0)) return;
    tenths.set(node, tenth);
    tell(`  ${node} ${done} of ${total}\n`);
  };
  return {
    events: 'at once',
    event(event) {
      if (event.event === 'progress') return tellProgress(event);
      const line = event.event === 'started' ? `  ${event.node}…` : finishedLine(event);
      if (line !== undefined && (!('node' in event) || hasRoom(event))) tell(`${line}\n`);
    },
    result: (line) => print(line),
    note: (line) => tell(`${line}\n`),
    end() {},
  };
}

/** Finished nodes as lines that stay; running ones as bars below them, drawn anew at each event. */
function barReporter(): Reporter {
  const running = new Map<string, Steps>();
  let drawn = 0;

  const clear = (): void => {
    if (drawn > 0) tell(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    const lines = barLines(running, (process.stderr.columns ?? 80) - 1);
    for (const line of lines) tell(`${line}\n`);
    drawn = lines.length;
  };

  return {
    events: 'at once',
    event(event) {
      if (event.event === 'planned' || event.event === 'preview' || event.event === 'cancelled') return;
      if (event.event === 'sent' || event.event === 'received') return;
      if (event.event === 'started') running.set(event.node, { done: 0, total: 0 });
      else if (event.event === 'progress') running.set(event.node, event);
      else if (event.event === 'moved') running.clear();
      else running.delete(event.node);
      clear();
      // Of what runs inside a node only failures stay: a loop or a map has too much of it.
      const isInside = 'node' in event && event.node.includes('/') && event.event !== 'failed';
      const line = isInside ? undefined : finishedLine(event);
      if (line !== undefined) tell(`${line}\n`);
      draw();
    },
    result(line) {
      clear();
      print(line);
      draw();
    },
    note: (line) => tell(`${line}\n`),
    end() {
      clear();
      running.clear();
    },
  };
}
