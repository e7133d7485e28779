import { modelRoots } from '../host/places.js';
import { surveyModels } from '../model/survey.js';
import type { Finding } from './finding.js';

/** Which models can be used, and what is wrong with the others? */
export async function checkModels(): Promise<Finding[]> {
  const models = await surveyModels(modelRoots(), false);
  const usable = models.filter(({ problems, isHidden }) => problems.length === 0 && !isHidden);
  const whole: Finding =
    usable.length > 0
      ? { what: 'models', state: 'ok', found: usable.map(({ name }) => name).join(', ') }
      : { what: 'models', state: 'wrong', found: 'none that can be used', advice: `put one into ${modelRoots()[0]}` };
  const broken = models
    .filter(({ problems }) => problems.length > 0)
    .map(({ name, problems }): Finding => {
      const advice = 'see moodwire models --verify; copy it again, or remove it';
      return { what: `model ${name}`, state: 'warning', found: problems.join('; '), advice };
    });
  return [whole, ...broken];
}
