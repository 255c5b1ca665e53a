// getent: entries of the databases that nsswitch.conf names. glibc 2.43.

import type { Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { argp, argpHint } from './argp.ts';
import { DATABASES } from './getent-databases.ts';
import { HELP } from './help/getent.ts';

const USAGE = `Usage: getent [-Ai?V] [-s CONFIG] [--no-addrconfig] [--no-idn]
            [--service=CONFIG] [--help] [--usage] [--version]
            database [key ...]
`;

export default argp({
  name: 'getent',
  summary: 'get entries from Name Service Switch libraries',
  help: HELP,
  usage: USAGE,
  authors: 'Thorsten Kukuk',
  short: 'Ais:',
  long: { 'no-addrconfig': '-A', 'no-idn': '-i', service: '-s' },
  run: getent,
});

const NOT_FOUND = 2;
const NO_ENUMERATION = 3;

/** Sources that hold nothing here are asked in vain, as glibc asks a library that is not there. */
function withFiles(tool: Tool, database: string): boolean {
  for (const { option, value = '' } of tool.given) {
    if (option !== '-s') continue;
    const colon = value.indexOf(':');
    if (colon >= 0 && value.slice(0, colon) !== database) continue;
    if (
      !value
        .slice(colon + 1)
        .split(/\s+/)
        .includes('files')
    )
      return false;
  }
  return true;
}

async function getent(tool: Tool): Promise<number> {
  const [name, ...keys] = tool.operands;
  if (name === undefined) {
    await warn(tool.sys, `${tool.name}: wrong number of arguments\n${argpHint(tool.name)}`);
    return 1;
  }
  const database = DATABASES[name];
  if (!database) {
    await warn(tool.sys, `Unknown database: ${name}\n${argpHint(tool.name)}`);
    return 1;
  }
  if (!withFiles(tool, name)) return NOT_FOUND;
  if (keys.length === 0) {
    if (!database.all) {
      await warn(tool.sys, `Enumeration not supported on ${name}\n`);
      return NO_ENUMERATION;
    }
    for (const line of await database.all(tool.sys)) tool.out.write(line);
    return 0;
  }
  let status = 0;
  for (const key of keys) {
    const lines = await database.find(tool.sys, key);
    if (lines.length === 0) status = NOT_FOUND;
    for (const line of lines) tool.out.write(line);
  }
  return status;
}
