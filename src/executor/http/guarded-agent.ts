import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, Pool } from 'undici';
import { SfcError } from '../../errors/sfc-error.ts';
import type { HostGuard } from './host-guard.ts';

export interface GuardedAgentOptions {
  readonly guard: HostGuard;
  readonly connectTimeoutMs?: number;
  /** Instead of the system's resolver. */
  readonly resolve?: typeof lookup;
}

/**
 * Connections, kept alive, to hosts that the guard allows. A name is resolved once per connection and only addresses that were
 * checked are connected to, so a name that changes its address in between gains nothing. Refusals are `SFC_HOST_NOT_ALLOWED`.
 */
export function createGuardedAgent({
  guard,
  connectTimeoutMs = 10_000,
  resolve = lookup,
}: GuardedAgentOptions): Dispatcher {
  return new Agent({
    factory: (origin, options) => {
      const url = new URL(origin);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
      return new Pool(url, { ...options, connect: guardedConnector(guard, host, port, connectTimeoutMs, resolve) });
    },
  });
}

function guardedConnector(
  guard: HostGuard,
  host: string,
  port: number,
  timeout: number,
  resolve: typeof lookup,
): buildConnector.connector {
  const guardedLookup: LookupFunction = (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const allowed = found.filter(({ address }) => guard.refusal(host, port, address) === undefined);
      if (allowed.length === 0) return callback(refused(guard, host, port, found), '', 0);
      if (options.all) return callback(null, allowed);
      return callback(null, allowed[0]?.address ?? '', allowed[0]?.family ?? 0);
    });
  };
  const connect = buildConnector({ timeout, lookup: guardedLookup, port });
  return (options, callback) => {
    const refusal = isIP(host) === 0 ? undefined : guard.refusal(host, port, host);
    if (refusal === undefined) connect(options, callback);
    else callback(new SfcError('SFC_HOST_NOT_ALLOWED', refusal), null);
  };
}

function refused(guard: HostGuard, host: string, port: number, found: readonly LookupAddress[]): SfcError {
  const refusal = found.map(({ address }) => guard.refusal(host, port, address)).find((reason) => reason !== undefined);
  return new SfcError('SFC_HOST_NOT_ALLOWED', refusal ?? `${host} has no address.`);
}
