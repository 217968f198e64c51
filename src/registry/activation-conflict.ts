import type { Blueprint, TaskState } from '../asl/blueprint.ts';
import { tasksOf } from '../asl/tasks.ts';
import { SfcError } from '../errors/sfc-error.ts';

export interface NamedBlueprint {
  readonly name: string;
  readonly blueprint: Blueprint;
}

/**
 * Throws `SFC_ACTIVATION_CONFLICT` where the blueprint and one that is active would take messages meant for the other:
 * the same group on the same trigger topic, or jobs forwarded to a topic that triggers.
 */
export function checkActivation(candidate: NamedBlueprint, active: readonly NamedBlueprint[]): void {
  for (const other of active) {
    if (other.name === candidate.name) continue;
    const shared = sharedGroup(candidate, other);
    if (shared !== undefined) {
      throw conflict(
        `${other.name} reads topic ${shared.topic} with group ${shared.group} already`,
        'Give one of the two triggers another `Group`.',
      );
    }
    const topic = looped(candidate, other) ?? looped(other, candidate);
    if (topic !== undefined) {
      throw conflict(
        `jobs sent to topic ${topic} without a Group would start flows of the blueprint that it triggers (${candidate.name}, ${other.name})`,
        'Name a `Group` at the Task, or use another topic.',
      );
    }
  }
}

function conflict(reason: string, hint: string): SfcError {
  return new SfcError('SFC_ACTIVATION_CONFLICT', `The version cannot be activated: ${reason}.`, { hint });
}

/** The group that a trigger reads with. */
export function triggerGroup(blueprint: string, group: string | undefined): string {
  return group ?? `SFC.${blueprint}`;
}

function sharedGroup(one: NamedBlueprint, other: NamedBlueprint): { topic: string; group: string } | undefined {
  const taken = new Set(
    other.blueprint.Triggers?.map(({ Topic, Group }) => key(Topic, triggerGroup(other.name, Group))),
  );
  return one.blueprint.Triggers?.map(({ Topic, Group }) => ({
    topic: Topic,
    group: triggerGroup(one.name, Group),
  })).find(({ topic, group }) => taken.has(key(topic, group)));
}

function key(topic: string, group: string): string {
  return JSON.stringify([topic, group]);
}

function looped(sender: NamedBlueprint, triggered: NamedBlueprint): string | undefined {
  if (triggered.blueprint.Triggers === undefined) return undefined;
  const topics = new Set(triggered.blueprint.Triggers.map(({ Topic }) => Topic));
  return [...tasksOf(sender.blueprint)].map(ungroupedTopic).find((topic) => topic !== undefined && topics.has(topic));
}

function ungroupedTopic(task: TaskState): string | undefined {
  const topic = /^kafka:\/\/(.+)$/.exec(task.Processor ?? '')?.[1];
  return task.Group === undefined ? topic : undefined;
}
