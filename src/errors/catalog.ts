/** Where a fault is charged: it ends one flow as an event, or it fails the call or record that met it. */
export type SfcErrorScope = 'flow' | 'invocation';

/** One entry of the closed list; docs/errors.md repeats `meaning` and `remedy` word for word. */
export interface SfcErrorEntry {
  readonly retryable: boolean;
  readonly scope: SfcErrorScope;
  readonly httpStatus: number;
  readonly meaning: string;
  readonly remedy: string;
}

/** Every fault SFC can report. Codes are public: never rename or reuse one. */
export const ERROR_CATALOG = {
  SFC_INVALID_BLUEPRINT: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'The blueprint is not JSON or breaks a rule of the language.',
    remedy: 'Correct the listed problems (code, JSON pointer, message); `sfc validate` shows the same list.',
  },
  SFC_UNKNOWN_BLUEPRINT: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 404,
    meaning: 'No blueprint has this name.',
    remedy: 'Check the spelling, or publish it with `sfc push`.',
  },
  SFC_UNKNOWN_VERSION: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 404,
    meaning: 'The blueprint exists but has no such version.',
    remedy: 'List the versions of the blueprint and use one of them.',
  },
  SFC_UNKNOWN_FLOW: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 404,
    meaning: 'No flow has this id.',
    remedy: 'Look the flow up with `sfc flows list`; check that the server uses the expected data directory.',
  },
  SFC_FLOW_NAME_TAKEN: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 409,
    meaning: 'A flow of this name exists with a different input.',
    remedy: 'Choose another name, or send the same input to get the existing flow.',
  },
  SFC_FLOW_NOT_RETRYABLE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 409,
    meaning: 'The flow cannot be retried in its present status.',
    remedy: 'Retry only a flow that failed, timed out or was aborted; start a new flow otherwise.',
  },
  SFC_FLOW_ENDED: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 409,
    meaning: 'The flow has already ended, so it takes no more commands.',
    remedy: 'Read its result; start a new flow to do the work again.',
  },
  SFC_INVALID_REQUEST: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'The request is not well formed.',
    remedy: 'Correct the named field; /openapi.json describes every request.',
  },
  SFC_UNKNOWN_PATH: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 404,
    meaning: 'The API has nothing at this path for this method.',
    remedy: 'Look the request up in /openapi.json.',
  },
  SFC_NOT_JSON: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 415,
    meaning: 'The body of the request is declared as something other than JSON.',
    remedy: 'Send JSON with the header `Content-Type: application/json`.',
  },
  SFC_INPUT_SCHEMA_VIOLATION: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 422,
    meaning: "The flow input breaks the blueprint's input schema.",
    remedy: 'Correct the listed fields, or publish a version with a wider schema.',
  },
  SFC_PAYLOAD_TOO_LARGE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 413,
    meaning: 'The payload is over the size limit.',
    remedy: 'Store the data elsewhere and pass a reference to it.',
  },
  SFC_TOKEN_INVALID: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'The task token is malformed or was not issued by this installation.',
    remedy: 'Send back the token exactly as the job carried it.',
  },
  SFC_TOKEN_SETTLED: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 410,
    meaning: 'The job of this task token is no longer open: it was settled, timed out or cancelled.',
    remedy: 'Drop the reply; the flow does not wait for it any more.',
  },
  SFC_BLUEPRINT_STOPPED: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 409,
    meaning: 'The blueprint is stopped and starts no flows.',
    remedy: 'Start it again with `sfc start`.',
  },
  SFC_ACTIVATION_CONFLICT: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 409,
    meaning: 'The version would take messages that are meant for another active blueprint, or feed itself.',
    remedy: 'Give the trigger or the Task a `Group` or topic of its own, or stop the other blueprint.',
  },
  SFC_PRECONDITION_FAILED: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 412,
    meaning: 'The resource has changed since it was read.',
    remedy: 'Read it again and repeat the change on what is there now.',
  },
  SFC_STORE_BUSY: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 503,
    meaning: 'Another process holds the data directory.',
    remedy: 'Stop the other process, or give this one a directory of its own with `--directory`.',
  },
  SFC_STORE_CORRUPT: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 500,
    meaning: 'A file of the data directory is damaged or not ours.',
    remedy: 'Restore the directory from a backup, or move it away and start with an empty one.',
  },
  SFC_FLOW_UNREADABLE: {
    retryable: false,
    scope: 'flow',
    httpStatus: 500,
    meaning: 'The stored state of one flow is damaged; other flows go on.',
    remedy: 'Restore the data directory from a backup, or start the flow anew under another name.',
  },
  SFC_STORE_FULL: {
    retryable: true,
    scope: 'invocation',
    httpStatus: 507,
    meaning: 'The disk of the data directory is full; nothing of the call was stored.',
    remedy: 'Free space on the disk; what was accepted before continues by itself.',
  },
  SFC_FLOW_CONTENDED: {
    retryable: true,
    scope: 'invocation',
    httpStatus: 503,
    meaning: 'Other conductors kept changing the flow; nothing was stored by this one.',
    remedy: 'Nothing: the inputs are delivered again. If it lasts, look for two installations that share one store.',
  },
  SFC_STORE_UNAVAILABLE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 503,
    meaning: 'The data directory cannot be opened, read or written.',
    remedy: 'Check that it is a directory on a working disk and that this user may write in it.',
  },
  SFC_PORT_IN_USE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 500,
    meaning: 'Another process listens on the port.',
    remedy: 'Stop it, or choose another port with `--port`.',
  },
  SFC_SERVER_UNREACHABLE: {
    retryable: true,
    scope: 'invocation',
    httpStatus: 503,
    meaning: 'The command line cannot reach a conductor.',
    remedy: 'Start one with `npm start` or `sfc dev`, or name its address with `--url` or SFC_URL.',
  },
  SFC_FILE_UNREADABLE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'A file that the command names cannot be read.',
    remedy: 'Check the path and its permissions.',
  },
  SFC_CONFIG_INVALID: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 500,
    meaning: 'The configuration has an unknown or wrong setting.',
    remedy: 'Correct the named setting in `sfc.config.json`, the environment or the command line.',
  },
  SFC_FORBIDDEN_HOST: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 403,
    meaning: 'The Host or Origin header of the request is not one this server answers to.',
    remedy: 'Call the server by the address it printed, or allow the host in its configuration.',
  },
  SFC_UNMAPPED_LAMBDA: {
    retryable: false,
    scope: 'flow',
    httpStatus: 422,
    meaning: 'A job names a Lambda function that `sfc.config.json` maps to nothing.',
    remedy:
      'Map the ARN to a local module or a URL in `sfc.config.json`, or let AWS be called with `aws.lambda`; then start again, since settings are read at the start only.',
  },
  SFC_UNMAPPED_BUCKET: {
    retryable: false,
    scope: 'flow',
    httpStatus: 422,
    meaning: 'A distributed Map names an S3 bucket that `sfc.config.json` maps to no folder.',
    remedy:
      'Map the bucket to a folder under `buckets` in `sfc.config.json`, or let S3 be used with `aws.s3`; then start again, since settings are read at the start only.',
  },
  SFC_HOST_NOT_ALLOWED: {
    retryable: false,
    scope: 'flow',
    httpStatus: 403,
    meaning: 'A job calls a host that the configuration does not allow.',
    remedy:
      'Add the host to the allowed hosts in `sfc.config.json`, if it is meant to be called; then start again, since settings are read at the start only.',
  },
  SFC_RECORD_UNREADABLE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'A record of a topic cannot be read; it was moved to the dead letters.',
    remedy: 'Read the dead letter for the reason, correct the producer and send the record again.',
  },
  SFC_TRIGGER_FAILED: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 422,
    meaning:
      "A trigger's Filter, FlowName or Input cannot be evaluated for a record; it was moved to the dead letters.",
    remedy: "Correct the blueprint's trigger or the producer, and replay the dead letter.",
  },
  SFC_UNKNOWN_DEAD_LETTER: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 404,
    meaning: 'No dead letter has this id.',
    remedy: 'Take the id from `sfc dead-letters list`.',
  },
  SFC_INVALID_MOCKS: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'Mocks break the format of a mock configuration, or do not fit the blueprint.',
    remedy: 'Correct the listed problems; the format is that of AWS Step Functions Local (`docs/testing.md`).',
  },
  SFC_MOCK_MISSING: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 422,
    meaning: 'A simulated flow makes a call that its mocks have no answer for.',
    remedy: 'Mock the named state, for as many calls as it makes: no real service is called.',
  },
  SFC_STATE_NOT_TESTED: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 400,
    meaning: 'A request to test one state contradicts itself, its definition or its mock.',
    remedy: "Correct the request; `exception` is what AWS's TestState answers to it.",
  },
  SFC_TOO_MANY_SIMULATIONS: {
    retryable: true,
    scope: 'invocation',
    httpStatus: 503,
    meaning: 'More simulations or tests of states are asked for at once than this server takes.',
    remedy: 'Ask again when some have ended; for many at once use `sfc test`, which needs no server.',
  },
  SFC_STORE_UNREACHABLE: {
    retryable: true,
    scope: 'invocation',
    httpStatus: 503,
    meaning:
      'A remote store (DynamoDB, S3) does not answer, throttles or fails; nothing of the call is known to be stored.',
    remedy:
      'Nothing: the call is made again. If it lasts, check the network, the permissions and the limits of the tables.',
  },
  SFC_BROKER_UNREACHABLE: {
    retryable: true,
    scope: 'invocation',
    httpStatus: 503,
    meaning: 'Kafka does not answer or refuses the records; some of them may be on their topic.',
    remedy:
      'Nothing: the records are sent again. If it lasts, check the brokers, the permissions and that the topic exists.',
  },
  SFC_ENGINE_UNAVAILABLE: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 500,
    meaning: 'A local engine (Kafka, DynamoDB, OpenSearch, AWS) cannot be fetched or started.',
    remedy:
      'Check that `java` and `javac` (17 or newer), `mvn` and `python3` are on the PATH and that the port is free.',
  },
  SFC_INTERNAL: {
    retryable: false,
    scope: 'invocation',
    httpStatus: 500,
    meaning: 'SFC met a condition it does not expect: a bug.',
    remedy: 'Report it with the message and the flow id.',
  },
} as const satisfies Record<string, SfcErrorEntry>;

export type SfcErrorCode = keyof typeof ERROR_CATALOG;
