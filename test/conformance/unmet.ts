import type { Kind } from './results.ts';

/** The corpus that the list below is about, told by its size. */
export const CASES: Readonly<Record<Kind, number>> = {
  'execution-cases': 698,
  'teststate-cases': 123,
  'validation-cases': 455,
  'real-world-definitions': 191,
};

/** Recorded cases that SFC does not meet in every check, by what their ids hold, with the reason. Only ever shorter. */
export const UNMET: readonly { readonly cases: RegExp; readonly why: string }[] = [
  {
    cases: /^ls\/.*(test_wait_timestamppath\[(\.000000)?Z\]|test_timestamp_too_far_in_future_boundary\[24856\])/,
    why: 'The recording lost the time that the input held: the same placeholder stands in cases with different outcomes.',
  },
  {
    cases: /^ls\/.*test_query_runtime_memory/,
    why: 'The recording shows another role than the case gives; and the synchronous kind of express execution, which lacks RedriveCount, is not told from the other.',
  },
  {
    cases: /^ls\/.*test_lambda_service_invoke_with_retry_extended_input/,
    why: 'Recorded before the context object had RedriveCount.',
  },
  {
    cases: /^ls\/.*test_activity_task/,
    why: "Level 5 only: the name of the recorded test's worker is given nowhere else.",
  },
  {
    cases: /^ls\/.*(with_items_path\[|distributed_items_path_from_previous|nested_config_distributed_no_max)/,
    why: "Level 4 only: since the end of 2024 AWS chains a distributed Map's exit to MapRunStarted, before to MapRunSucceeded. Most recordings of JSONPath are older; SFC goes by the newer way where JSONata or variables are used.",
  },
  {
    cases: /^ls\/.*test_parallel_state_nested#/,
    why: "Level 4 only: the recording lost the inner Parallel's exit; the numbers of its events skip it.",
  },
  {
    cases: /^ls\/.*test_map_state_label_(invalid_char|too_long)_fail/,
    why: "The text is not AWS's: an emulator's own (a Python `ValueError` with the whole definition), never validated on AWS. The verdict is met.",
  },
  {
    cases: /^av\/valid-(cfn-definition-substitutions|path-array-context|task-credentials|task-intrisic-function)/,
    why: "Another validator's opinion: templates of CloudFormation, whose placeholders AWS sees replaced, and fields that AWS refuses.",
  },
  {
    cases: /^av\/valid-map-(noconfig|with-item-batcher-jsonata)/,
    why: "Another validator's opinion: AWS allows an ItemReader in distributed mode only, and no JSONPath state in a JSONata state machine.",
  },
  {
    cases: /^awsls\/(0a5527c06870|e4cd2b13bf09)/,
    why: 'An editor does not mind it: AWS refuses a state name that occurs twice and a Resource that is no ARN.',
  },
];

export function whyUnmet(id: string): string | undefined {
  return UNMET.find(({ cases }) => cases.test(id))?.why;
}
