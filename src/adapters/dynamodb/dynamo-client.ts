import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import { Pool } from 'undici';
import { SfcError } from '../../errors/sfc-error.ts';
import { createSigner } from './signer.ts';

/** An attribute as DynamoDB's JSON has it; binary is base64. */
export type Attribute = { readonly S: string } | { readonly N: string } | { readonly B: string } | { readonly M: Item };
export interface Item {
  readonly [name: string]: Attribute;
}

/** The service's word that a condition does not hold. */
export interface Refusal {
  readonly refused: 'ConditionalCheckFailedException' | 'TransactionCanceledException' | 'ResourceInUseException';
  /** The item as it stands, where the call asked for it. */
  readonly item?: Item;
}

/**
 * DynamoDB's JSON protocol. What passes by itself is tried again a few times; then the call rejects with
 * `SFC_STORE_UNREACHABLE`. A write that is repeated because its answer was lost is refused where its condition no longer holds:
 * a refusal may therefore be of the caller's own write.
 */
export interface DynamoClient {
  call<Output extends object>(operation: string, input: object): Promise<Output | Refusal>;
  close(): Promise<void>;
}

export interface DynamoClientOptions {
  readonly region: string;
  /** Default: the region's own. */
  readonly endpoint?: string | undefined;
  readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  readonly maxConnections?: number;
  readonly maxAttempts?: number;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs?: number;
}

const REFUSALS: ReadonlySet<string> = new Set<Refusal['refused']>([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'ResourceInUseException',
]);
/** Errors of status 400 that pass by themselves; those of status 500 all do. */
const PASSING: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
const FIRST_PAUSE_MS = 25;

export function createDynamoClient(options: DynamoClientOptions): DynamoClient {
  const { region, credentials, maxConnections = 64, maxAttempts = 5, timeoutMs = 5_000 } = options;
  const url = new URL(options.endpoint ?? `https://dynamodb.${region}.amazonaws.com`);
  const pool = new Pool(url.origin, {
    connections: maxConnections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connectTimeout: timeoutMs,
  });
  const sign = createSigner({ url, region, credentials });

  async function attempt(operation: string, body: string): Promise<Answer> {
    const headers = await sign(`DynamoDB_20120810.${operation}`, body);
    const response = await pool.request({ method: 'POST', path: '/', headers, body });
    return { status: response.statusCode, text: await response.body.text() };
  }

  return {
    async call<Output extends object>(operation: string, input: object) {
      const body = JSON.stringify(input);
      for (let count = 1; ; count += 1) {
        const answer = await attempt(operation, body).catch((cause: unknown) => unreachable(operation, cause));
        if (!(answer instanceof SfcError)) {
          if (answer.status === 200) return JSON.parse(answer.text) as Output;
          const problem = problemOf(answer);
          if (isRefusal(problem)) return problem;
          if (answer.status < 500 && !PASSING.has(problem.refused)) throw rejected(operation, problem);
        }
        if (count >= maxAttempts) throw answer instanceof SfcError ? answer : unreachable(operation, answer.text);
        await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** count);
      }
    },
    close: () => pool.close(),
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
interface Problem extends Omit<Refusal, 'refused'> {
  readonly refused: string;
  readonly message: string;
}

export function isRefused(output: object): output is Refusal {
  return 'refused' in output;
}

function problemOf({ status, text }: Answer): Problem {
  try {
    const { __type = '', message, Message, Item: item } = JSON.parse(text) as Record<string, string> & { Item?: Item };
    const refused = __type.slice(__type.lastIndexOf('#') + 1);
    return { refused, message: message ?? Message ?? '', ...(item !== undefined && { item }) };
  } catch {
    return { refused: `HTTP ${status}`, message: text.slice(0, 200) };
  }
}

function isRefusal(problem: Problem): problem is Problem & Refusal {
  return REFUSALS.has(problem.refused);
}

function unreachable(operation: string, cause: unknown): SfcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SfcError('SFC_STORE_UNREACHABLE', `DynamoDB does not carry out ${operation}: ${reason}`, { cause });
}

/** A missing table or permission may be granted while the records wait; what is malformed never passes. */
function rejected(operation: string, { refused, message }: Problem): SfcError {
  const code = refused === 'ValidationException' ? 'SFC_INTERNAL' : 'SFC_STORE_UNREACHABLE';
  return new SfcError(code, `DynamoDB refuses ${operation}: ${refused}: ${message}`);
}
