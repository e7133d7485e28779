/** What a backend has done since it began. */
export type Counters = ReturnType<typeof createCounters>;

export function createCounters() {
  const began = Date.now();
  return {
    sessions: 0,
    refused: 0,
    runs: 0,
    nodesDone: 0,
    nodesFailed: 0,
    /** Of sessions that are over. */
    bytesIn: 0,
    bytesOut: 0,
    report() {
      const { sessions, refused, runs, nodesDone, nodesFailed } = this;
      return {
        upSeconds: Math.round((Date.now() - began) / 1000),
        sessions,
        refused,
        runs,
        nodes: { done: nodesDone, failed: nodesFailed },
      };
    },
  };
}
