// Names of numbers: routing tables, protocols, scopes, groups. As lib/rt_names.c with the files of /usr/share/iproute2 and /etc/iproute2.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { folderNames } from '../lib/folder.ts';
import { readText } from '../lib/io.ts';

const TABLES: Readonly<Record<string, number>> = { unspec: 0, default: 253, main: 254, local: 255 };
const PROTOCOLS: Readonly<Record<string, number>> = {
  unspec: 0,
  redirect: 1,
  kernel: 2,
  boot: 3,
  static: 4,
  gated: 8,
  ra: 9,
  mrt: 10,
  zebra: 11,
  bird: 12,
  dnrouted: 13,
  xorp: 14,
  ntk: 15,
  dhcp: 16,
  keepalived: 18,
  babel: 42,
  ovn: 84,
  openr: 99,
  bgp: 186,
  isis: 187,
  ospf: 188,
  rip: 189,
  eigrp: 192,
};
const SCOPES: Readonly<Record<string, number>> = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 };
const GROUPS: Readonly<Record<string, number>> = { default: 0 };
/** IFAPROT_*. */
const ADDRESS_PROTOCOLS: Readonly<Record<string, number>> = { kernel_lo: 1, kernel_ra: 2, kernel_ll: 3 };

/** A table of names both ways. */
export class NameTable {
  readonly #byName = new Map<string, number>();
  readonly #byNumber = new Map<number, string>();

  constructor(...sources: Readonly<Record<string, number>>[]) {
    for (const source of sources) for (const [name, number] of Object.entries(source)) this.add(name, number);
  }

  add(name: string, number: number): void {
    this.#byName.set(name, number);
    this.#byNumber.set(number, name);
  }

  name(number: number): string {
    return this.#byNumber.get(number) ?? `${number}`;
  }

  /** A name or a number (decimal, octal or hexadecimal as strtoul takes it); undefined where it is neither. */
  number(text: string): number | undefined {
    return this.#byName.get(text) ?? parseNumber(text);
  }
}

/** strtoul(text, &end, 0) of a whole word: undefined where something is left over, or it is negative. */
export function parseNumber(text: string): number | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

export const routeScopes = new NameTable(SCOPES);
export const linkGroups = new NameTable(GROUPS);
export const addressProtocols = new NameTable(ADDRESS_PROTOCOLS);

/** Reads "NUMBER NAME" lines of a file of /etc/iproute2; a file that is not there has none. */
async function lines(sys: Sys, path: string): Promise<Record<string, number>> {
  try {
    const text = await readText(sys, path);
    const rows = text.split('\n').map(line => line.replace(/#.*/, '').trim().split(/\s+/));
    return Object.fromEntries(rows.flatMap(([number, name]) => (name === undefined ? [] : [[name, parseNumber(number!) ?? 0]])));
  } catch (error) {
    if (error instanceof Errno) return {};
    throw error;
  }
}

async function table(sys: Sys, file: string, builtIn: Readonly<Record<string, number>>): Promise<NameTable> {
  const names = await folderNames(sys, `/etc/iproute2/${file}.d`).catch(error => {
    if (error instanceof Errno) return [];
    throw error;
  });
  const more: Record<string, number>[] = [];
  for (const name of names.filter(each => each.endsWith('.conf'))) more.push(await lines(sys, `/etc/iproute2/${file}.d/${name}`));
  return new NameTable(builtIn, await lines(sys, `/etc/iproute2/${file}`), ...more);
}

export const routeTables = (sys: Sys): Promise<NameTable> => table(sys, 'rt_tables', TABLES);
export const routeProtocols = (sys: Sys): Promise<NameTable> => table(sys, 'rt_protos', PROTOCOLS);
