// What busybox's network applets share: names to addresses, numbers, and the time that passes. As libbb/xconnect.c.

import type { Sys } from '../../abi/sys.ts';
import { type IpFamily, type Resolved, ResolveError, resolve } from '../lib/resolve.ts';
import type { Run } from './applet.ts';

/** The first address of a host; ends the applet with "bad address" where it has none (xhost2sockaddr). */
export async function hostAddress(run: Run, host: string, family?: IpFamily): Promise<Resolved> {
  try {
    return (await resolve(run.sys, host, { family }))[0]!;
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    return run.die(`bad address '${host}'`);
  }
}

/** The monotonic clock in milliseconds. */
export async function nowMs(sys: Sys): Promise<number> {
  const { seconds, nanoseconds } = await sys.clockGettime('monotonic');
  return seconds * 1000 + nanoseconds / 1e6;
}

/** A whole number of an option; ends the applet in busybox's words where it is none or out of range. */
export function number(run: Run, text: string, low = 0, high = 0xffffffff): number {
  if (!/^\d+$/.test(text)) run.die(`invalid number '${text}'`);
  const value = Number(text);
  if (value < low || value > high) run.die(`number ${text} is not in ${low}..${high} range`);
  return value;
}

/** Seconds, with or without a fraction, as milliseconds. */
export function secondsAsMs(run: Run, text: string): number {
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(text)) run.die(`invalid number '${text}'`);
  return Number(text) * 1000;
}

/** The length of the prefix that a netmask stands for ("255.255.0.0" is 16). */
export const maskLength = (mask: string): number =>
  mask.split('.').reduce((sum, part) => sum + (Number(part).toString(2).match(/1/g)?.length ?? 0), 0);
