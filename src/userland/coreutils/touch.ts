// touch: times of files. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Stat, Timespec } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { civilOf, secondsOf } from '../lib/dates.ts';
import { parseDate } from '../lib/parse-date.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { daysOf, zoneOf } from '../lib/zones.ts';

export default command({
  name: 'touch',
  summary: 'update the access and modification times of each FILE to the current time',
  usage: '[OPTION]... FILE...',
  help: `A FILE argument that does not exist is created empty, unless -c or -h is supplied.

  -a                     change only the access time
  -c, --no-create        do not create any files
  -d, --date=STRING      parse STRING and use it instead of current time
  -f                     (ignored)
  -h, --no-dereference   affect each symbolic link instead of any referenced file
  -m                     change only the modification time
  -r, --reference=FILE   use this file's times instead of current time
  -t [[CC]YY]MMDDhhmm[.ss]  use specified time instead of current time
      --time=WORD        specify which time to change: access (-a), modify (-m)`,
  short: 'acd:fhmr:t:',
  long: { 'no-create': '-c', date: '-d', 'no-dereference': '-h', reference: '-r', time: 'required' },
  run: touch,
});

type When = Timespec | 'now';

/** [[CC]YY]MMDDhhmm[.ss], or undefined. */
function parseStamp(text: string, now: Timespec, tz: string | undefined): Timespec | undefined {
  const found = /^(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
  if (found === null || ![8, 10, 12].includes(text.split('.')[0]!.length)) return undefined;
  const digits = text.split('.')[0]!;
  const zone = zoneOf(tz);
  const century = digits.length === 12 ? digits.slice(0, 2) : undefined;
  const short = digits.length === 8 ? undefined : digits.slice(-10, -8);
  const year =
    short === undefined
      ? civilOf(now.seconds, zone).year
      : century === undefined
        ? Number(short) + (Number(short) < 69 ? 2000 : 1900)
        : Number(century + short);
  const [month, day, hour, minute] = [digits.slice(-8, -6), digits.slice(-6, -4), digits.slice(-4, -2), digits.slice(-2)].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const second = Number(found[7] ?? 0);
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > daysOf(year, month + 1, 1) - daysOf(year, month, 1) ||
    hour > 23 ||
    minute > 59 ||
    second > 60
  )
    return undefined;
  return { seconds: secondsOf({ year, month, day, hour, minute, second }, zone), nanoseconds: 0 };
}

async function timesOf(tool: Tool): Promise<{ atime: When; mtime: When }> {
  const reference = tool.value('-r');
  const date = tool.value('-d');
  const stamp = tool.value('-t');
  const zone = zoneOf(tool.env.TZ);
  const now = await tool.sys.clockGettime('realtime');
  if (stamp !== undefined && (date !== undefined || reference !== undefined)) tool.usage('cannot specify times from more than one source');
  if (reference !== undefined) {
    let stat: Stat;
    try {
      stat = await tool.sys.stat(reference, { nofollow: tool.has('-h') });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return tool.fail(`failed to get attributes of ${quoteAlways(reference)}: ${error.message}`);
    }
    if (date === undefined) return { atime: stat.atime, mtime: stat.mtime };
    const [atime, mtime] = [parseDate(date, stat.atime, zone), parseDate(date, stat.mtime, zone)];
    if (atime === undefined || mtime === undefined) tool.fail(`invalid date format ${quote(date)}`);
    return { atime, mtime };
  }
  if (date !== undefined) {
    const time = parseDate(date, now, zone) ?? tool.fail(`invalid date format ${quote(date)}`);
    return date.trim() === 'now' ? { atime: 'now', mtime: 'now' } : { atime: time, mtime: time };
  }
  if (stamp !== undefined) {
    const time = parseStamp(stamp, now, tool.env.TZ) ?? tool.fail(`invalid date format ${quote(stamp)}`);
    return { atime: time, mtime: time };
  }
  return { atime: 'now', mtime: 'now' };
}

async function touch(tool: Tool): Promise<void> {
  const word = tool.value('--time');
  if (word !== undefined && !/^(a(t(ime)?)?|atime|access|use|m(t(ime)?)?|mtime|modify)$/.test(word)) {
    tool.usage(`invalid argument ${quote(word)} for ‘--time’\nValid arguments are:\n  - ‘atime’, ‘access’, ‘use’\n  - ‘mtime’, ‘modify’`);
  }
  const onlyAccess = tool.has('-a') || (word !== undefined && /^[au]/.test(word));
  const onlyModify = tool.has('-m') || (word?.startsWith('m') ?? false);
  const times = await timesOf(tool);
  if (tool.operands.length === 0) tool.usage('missing file operand');
  const atime = onlyModify && !onlyAccess ? undefined : times.atime;
  const mtime = onlyAccess && !onlyModify ? undefined : times.mtime;
  for (const path of tool.operands) await touchOne(tool, path, atime, mtime);
}

async function touchOne(tool: Tool, path: string, atime: When | undefined, mtime: When | undefined): Promise<void> {
  const { sys } = tool;
  const nofollow = tool.has('-h');
  let opening: Errno | undefined;
  if (path === '-') return;
  if (!tool.has('-c') && !nofollow) {
    try {
      await sys.close(await sys.open(path, { write: true, create: true, nonblock: true, noctty: true }, 0o666));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      opening = error;
    }
  }
  try {
    await sys.utimens(path, atime, mtime, { nofollow });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ENOENT' && tool.has('-c')) return;
    if (opening !== undefined && opening.code !== 'EISDIR') await tool.complain(`cannot touch ${quoteAlways(path)}`, opening);
    else await tool.complain(`setting times of ${quoteAlways(path)}`, error);
  }
}
