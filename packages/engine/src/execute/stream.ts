import type { RunEvent } from './events.js';

/** Events for one reader, kept until they are read. Previews are kept only while somebody reads. */
export function createStream() {
  let events: RunEvent[] = [];
  let reader: 'none' | 'reading' | 'gone' = 'none';
  let ended = false;
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
      reader = 'reading';
      return read();
    },
    push(event: RunEvent): void {
      if (reader === 'gone' || (reader === 'none' && event.event === 'preview')) return;
      events.push(event);
      wake();
    },
    end(): void {
      ended = true;
      wake();
    },
  };
}
