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
    if (last === undefined) failRun(run, noResults(path));
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
  const { length } = path.tokens;
  const isDefinite = isDefiniteToken(token, at + 2 === length);
  return scanStep({ token, isDefinite, step, after: steps[at + 2], isAfterLast: at + 3 === length }, place);
}

const itemTokens: ReadonlySet<string> = new Set(['indexes', 'slice', 'wildcard', 'filter']);

function placeOf(path: ParsedPath, at: number, next: Step | undefined): Place {
  const { tokens } = path;
  return {
    next,
    indexBefore: indexIn(tokens[at - 1]),
    isUpstreamDefinite:
      (path.hasLostScan !== true || at === 0) && tokens.slice(0, at).every((token) => isDefiniteToken(token, false)),
    isInList: tokens.slice(0, at).some((token) => itemTokens.has(token.type)),
    textBefore: () => path.start + tokens.slice(0, at).map(placeText).join(''),
    textFrom: () => tokens.slice(at).map(tokenText).join(''),
    accepts: (filter, item, run) => acceptsItem(filter, item, run, planOf),
    parameterValues,
  };
}

/** A token as Jayway names the place it has reached: without functions, names in single quotes. */
function placeText(token: Token): string {
  if (token.type === 'function') return '';
  return tokenText(token.type === 'names' ? { ...token, quote: "'" } : token);
}

function indexIn(token: Token | undefined): number | undefined {
  return token?.type === 'indexes' && token.indexes.length === 1 ? token.indexes[0] : undefined;
}

/** Arguments that are paths start at the root of the document. Undefined where one of them fails. */
function parameterValues(parameters: readonly Parameter[], run: Run): readonly Json[] | undefined {
  const values: Json[] = [];
  for (const parameter of parameters) {
    const value = 'literal' in parameter ? parameter.literal : parameterValue(parameter, run);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function parameterValue({ path, takesLast }: PathParameter, run: Run): Json | undefined {
  const inner = startRun(run.document, run.isStrict, run);
  const found = planOf(path)(run.document, inner);
  const value = takesLast === true && Array.isArray(found) ? found.at(-1) : found;
  if (value === undefined) {
    run.isFatal = inner.isFatal;
    run.problem = inner.problem || noResults(path);
  }
  return value;
}

type PathParameter = Extract<Parameter, { path: ParsedPath }>;

function noResults(path: ParsedPath): string {
  return `No results for path: ${pathText(path)}`;
}
