import { createContext, useContext } from 'react';
import type { Stage } from './stage.js';

export const StageContext = createContext<Stage | undefined>(undefined);

/** The stage on which a component is drawn. */
export function useStage(): Stage {
  const stage = useContext(StageContext);
  if (!stage) throw new Error('a node is drawn on a stage');
  return stage;
}
