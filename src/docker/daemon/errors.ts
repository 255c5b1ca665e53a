// Failures of API calls: a status and the daemon's words.

import { Errno } from '../../abi/errno.ts';

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const notModified = (): ApiError => new ApiError(304, '');
export const invalid = (message: string): ApiError => new ApiError(400, message);
export const forbidden = (message: string): ApiError => new ApiError(403, message);
export const notFound = (message: string): ApiError => new ApiError(404, message);
export const conflict = (message: string): ApiError => new ApiError(409, message);
export const internal = (message: string): ApiError => new ApiError(500, message);
export const notImplemented = (message: string): ApiError => new ApiError(501, message);

/** An error's words as Go prints them; rethrows what is neither an Errno nor an ApiError. */
export function goWords(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (!(error instanceof Errno)) throw error;
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
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
