import type { Json } from '../../src/asl/json.ts';
import { awsDiagnostics, awsException } from '../../src/asl/validate/aws-answer.ts';
import { validate } from '../../src/asl/validate/validate.ts';
import { variableReferences } from '../../src/asl/variable-references.ts';
import { activityNames } from './placeholders.ts';

interface ValidateRequest {
  readonly type?: 'STANDARD' | 'EXPRESS';
}

const { toArns } = activityNames({ tasks: [{ kind: 'activity', resource: 'activity_arn' }] });

/** What AWS answers to a definition: its verdict, its words, and the variables that DescribeStateMachine lists. */
export function validateDefinition(definition: Json, { type = 'STANDARD' }: ValidateRequest = {}) {
  const source = typeof definition === 'string' ? definition : toArns(definition);
  const { valid, blueprint, problems } = validate(source, { dialect: 'asl', type });
  const exception = awsException(problems);
  return {
    valid,
    ...(exception === undefined ? {} : { message: exception.message }),
    diagnostics: awsDiagnostics(problems),
    ...(blueprint === undefined ? {} : { variableReferences: variableReferences(blueprint) }),
  };
}
