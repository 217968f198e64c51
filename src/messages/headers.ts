/** The job's token: the processor's idempotency key, echoed by its reply. */
export const TASK_TOKEN_HEADER = 'sfc-task-token';
/** Where the service is to answer. */
export const REPLY_TOPIC_HEADER = 'sfc-reply-topic';
/** On a reply: the job failed. Its value is the error's name, `-` where the body names it. */
export const ERROR_HEADER = 'sfc-error';
