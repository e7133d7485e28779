import { modelRoots, receivedModelsFolder } from '../host/places.js';
import { type SurveyedModel, surveyModels } from '../model/survey.js';
import { sizeText } from '../text/size.js';
import { CommandError, EXIT } from './exit.js';
import { print, printable, printEvent } from './say.js';

export type ModelsFlags = { readonly json?: boolean; readonly verify?: boolean };

/** `moodwire models`: what lies in the folders of models, and what is wrong with it. */
export async function modelsCommand({ json, verify = false }: ModelsFlags): Promise<void> {
  const received = receivedModelsFolder();
  const models = [...(await surveyModels(modelRoots(), verify)), ...(await surveyModels([received], verify))];
  if (json) for (const model of models) printEvent({ event: 'model', ...model });
  else if (models.length === 0) print(printable(`no models in ${[...modelRoots(), received].join(', ')}`));
  else for (const line of table(models.map((model) => row(model, received, verify)))) print(printable(line));
  const problems = models.flatMap((model) => model.problems);
  if (problems.length === 0) return;
  const message = json ? `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}` : problems;
  throw new CommandError(message, EXIT.wrong);
}

function row(model: SurveyedModel, received: string, verify: boolean): string[] {
  const { name, folder, files, bytes, precisions, isHidden, problems } = model;
  const offered = Object.entries(precisions).map(([precision, parts]) =>
    precision === 'float32' ? precision : `${precision} (${parts.join(', ')})`,
  );
  const notes = [
    ...(problems.length > 0 ? ['not usable'] : verify ? ['sound'] : []),
    ...(folder.startsWith(received) ? ['received'] : isHidden ? ['hidden by the one above'] : []),
  ];
  return [
    name,
    files > 0 ? `${sizeText(bytes)} in ${files} files` : '',
    offered.join(', '),
    folder,
    notes.length > 0 ? `(${notes.join(', ')})` : '',
  ];
}

/** Rows with their columns below each other. */
function table(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .filter((_, column) => widths[column]! > 0)
      .join('  ')
      .trimEnd(),
  );
}
