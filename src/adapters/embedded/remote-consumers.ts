import { SfcError } from '../../errors/sfc-error.ts';
import type { Delivered, RemoteConsumers } from '../../ports/message-bus.ts';
import { type Place, toText } from './consumer-place.ts';
import type { Group } from './embedded-topic.ts';
import type { Topics } from './topic-registry.ts';

export interface RemoteParts {
  readonly topics: Topics;
  readonly leaseMs: number;
  readonly wakeGroup: (group: Group) => void;
}

/**
 * Polls of services outside. What one polled is leased to it: its partition gives the group nothing more until all of it is
 * acknowledged, which keeps the order per key, or until the lease ends; then it is delivered again.
 */
export function createRemoteConsumers({ topics, leaseMs, wakeGroup }: RemoteParts): RemoteConsumers {
  function take(group: Group, max: number): Delivered<string>[] {
    const taken: Delivered<string>[] = [];
    const first = group.turn++;
    for (let step = 0; step < group.places.length && taken.length < max; step += 1) {
      const place = group.places[(first + step) % group.places.length];
      if (place === undefined || place.isBusy || place.lease !== undefined) continue;
      const { records, next } = place.log.read(place.next, max - taken.length);
      if (records.length === 0) continue;
      taken.push(...records.map(toText));
      place.deliveredBelow = Math.max(place.deliveredBelow, next);
      lease(group, place, next);
    }
    return taken;
  }
  function lease(group: Group, place: Place, below: number): void {
    clearTimeout(place.lease?.timer);
    const timer = setTimeout(() => endLease(group, place), leaseMs);
    place.lease = { below, timer: timer.unref() };
  }
  function endLease(group: Group, place: Place): void {
    clearTimeout(place.lease?.timer);
    place.lease = undefined;
    wakeGroup(group);
  }

  return {
    async poll({ topic, group: name, max, waitMs, signal }) {
      const group = topics.group(topics.open(topic), name);
      const end = performance.now() + waitMs;
      for (;;) {
        if (signal?.aborted) return [];
        const taken = take(group, max);
        const rest = end - performance.now();
        if (taken.length > 0 || rest <= 0) return taken;
        await group.pollers.wait(rest, signal);
      }
    },
    async acknowledge({ topic, group: name, partition, offset }) {
      const group = topics.group(topics.open(topic), name);
      const place = group.places[partition];
      if (place === undefined || offset >= place.deliveredBelow) {
        throw new SfcError(
          'SFC_INVALID_REQUEST',
          `Group ${name} was never given offset ${offset} of partition ${partition} of ${topic}.`,
        );
      }
      const next = offset + 1;
      if (next > place.next) await topics.acknowledgeNow(group, place, next);
      if (place.lease === undefined) return;
      if (place.next >= place.lease.below) endLease(group, place);
      else lease(group, place, place.lease.below);
    },
  };
}
