import WebSocket from 'ws';

export type Watched = {
  readonly watchers: number;
  readonly events: number;
  readonly lost: number;
  readonly outOfOrder: number;
  readonly p99Ms: number;
};

type Seen = { readonly seq?: number; readonly at?: number; readonly event: string; readonly state?: string };

/** Lets some clients watch one job over WebSockets from its beginning to its end, and tells how it reached them. */
export async function watchJob(api: string, id: string, watchers: number): Promise<Watched> {
  const delays: number[] = [];
  let outOfOrder = 0;
  const watch = (): Promise<number[]> =>
    new Promise((resolve, reject) => {
      const began = Date.now();
      const socket = new WebSocket(`${api.replace('http', 'ws')}/jobs/${id}/events`);
      const seqs: number[] = [];
      socket.on('error', reject);
      socket.on('close', () => resolve(seqs));
      socket.on('message', (data) => {
        const { seq, at = 0 } = JSON.parse(String(data)) as Seen;
        if (seq === undefined) return;
        // What had happened before it watched could not come sooner.
        if (at >= began) delays.push(Date.now() - at);
        if (seq <= (seqs.at(-1) ?? 0)) outOfOrder++;
        seqs.push(seq);
      });
    });
  const all = await Promise.all(Array.from({ length: watchers }, watch));
  const every = new Set(all.flat());
  const lost = all.reduce((sum, seqs) => sum + every.size - new Set(seqs).size, 0);
  delays.sort((a, b) => a - b);
  return { watchers, events: every.size, lost, outOfOrder, p99Ms: delays[Math.floor(delays.length * 0.99)] ?? 0 };
}
