// What runc gives up with: a message in its own words, for its log and for whoever called it.

import { Errno } from '../../abi/errno.ts';

export class Failure extends Error {}

/** An error number's words as Go prints them: strerror's, with a small first letter. */
export function goWords(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Errno)) throw error;
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

/** Runs a step; what fails in it is said as "WHAT: words". */
export async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${what}: ${goWords(error)}`);
  }
}

/** Gives undefined where the call fails with one of the codes. */
export async function unless<T>(codes: readonly string[], run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Errno && codes.includes(error.code)) return undefined;
    throw error;
  }
}
