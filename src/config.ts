import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';
import { SfcError } from './errors/sfc-error.ts';

/** The file read from the working directory unless `SFC_CONFIG` or `--config` names another. */
const CONFIG_FILE = 'sfc.config.json';

const MEBIBYTE = 1024 * 1024;
const port = z.int().min(0).max(65_535);
const count = z.int().min(1);

const configFile = z.strictObject({
  $schema: z.string().optional(),
  /** 0 takes any free port. */
  port: port.default(7400),
  host: z.string().min(1).default('127.0.0.1'),
  /** Host names that the server answers to besides its own address and the names of the loopback. */
  allowedHosts: z.array(z.string().min(1)).default([]),
  /** Where everything durable lives. */
  directory: z.string().min(1).default('.sfc'),
  /** Signs task tokens; without it a key file is made in the directory at the first start. */
  signingKey: z.string().min(32, 'a signing key has at least 32 characters').optional(),
  logLevel: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('warn'),
  limits: z
    .strictObject({
      /** Events one decision records before the flow continues in the next. */
      eventsPerDecision: count.default(500),
      /** Events of one flow; AWS ends an execution at the same number. */
      eventsPerFlow: count.default(25_000),
      /** Bytes of a state's input, output or result, as UTF-8 JSON. */
      payloadBytes: count.default(4 * MEBIBYTE),
      /** Bytes of a blueprint document. */
      blueprintBytes: count.default(MEBIBYTE),
      /** Bytes of an API request's body. */
      bodyBytes: count.default(8 * MEBIBYTE),
    })
    .prefault({}),
  /** Lambda function ARN or name → a local module (`./hello.mjs`, `./hello.mjs#handler`) or an http(s) URL. */
  lambda: z.record(z.string().min(1), z.string().min(1)).default({}),
  /** S3 bucket → the folder that stands for it. */
  buckets: z.record(z.string().min(1), z.string().min(1)).default({}),
  aws: z
    .strictObject({
      /** Calls functions that `lambda` does not map in AWS, with the credentials that the AWS SDK finds. */
      lambda: z.boolean().default(false),
      /** Reads and writes buckets that `buckets` does not map in S3. */
      s3: z.boolean().default(false),
      /** Default: the one that the AWS SDK finds; ARNs of flows name `us-east-1` then. */
      region: z.string().min(1).optional(),
      /** What ARNs of flows and blueprints name, in `$$.Execution.Id` say. Default: the account of AWS's own examples. */
      accountId: z
        .string()
        .regex(/^\d{12}$/, 'an account id has 12 digits')
        .default('123456789012'),
      /** What `$$.Execution.RoleArn` and the history name. Default: a role by the blueprint's name. */
      roleArn: z
        .string()
        .regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, 'not the ARN of a role')
        .optional(),
      /** An imitation of AWS to call instead, a local one say. */
      endpoint: z.url({ protocol: /^https?$/ }).optional(),
    })
    .prefault({}),
  http: z
    .strictObject({
      /** Hosts (`host` or `host:port`, `*` for any part) that `http(s)://` processors may call. */
      allow: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  workers: z
    .strictObject({
      common: z.strictObject({ replicas: z.int().min(0).default(1), concurrency: count.default(64) }).prefault({}),
    })
    .prefault({}),
});

/** All settings, paths absolute. */
export interface Config extends Omit<z.output<typeof configFile>, '$schema'> {
  /** The server that the command line talks to. */
  readonly url: string;
  /** Relative paths of the settings start here: the folder of the configuration file. */
  readonly root: string;
}

export interface ConfigSources {
  /** Default: the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the working directory. */
  readonly cwd?: string;
  /** A configuration file that must exist (`--config`). */
  readonly file?: string | undefined;
  /** The configuration file of the samples, where they are loaded: its `lambda`, `buckets` and `http.allow` hold too. */
  readonly samples?: string | undefined;
  /** Settings of the command line; they win over the environment, which wins over the file. */
  readonly flags?: {
    readonly port?: number | undefined;
    readonly host?: string | undefined;
    readonly directory?: string | undefined;
  };
}

/** The only reader of the environment. Throws `SFC_CONFIG_INVALID` naming the setting and where it was found. */
export function loadConfig(sources: ConfigSources = {}): Config {
  const env = sources.env ?? process.env;
  const cwd = sources.cwd ?? process.cwd();
  const path = configPath(sources.file ?? env.SFC_CONFIG, cwd);
  const settings = path === undefined ? {} : readSettings(path);
  const parsed = configFile.safeParse({ ...settings, ...fromEnvironment(env), ...defined(sources.flags ?? {}) });
  if (!parsed.success) throw invalidSetting(path, parsed.error.issues[0]);
  const { $schema: _, ...config } = parsed.data;
  const root = path === undefined ? cwd : dirname(path);
  const ownDirectory = sources.flags?.directory ?? env.SFC_DIRECTORY;
  return {
    ...config,
    ...(sources.samples !== undefined && withSamples(config, sources.samples)),
    root,
    directory: ownDirectory === undefined ? resolve(root, config.directory) : resolve(cwd, ownDirectory),
    url: env.SFC_URL ?? `http://${urlHost(config.host)}:${config.port}`,
  };
}

type SampleSettings = Pick<Config, 'lambda' | 'buckets' | 'http'>;

/** What samples need: their functions and folders under the user's own, and the addresses of their services. */
function withSamples({ lambda, buckets, http }: SampleSettings, path: string): SampleSettings {
  const parsed = configFile.safeParse(readSettings(path));
  if (!parsed.success) throw invalidSetting(path, parsed.error.issues[0]);
  const base = pathToFileURL(join(dirname(path), '/'));
  const functions = Object.entries(parsed.data.lambda).map(([name, target]) => [name, new URL(target, base).href]);
  const folders = Object.entries(parsed.data.buckets).map(([name, folder]) => [name, resolve(dirname(path), folder)]);
  return {
    lambda: { ...Object.fromEntries(functions), ...lambda },
    buckets: { ...Object.fromEntries(folders), ...buckets },
    http: { allow: [...new Set([...http.allow, ...parsed.data.http.allow])] },
  };
}

function configPath(named: string | undefined, cwd: string): string | undefined {
  const path = resolve(cwd, named ?? CONFIG_FILE);
  if (existsSync(path)) return path;
  if (named === undefined) return undefined;
  throw invalid(`The configuration file ${path} does not exist.`, { file: path });
}

function readSettings(path: string): Record<string, unknown> {
  const errors: ParseError[] = [];
  const text = readFileSync(path, 'utf8');
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw invalid(`${path}, line ${line}: not JSON (${printParseErrorCode(error.error)}).`, { file: path, line });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${path}: the configuration is an object of settings.`, { file: path });
  }
  return value as Record<string, unknown>;
}

function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  return defined({
    // An unset variable and an empty one are the same to most shells.
    port: env.SFC_PORT ? Number(env.SFC_PORT) : undefined,
    host: env.SFC_HOST || undefined,
    directory: env.SFC_DIRECTORY || undefined,
    signingKey: env.SFC_SIGNING_KEY || undefined,
    logLevel: env.SFC_LOG_LEVEL || undefined,
  });
}

function defined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function invalidSetting(path: string | undefined, issue: z.core.$ZodIssue | undefined): SfcError {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const key = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].join('.');
  const reason = unknown === undefined ? (issue?.message ?? 'not valid') : 'there is no such setting';
  return invalid(`Setting \`${key}\`: ${reason}.`, { key, ...(path === undefined ? {} : { file: path }) });
}

function invalid(message: string, details: Record<string, unknown>): SfcError {
  return new SfcError('SFC_CONFIG_INVALID', message, { details });
}

function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The environment for a child process: this one's, and what is added. */
export function childEnvironment(added: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return { ...process.env, ...added };
}

/** Where the files of local engines are kept between runs: outside of any repository, for all of them. */
export function engineCacheDirectory(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'service-flow-conductor', 'engines');
}
