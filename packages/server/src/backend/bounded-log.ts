/** So many lines are written in each stretch of time. */
const MOST_LINES = 100;
const STRETCH_MS = 10_000;

export type BoundedLog = {
  line(text: string): void;
  /** Says what was left out until now. */
  end(): void;
};

/** A log that no stranger can fill: of what is too much in a short time only the number is written. */
export function createBoundedLog(write: (line: string) => void): BoundedLog {
  let lines = 0;
  let leftOut = 0;
  let timer: NodeJS.Timeout | undefined;

  function end(): void {
    clearTimeout(timer);
    timer = undefined;
    if (leftOut > 0) write(`${leftOut} lines more were left out: too many at once`);
    lines = 0;
    leftOut = 0;
  }

  return {
    line(text) {
      timer ??= setTimeout(end, STRETCH_MS).unref();
      if (++lines > MOST_LINES) leftOut++;
      else write(text);
    },
    end,
  };
}
