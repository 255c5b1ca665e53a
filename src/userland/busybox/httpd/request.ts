// A request, its connection, and a line of the log about it.

import type { Sys } from '../../../abi/sys.ts';
import type { Address, Env, Fd } from '../../../abi/types.ts';
import { warn } from '../../lib/io.ts';

export interface Request {
  method: string;
  /** Decoded, with its leading slash, without the query. */
  path: string;
  query: string;
  uri: string;
  headers: ReadonlyMap<string, string>;
  /** Bytes of the body that came with the head. */
  rest: Uint8Array;
}

export interface Connection {
  sys: Sys;
  input: Fd;
  output: Fd;
  peer: Address;
  verbose: number;
  env: Env;
}

/** An address as httpd's log has it: IPv6 in brackets, IPv4 mapped into it. */
export const printPeer = (peer: Address): string =>
  peer.family === 'inet6' ? `[${peer.address}]:${peer.port}` : peer.family === 'inet' ? `${peer.address}:${peer.port}` : '';

/** "-v" and "-vv": a line of the log. */
export async function say(connection: Connection, level: number, words: string): Promise<void> {
  if (connection.verbose >= level) await warn(connection.sys, `${printPeer(connection.peer)}: ${words}\n`);
}
