import type { Health } from '../api/services.ts';
import type { Conductor } from '../conductor/conductor.ts';
import type { Indexer } from '../monitor/indexer.ts';

/** Whether the conductor takes work, and how far the index is behind. */
export function healthOf(conductor: Conductor, indexer: Indexer): Health {
  const { isHealthy, fault, isRecovering } = conductor.health();
  const { fault: indexFault, behindMs } = indexer.lag();
  const faultText = fault === undefined ? {} : { message: `${fault.code} ${fault.message}` };
  return {
    ready: isHealthy,
    checks: [
      {
        name: 'conductor',
        ok: isHealthy,
        ...(isRecovering ? { message: 'open flows are being recovered' } : {}),
        ...faultText,
      },
      // A monitor that lags is no reason to take the conductor out of service.
      { name: 'index', ok: indexFault === undefined, message: indexFault ?? `${behindMs} ms behind` },
    ],
  };
}
