import type { Job, JobOutput } from '../api/api.js';

/** What a node does in a run, or what became of it. */
export type NodeRun =
  | { readonly state: 'queued' }
  | {
      readonly state: 'running';
      readonly since: number;
      readonly done?: number;
      readonly total?: number;
      /** Steps a second. */
      readonly rate?: number;
      /** What it shows on the way, as a URL of a picture. */
      readonly preview?: string;
      /** When it last told of a step. */
      readonly told?: number;
      /** Is it a subgraph, which does what the nodes in it do? */
      readonly isOfParts?: true;
    }
  | { readonly state: 'cached' }
  | { readonly state: 'done'; readonly milliseconds: number }
  | { readonly state: 'failed'; readonly message: string };

/** The last run of an open graph. Node ids inside subgraphs are paths: `soft/down`. */
export type GraphRun = {
  readonly job: string;
  readonly state: Job['state'];
  /** Is it one at preview size, while a slider moves? */
  readonly isPreview: boolean;
  readonly nodes: Readonly<Record<string, NodeRun>>;
  readonly outputs?: Readonly<Record<string, JobOutput>>;
  readonly failures: readonly { readonly node: string; readonly message: string }[];
  readonly started: number;
  readonly ended?: number;
};
