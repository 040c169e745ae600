import type { Figures, SavingsInputs } from '../../model/savings.ts';
import type { FigurePath } from '../../model/settings-savings.ts';

/** A figure whose setting has a default. Throws for one that is unknown: those are read from `figures` itself. */
export function figure(figures: Figures, path: FigurePath): number {
  const value = figures[path];
  if (value === null) throw new Error(`${path} is unknown`);
  return value;
}

/** The same inputs with other figures. */
export function withFigures(inputs: SavingsInputs, changes: Readonly<Partial<Figures>>): SavingsInputs {
  return { ...inputs, figures: { ...inputs.figures, ...changes } };
}
