// How iproute2's programs give up: the words of lib/utils.c and lib/libnetlink.c, and their exit statuses.

import { Errno } from '../../abi/errno.ts';

/** Ends the program with these lines on standard error. */
export class Fatal extends Error {
  readonly status: number;

  constructor(lines: string, status: number) {
    super(lines);
    this.status = status;
  }
}

/** invarg(): an argument that has no meaning where it stands. */
export const invalid = (words: string, argument: string): never => {
  throw new Fatal(`Error: argument "${argument}" is wrong: ${words}\n`, 255);
};

/** duparg2(): the second of two, or nothing that is known. */
export const duplicate = (key: string, argument: string): never => {
  throw new Fatal(`Error: either "${key}" is duplicate, or "${argument}" is garbage.\n`, 255);
};

/** duparg(): an option that was given before. */
export const twice = (key: string, argument: string): never => {
  throw new Fatal(`Error: duplicate "${key}": "${argument}" is the second value.\n`, 255);
};

/** incomplete_command(). */
export const incomplete = (): never => {
  throw new Fatal('Command line is not complete. Try option "help"\n', 255);
};

/** missarg(). */
export const missing = (key: string): never => {
  throw new Fatal(`Error: argument "${key}" is required\n`, 255);
};

/** nodev(). */
export const noDevice = (name: string): never => {
  throw new Fatal(`Cannot find device "${name}"\n`, 1);
};

/** What libnetlink prints of a refusal: the kernel's own words where it gave some. */
export function refusal(error: unknown): Fatal {
  if (!(error instanceof Errno)) throw error;
  const { detail } = error;
  if (detail === undefined) return new Fatal(`RTNETLINK answers: ${error.message}\n`, 2);
  return new Fatal(`Error: ${detail}${detail.endsWith('.') ? '' : '.'}\n`, 2);
}
