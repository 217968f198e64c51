import { type JsonObject, member } from '../../json.ts';
import { type Location, within } from '../location.ts';
import type { Site } from '../report.ts';

/** ASL: Task State, Timeouts and heartbeats: the heartbeat must be able to fail before the time-out does. */
export function checkTimeouts(state: JsonObject, at: Location, site: Site): void {
  const timeout = member(state, 'TimeoutSeconds');
  const heartbeat = member(state, 'HeartbeatSeconds');
  if (typeof timeout !== 'number' || typeof heartbeat !== 'number' || heartbeat < timeout) return;
  const message = `"HeartbeatSeconds" (${heartbeat}) must be below "TimeoutSeconds" (${timeout}).`;
  const aws = { message: 'HeartbeatSeconds must be smaller than TimeoutSeconds', at };
  site.report.error('HEARTBEAT_NOT_BELOW_TIMEOUT', within(at, 'HeartbeatSeconds'), message, aws);
}
