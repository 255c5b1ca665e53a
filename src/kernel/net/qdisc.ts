// Queueing disciplines that hold packets back: netem (delay, jitter, loss, duplication, rate) and tbf (a token bucket). As net/sched/.

import { drop } from './drop.ts';
import type { Netdev, Skb } from './skb.ts';
import { hardTransmit } from './transmit.ts';

export interface QdiscStats {
  bytes: number;
  packets: number;
  drops: number;
  overlimits: number;
  backlogBytes: number;
  backlogPackets: number;
}

export interface Shaper {
  readonly kind: string;
  readonly handle: number;
  readonly options: Record<string, unknown>;
  readonly stats: QdiscStats;
  enqueue(skb: Skb): void;
}

const newStats = (): QdiscStats => ({ bytes: 0, packets: 0, drops: 0, overlimits: 0, backlogBytes: 0, backlogPackets: 0 });

const number = (options: Record<string, unknown>, name: string, otherwise = 0): number => Number(options[name] ?? otherwise);

function lose(shaper: Shaper, device: Netdev, skb: Skb): void {
  shaper.stats.drops++;
  drop(skb, 'QDISC_DROP', device.netns);
}

/** Sends a packet after a while, with the counters that `tc -s` shows. */
function later(shaper: Shaper, device: Netdev, skb: Skb, delayMs: number): void {
  const { stats } = shaper;
  const bytes = skb.sizeBytes;
  const send = (): void => {
    stats.bytes += bytes;
    stats.packets += Math.max(1, skb.gsoSegments);
    if (device.up && device.carrier) hardTransmit(device, skb);
    else lose(shaper, device, skb);
  };
  if (delayMs <= 0) return send();
  stats.backlogBytes += bytes;
  stats.backlogPackets++;
  device.netns.kernel.clock.after(delayMs, () => {
    stats.backlogBytes -= bytes;
    stats.backlogPackets--;
    send();
  });
}

/** Options: limit, delayMs, jitterMs, loss and duplicate (0 to 1), rate (bytes a second). */
export function netem(device: Netdev, handle: number, options: Record<string, unknown>): Shaper {
  const { clock, random } = device.netns.kernel;
  let freeAtMs = 0;
  const chance = (name: string): boolean => number(options, name) > 0 && random.u32() / 4294967296 < number(options, name);
  const shaper: Shaper = {
    kind: 'netem',
    handle,
    options,
    stats: newStats(),
    enqueue(skb) {
      if (chance('loss') || shaper.stats.backlogPackets >= number(options, 'limit', 1000)) return lose(shaper, device, skb);
      const jitter = number(options, 'jitterMs');
      let delay = Math.max(0, number(options, 'delayMs') + (jitter > 0 ? (random.u32() / 2147483648 - 1) * jitter : 0));
      const rate = number(options, 'rate');
      if (rate > 0) {
        const now = clock.monotonicMs;
        freeAtMs = Math.max(freeAtMs, now) + (skb.sizeBytes * 1000) / rate;
        delay += freeAtMs - now;
      }
      if (chance('duplicate')) later(shaper, device, skb.clone(), delay);
      later(shaper, device, skb, delay);
    },
  };
  return shaper;
}

/** Options: rate (bytes a second), burst and limit (bytes). */
export function tbf(device: Netdev, handle: number, options: Record<string, unknown>): Shaper {
  const { clock } = device.netns.kernel;
  const rate = number(options, 'rate');
  const burst = number(options, 'burst');
  let tokens = burst;
  let stampMs = clock.monotonicMs;
  const shaper: Shaper = {
    kind: 'tbf',
    handle,
    options,
    stats: newStats(),
    enqueue(skb) {
      const size = skb.sizeBytes;
      if (shaper.stats.backlogBytes + size > number(options, 'limit', 1e9)) return lose(shaper, device, skb);
      const now = clock.monotonicMs;
      tokens = Math.min(burst, tokens + ((now - stampMs) * rate) / 1000);
      stampMs = now;
      tokens -= size;
      if (tokens >= 0) return later(shaper, device, skb, 0);
      shaper.stats.overlimits++;
      later(shaper, device, skb, (-tokens * 1000) / rate);
    },
  };
  return shaper;
}
