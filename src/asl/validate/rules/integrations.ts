type Pattern = 'sync' | 'sync:2' | 'waitForTaskToken';

const SYNC: readonly Pattern[] = ['sync'];
const WAIT: readonly Pattern[] = ['waitForTaskToken'];
const PLAIN: readonly Pattern[] = [];

function actions(patterns: readonly Pattern[], ...names: string[]): [string, readonly Pattern[]][] {
  return names.map((name) => [name, patterns]);
}

/** AWS's optimised integrations: service → action → the patterns that it offers beside request and response. */
const OPTIMISED: ReadonlyMap<string, ReadonlyMap<string, readonly Pattern[]>> = new Map([
  ['apigateway', new Map(actions(WAIT, 'invoke'))],
  [
    'athena',
    new Map([
      ...actions(SYNC, 'startQueryExecution'),
      ...actions(PLAIN, 'stopQueryExecution', 'getQueryExecution', 'getQueryResults'),
    ]),
  ],
  ['batch', new Map(actions(SYNC, 'submitJob'))],
  ['bedrock', new Map([...actions(WAIT, 'invokeModel'), ...actions(SYNC, 'createModelCustomizationJob')])],
  [
    'codebuild',
    new Map([
      ...actions(SYNC, 'startBuild', 'startBuildBatch', 'retryBuild', 'retryBuildBatch'),
      ...actions(PLAIN, 'stopBuild', 'stopBuildBatch', 'batchDeleteBuilds', 'batchGetReports', 'deleteBuildBatch'),
    ]),
  ],
  ['databrew', new Map(actions(SYNC, 'startJobRun'))],
  ['dynamodb', new Map(actions(PLAIN, 'getItem', 'putItem', 'updateItem', 'deleteItem'))],
  ['ecs', new Map(actions(['sync', 'waitForTaskToken'], 'runTask'))],
  [
    'eks',
    new Map([
      ...actions(SYNC, 'createCluster', 'deleteCluster', 'createFargateProfile', 'deleteFargateProfile'),
      ...actions(SYNC, 'createNodegroup', 'deleteNodegroup', 'runJob'),
      ...actions(PLAIN, 'call'),
    ]),
  ],
  [
    'elasticmapreduce',
    new Map([
      ...actions(SYNC, 'createCluster', 'terminateCluster', 'addStep'),
      ...actions(PLAIN, 'setClusterTerminationProtection', 'cancelStep'),
      ...actions(PLAIN, 'modifyInstanceFleetByName', 'modifyInstanceGroupByName'),
    ]),
  ],
  [
    'emr-containers',
    new Map([
      ...actions(SYNC, 'startJobRun', 'deleteVirtualCluster'),
      ...actions(PLAIN, 'createVirtualCluster', 'cancelJobRun'),
    ]),
  ],
  [
    'emr-serverless',
    new Map([
      ...actions(SYNC, 'createApplication', 'startApplication', 'stopApplication', 'deleteApplication'),
      ...actions(SYNC, 'startJobRun', 'cancelJobRun'),
    ]),
  ],
  ['events', new Map(actions(WAIT, 'putEvents'))],
  ['glue', new Map(actions(SYNC, 'startJobRun'))],
  ['http', new Map(actions(PLAIN, 'invoke'))],
  ['lambda', new Map(actions(WAIT, 'invoke'))],
  ['mediaconvert', new Map(actions(SYNC, 'createJob'))],
  [
    'sagemaker',
    new Map([
      ...actions(SYNC, 'createHyperParameterTuningJob', 'createLabelingJob', 'createProcessingJob'),
      ...actions(SYNC, 'createTrainingJob', 'createTransformJob', 'createAutoMLJob'),
      ...actions(PLAIN, 'createEndpoint', 'createEndpointConfig', 'createModel', 'updateEndpoint'),
    ]),
  ],
  ['sns', new Map(actions(WAIT, 'publish'))],
  ['sqs', new Map(actions(WAIT, 'sendMessage'))],
  ['states', new Map(actions(['sync', 'sync:2', 'waitForTaskToken'], 'startExecution'))],
]);

const SDK = /^aws-sdk:[a-z0-9-]+:[a-z][A-Za-z0-9]*(?:\.waitForTaskToken)?$/;
const OPTIMISED_FORM = /^([a-z0-9-]+):([A-Za-z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/;

/** Whether AWS knows a service integration, written as what follows the account in its ARN (`sqs:sendMessage`). */
export function isIntegration(name: string): boolean {
  if (name.startsWith('aws-sdk:')) return SDK.test(name);
  const match = OPTIMISED_FORM.exec(name);
  const patterns = match === null ? undefined : OPTIMISED.get(match[1] ?? '')?.get(match[2] ?? '');
  const pattern = match?.[3];
  return patterns !== undefined && (pattern === undefined || patterns.includes(pattern as Pattern));
}
