// -j SET: adds a packet's addresses to an ipset, or takes them out. As xt_set.c and libxt_SET.c, revision 3.

import { defineTarget, type RuleContext, type SetChange, Usage } from '../extension.ts';
import { parseSetFlags, type SetFlag } from '../matches/set.ts';
import { join } from '../ports.ts';
import { parseNumber } from '../values.ts';

interface Operation {
  operation: SetChange['operation'];
  name: string;
  flags: SetFlag[];
}
interface Info {
  operations: Operation[];
  exist: boolean;
  timeout?: number;
  mapMark: boolean;
  mapPriority: boolean;
  mapQueue: boolean;
}

const TIMEOUT_MAX = 4294967294;

function parseOperation(option: string, name: string, flags: string, rule: RuleContext): Operation {
  const parsed = parseSetFlags(flags);
  if (rule.names.setDimension(name) === undefined) throw new Usage(`Set ${name} doesn't exist.\n`);
  return { operation: option.slice(2, 5) as 'add', name, flags: parsed };
}

const words = (info: Info, dashes: string): string =>
  join(
    ...info.operations.map(({ operation, name, flags }) => `${dashes}${operation}-set ${name} ${flags.join(',')}`),
    info.exist && `${dashes}exist`,
    info.timeout !== undefined && `${dashes}timeout ${info.timeout}`,
    info.mapMark && `${dashes}map-mark`,
    info.mapPriority && `${dashes}map-prio`,
    info.mapQueue && `${dashes}map-queue`,
  );

const set = { type: 'string', two: true, repeat: 'allowed' } as const;

export default defineTarget<Info>({
  name: 'SET',
  options: {
    '--add-set': set,
    '--del-set': set,
    '--map-set': set,
    '--exist': { repeat: 'allowed' },
    '--timeout': { type: 'string', repeat: 'allowed' },
    '--map-mark': {},
    '--map-prio': {},
    '--map-queue': {},
  },
  parse(given, rule) {
    const info: Info = { operations: [], exist: false, mapMark: false, mapPriority: false, mapQueue: false };
    for (const { option, text, second } of given) {
      if (option.endsWith('-set')) {
        const operation = parseOperation(option, text, second, rule);
        if (info.operations.some(one => one.operation === operation.operation)) throw new Usage(`${option} can be specified only once`);
        info.operations.push(operation);
      } else if (option === '--exist') info.exist = true;
      else if (option === '--timeout') {
        const timeout = parseNumber(text, 0, TIMEOUT_MAX);
        if (timeout === undefined) throw new Usage(`Invalid value for option --timeout or out of range 0-${TIMEOUT_MAX}`);
        info.timeout = timeout;
      } else if (option === '--map-mark') info.mapMark = true;
      else if (option === '--map-prio') info.mapPriority = true;
      else info.mapQueue = true;
    }
    if (info.operations.length === 0) throw new Usage("You must specify either `--add-set' or `--del-set' or `--map-set'");
    return info;
  },
  save: info => words(info, '--'),
  list: info => words(info, ''),
  check({ operations, mapPriority, mapQueue }, { table, hooks }) {
    if (!operations.some(one => one.operation === 'map')) return undefined;
    if (table !== 'mangle') return 'EINVAL';
    if ((mapPriority || mapQueue) && hooks.some(hook => hook === 'PREROUTING' || hook === 'INPUT')) return 'EINVAL';
    return undefined;
  },
  act(info, skb, at) {
    for (const { operation, name, flags } of info.operations) {
      at.changeSet(name, flags, skb, {
        operation,
        exist: info.exist,
        ...(info.timeout !== undefined && { timeoutSeconds: info.timeout }),
        mapMark: info.mapMark,
        mapPriority: info.mapPriority,
        mapQueue: info.mapQueue,
      });
    }
    return 'CONTINUE';
  },
});
