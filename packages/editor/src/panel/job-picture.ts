import { type FileOutput, type Job, type JobOutput, pictureUrl } from '../api/api.js';

const filesOf = (output: JobOutput): readonly FileOutput[] =>
  output.kind === 'file' ? [output] : output.kind === 'list' ? output.items.flatMap(filesOf) : [];

/** The files that a job made. */
export const jobFiles = ({ outputs }: Job): readonly FileOutput[] => Object.values(outputs ?? {}).flatMap(filesOf);

/** The first picture that a job made. */
export const jobPicture = (job: Job): FileOutput | undefined =>
  jobFiles(job).find(({ type }) => type.startsWith('image/'));

/** Where a job's picture is seen in small. */
export function jobThumbnail(job: Job): string | undefined {
  const picture = jobPicture(job);
  return picture && pictureUrl(picture.file, 256);
}

/** The first text that a job gave, for one that made no picture. */
export function jobText({ outputs }: Job): string | undefined {
  for (const output of Object.values(outputs ?? {})) {
    if (output.kind === 'value' && typeof output.value === 'string') return output.value;
  }
  return undefined;
}
