import type { Cost } from './costs/cost.ts';
import type { AslFigures } from './suite.ts';

/** The figures as the tables of docs/benchmark.md. */
export function markdown({ comparison, raw, states, expressions, validation }: AslFigures): string {
  const { definitions, ...all } = comparison;
  return [
    table(
      ['definition', 'transitions', 'events', 'transitions/s', 'theirs: events', 'theirs: transitions/s', 'ratio'],
      definitions.map(({ definition, transitionsPerRun, ours, theirs, ratio }) => [
        code(definition),
        transitionsPerRun,
        ours.eventsPerRun,
        ours.transitionsPerSecond,
        theirs.eventsPerRun,
        theirs.transitionsPerSecond,
        ratio,
      ]),
    ),
    `All of them once: ${all.ourTransitionsPerSecond} and ${all.theirTransitionsPerSecond} transitions per second of CPU, ratio **${all.ratio}**; geometric mean of the ratios ${all.geometricMeanRatio}, the least one ${all.leastRatio}.`,
    table(
      ['definition', 'decisions', 'µs per transition', 'raw: µs per transition', 'ratio'],
      raw.map((row) => [
        code(row.definition),
        row.decisionsPerRun,
        row.engineMicrosecondsPerTransition,
        row.rawMicrosecondsPerTransition,
        row.ratio,
      ]),
    ),
    table(
      ['state', 'µs per visit', 'events', 'transitions', 'µs per transition'],
      states.map((row) => [
        row.state,
        row.microseconds,
        row.eventsPerVisit,
        row.transitionsPerVisit,
        row.microsecondsPerTransition,
      ]),
    ),
    costs('JSONPath', expressions.paths),
    costs('intrinsic function', expressions.intrinsics),
    costs('choice rule', expressions.choiceRules),
    costs('payload template', expressions.templates),
    costs('JSONata', expressions.jsonata),
    table(
      ['validation', 'CPU', ''],
      validation.map(({ name, value, unit }) => [name, value, unit]),
    ),
  ].join('\n\n');
}

function costs(title: string, rows: readonly Cost[]): string {
  return table(
    [title, 'µs'],
    rows.map(({ what, microseconds }) => [code(what), microseconds]),
  );
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(value: string | number): string {
  return typeof value === 'number'
    ? value.toLocaleString('en', { maximumSignificantDigits: 3 })
    : value.replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${text}\``;
}
