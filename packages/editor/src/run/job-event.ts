/** An event of the server's stream, docs: GET /api/v1/events. */
export type JobEvent = {
  readonly event: string;
  readonly job?: string;
  readonly at?: number;
  readonly seq?: number;
  readonly node?: string;
} & Readonly<Record<string, unknown>>;
