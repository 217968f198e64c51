import { CASES } from './cases.ts';
import { compare, summary, warmUp } from './compare.ts';
import { inTurn } from './costs/cost.ts';
import { choiceCosts, intrinsicCosts, jsonataCosts, pathCosts, templateCosts } from './costs/expressions.ts';
import { stateCosts } from './costs/states.ts';
import { compareWithRaw } from './raw-history.ts';
import { measureValidation } from './validation.ts';

export type AslFigures = Awaited<ReturnType<typeof measureAsl>>;

/** The language and the engine: beside aws-local-stepfunctions, beside the raw limit, and what each part costs. */
export async function measureAsl(tell: (step: string) => void) {
  tell('warming up');
  await warmUp(CASES);
  tell('comparing with aws-local-stepfunctions');
  const definitions = await inTurn(CASES, compare);
  const comparison = { ...summary(definitions), definitions };
  tell('comparing with the raw limit');
  const raw = await secondOf(() => inTurn(CASES, compareWithRaw));
  tell('states');
  const states = await secondOf(stateCosts);
  tell('expressions');
  const expressions = {
    paths: await pathCosts(),
    intrinsics: await intrinsicCosts(),
    choiceRules: await choiceCosts(),
    templates: await templateCosts(),
    jsonata: await jsonataCosts(),
  };
  tell('validation');
  const validation = await measureValidation();
  return { comparison, raw, states, expressions, validation };
}

/** What is measured first is not warm yet. */
async function secondOf<T>(measure: () => Promise<T>): Promise<T> {
  await measure();
  return measure();
}
