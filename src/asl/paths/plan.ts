import type { Json } from '../json.ts';
import { acceptsItem } from './accept.ts';
import { failRun, type Plan, type Run, type Step, startRun } from './run.ts';
import { filterStep } from './steps/filter-step.ts';
import { functionStep } from './steps/function-step.ts';
import { indexesStep } from './steps/indexes-step.ts';
import { namesStep } from './steps/names-step.ts';
import type { Place } from './steps/place.ts';
import { scanStep } from './steps/scan-step.ts';
import { sliceStep } from './steps/slice-step.ts';
import { wildcardStep } from './steps/wildcard-step.ts';
import {
  isDefinitePath,
  isDefiniteToken,
  type Parameter,
  type ParsedPath,
  pathText,
  type Token,
  tokenText,
} from './token.ts';

const plans = new WeakMap<ParsedPath, Plan>();

/** The plan of a path; paths in filters and arguments are planned once, when they are first needed. */
export function planOf(path: ParsedPath): Plan {
  const known = plans.get(path);
  if (known !== undefined) return known;
  const plan = makePlan(path);
  plans.set(path, plan);
  return plan;
}

function makePlan(path: ParsedPath): Plan {
  const step = stepsOf(path)[0];
  const isDefinite = isDefinitePath(path);
  return (start, run) => {
    if (step === undefined) return start;
    if (!step(start, run)) return undefined;
    if (!isDefinite) return run.results;
    const last = run.results.at(-1);
    if (last === undefined) failRun(run, `No results for path: ${pathText(path)}`);
    return last;
  };
}

/** The steps of all tokens; each one holds the next, so the first is all it takes to run the path. */
function stepsOf(path: ParsedPath): readonly Step[] {
  const { tokens } = path;
  const steps: Step[] = [];
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token !== undefined) steps[at] = stepOf(token, path, at, steps);
  }
  return steps;
}

function stepOf(token: Token, path: ParsedPath, at: number, steps: readonly Step[]): Step {
  const place = placeOf(path, at, steps[at + 1]);
  switch (token.type) {
    case 'names':
      return namesStep(token.names, tokenText(token), place);
    case 'indexes':
      return indexesStep(token.indexes, place);
    case 'slice':
      return sliceStep(token.from, token.to, place);
    case 'wildcard':
      return wildcardStep(place);
    case 'filter':
      return filterStep(token.filter, place);
    case 'function':
      return functionStep(token.name, token.parameters, place);
    case 'scan':
      return scanOf(path, at, steps, place);
  }
}

function scanOf(path: ParsedPath, at: number, steps: readonly Step[], place: Place): Step {
  const token = path.tokens[at + 1];
  const step = steps[at + 1];
  if (token === undefined || step === undefined) return () => true;
  return scanStep({ token, step, after: steps[at + 2] }, place);
}

function placeOf(path: ParsedPath, at: number, next: Step | undefined): Place {
  const { tokens } = path;
  return {
    next,
    isUpstreamDefinite: tokens.slice(0, at).every((token) => isDefiniteToken(token, false)),
    textBefore: () => pathText({ ...path, tokens: tokens.slice(0, at) }),
    textFrom: () => tokens.slice(at).map(tokenText).join(''),
    accepts: (filter, item, run) => acceptsItem(filter, item, run, planOf),
    parameterValues,
  };
}

/** Arguments that are paths start at the root of the document. Undefined where one of them fails. */
function parameterValues(parameters: readonly Parameter[], run: Run): readonly Json[] | undefined {
  const values: Json[] = [];
  for (const parameter of parameters) {
    if ('literal' in parameter) values.push(parameter.literal);
    else {
      const inner = startRun(run.document, run.isStrict, run);
      const value = planOf(parameter.path)(run.document, inner);
      if (value === undefined) {
        run.isFatal = inner.isFatal;
        run.problem = inner.problem;
        return undefined;
      }
      values.push(value);
    }
  }
  return values;
}
