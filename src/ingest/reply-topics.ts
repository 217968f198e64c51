import type { Blueprint } from '../asl/blueprint.ts';
import { tasksOf } from '../asl/tasks.ts';
import { repliesTopic } from '../messages/topics.ts';

/** A topic that services answer on, and the expressions that give the correlation value of replies without a token. */
export interface ReplyTopic {
  readonly topic: string;
  readonly expressions: readonly string[];
}

/** The reply topics of these blueprints' tasks, `sfc.replies` always among them; each once, expressions too. */
export function replyTopicsOf(blueprints: Iterable<Blueprint>): readonly ReplyTopic[] {
  const topics = new Map<string, Set<string>>([[repliesTopic.name, new Set()]]);
  for (const blueprint of blueprints) {
    for (const task of tasksOf(blueprint)) {
      if (task.ReplyTopic === undefined && task.Correlation === undefined) continue;
      const topic = task.ReplyTopic ?? repliesTopic.name;
      const expressions = topics.get(topic) ?? new Set();
      topics.set(topic, expressions);
      if (task.Correlation !== undefined) expressions.add(task.Correlation.Reply);
    }
  }
  return [...topics].map(([topic, expressions]) => ({ topic, expressions: [...expressions] }));
}
