import type { RunEvent } from './events.js';

/** Events for one reader, kept until they are read. */
export function createStream() {
  let events: RunEvent[] = [];
  let reader: 'none' | 'reading' | 'gone' = 'none';
  let ended = false;
  let wasMissed = false;
  let wake: () => void = () => {};
  async function* read(): AsyncGenerator<RunEvent, void, void> {
    try {
      for (;;) {
        const batch = events;
        events = [];
        yield* batch;
        if (events.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      reader = 'gone';
      events = [];
    }
  }
  return {
    iterate(): AsyncGenerator<RunEvent, void, void> {
      // Two readers would each get some of the events, and one of them would wait for ever.
      if (reader !== 'none') throw new Error('the events of a run can be read once');
      if (wasMissed) throw new Error('begin to read the events of a run before you await anything else');
      reader = 'reading';
      return read();
    },
    /** The run begins: who does not read by now is not waited for. */
    begin(): boolean {
      wasMissed = reader === 'none';
      return !wasMissed;
    },
    push(event: RunEvent): void {
      if (reader !== 'reading') return;
      events.push(event);
      wake();
    },
    end(): void {
      ended = true;
      wake();
    },
  };
}
