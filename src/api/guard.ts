import type { MiddlewareHandler } from 'hono';
import { SfcError } from '../errors/sfc-error.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface GuardOptions {
  /** Host names (without port) that this server answers to besides the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** Origins (scheme, host and port) of other web pages that may change things here. */
  readonly allowedOrigins?: readonly string[];
}

/**
 * Refuses what a web page elsewhere could send with the user's browser: names that were rebound to this address, and
 * changes that another origin asks for. Programs send no Origin and are not concerned.
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  const hosts = new Set([...LOOPBACK, ...(options.allowedHosts ?? [])].map((host) => host.toLowerCase()));
  const origins = new Set(options.allowedOrigins ?? []);
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    if (!hosts.has(hostName(host))) throw forbidden('Host', host);
    if (!SAFE_METHODS.has(context.req.method)) {
      const origin = context.req.header('origin');
      if (origin !== undefined && !origins.has(origin) && !isSameHost(origin, host)) throw forbidden('Origin', origin);
      if (origin === undefined && context.req.header('sec-fetch-site') === 'cross-site') {
        throw forbidden('Sec-Fetch-Site', 'cross-site');
      }
    }
    await next();
  };
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

function isSameHost(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

function forbidden(header: string, value: string): SfcError {
  const shown = value.slice(0, 100);
  return new SfcError(
    'SFC_FORBIDDEN_HOST',
    `The header ${header} is "${shown}", which this server does not answer to.`,
    {
      details: { header, value: shown },
    },
  );
}
