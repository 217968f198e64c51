import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/engine/events.ts';
import { pathOf } from '../../../src/monitor/flow-path.ts';

/** `TYPE`, `TYPE STATE` or `TYPE STATE <PREVIOUS`; the previous event is the one before unless it is named. */
function history(...lines: readonly string[]): HistoryEvent[] {
  return lines.map((line, index) => {
    const [type, ...rest] = line.split(' ');
    const previous = rest.find((word) => word.startsWith('<'));
    const state = rest.find((word) => !word.startsWith('<') && !word.startsWith('!'));
    const error = rest.find((word) => word.startsWith('!'))?.slice(1);
    return {
      id: index + 1,
      previousEventId: previous === undefined ? index : Number(previous.slice(1)),
      type: type as HistoryEvent['type'],
      time: (index + 1) * 10,
      ...(state === undefined ? {} : { state }),
      ...(error === undefined ? {} : { details: { error } }),
    };
  });
}
const lines = (events: HistoryEvent[], status: Parameters<typeof pathOf>[1]) =>
  pathOf(events, status).map(
    ({ state, status: of, parent }) => `${parent === undefined ? '' : `${parent}>`}${state} ${of}`,
  );

describe('pathOf', () => {
  it('lists the states entered, with their times', () => {
    const events = history(
      'ExecutionStarted',
      'PassStateEntered A <0',
      'PassStateExited A',
      'TaskStateEntered B',
      'TaskScheduled',
    );
    expect(pathOf(events, 'RUNNING')).toEqual([
      { state: 'A', type: 'Pass', eventId: 2, enteredAt: 20, exitedAt: 30, status: 'SUCCEEDED' },
      { state: 'B', type: 'Task', eventId: 4, enteredAt: 40, status: 'RUNNING' },
    ]);
  });

  it('tells retrying, caught and failed apart', () => {
    const attempt = ['ExecutionStarted', 'TaskStateEntered A <0', 'TaskScheduled', 'TaskFailed !E'];
    expect(lines(history(...attempt), 'RUNNING')).toEqual(['A RETRYING']);
    expect(lines(history(...attempt, 'TaskScheduled'), 'RUNNING')).toEqual(['A RUNNING']);
    expect(lines(history(...attempt, 'TaskScheduled', 'TaskSucceeded', 'TaskStateExited A'), 'RUNNING')).toEqual([
      'A SUCCEEDED',
    ]);
    expect(lines(history(...attempt, 'TaskStateExited A', 'FailStateEntered B'), 'RUNNING')).toEqual([
      'A CAUGHT',
      'B RUNNING',
    ]);
    expect(lines(history(...attempt, 'ExecutionFailed'), 'FAILED')).toEqual(['A FAILED']);
  });

  it('puts branches and iterations below their state, and goes on behind it', () => {
    const events = history(
      'ExecutionStarted',
      'ParallelStateEntered P <0',
      'ParallelStateStarted',
      'PassStateEntered A <3',
      'TaskStateEntered B <3',
      'PassStateExited A <4',
      'TaskScheduled <5',
      'TaskSucceeded <7',
      'TaskStateExited B <8',
      'ParallelStateSucceeded <9',
      'ParallelStateExited P <10',
      'PassStateEntered C <11',
    );
    expect(lines(events, 'RUNNING')).toEqual(['P SUCCEEDED', '2>A SUCCEEDED', '2>B SUCCEEDED', 'C RUNNING']);
  });

  it('ends a Parallel that failed within, when it is caught', () => {
    const events = history(
      'ExecutionStarted',
      'ParallelStateEntered P <0',
      'ParallelStateStarted',
      'TaskStateEntered A <3',
      'TaskScheduled',
      'TaskFailed !E',
      'ParallelStateFailed !E <6',
      'ParallelStateExited P',
      'PassStateEntered B',
    );
    expect(lines(events, 'SUCCEEDED')).toEqual(['P SUCCEEDED', '2>A SUCCEEDED', 'B SUCCEEDED'].map((line) => line));
  });
});
