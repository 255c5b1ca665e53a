// -j NFQUEUE: to a program that decides. As xt_NFQUEUE.c and libxt_NFQUEUE.c, revision 3.

import { defineTarget, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { parseNumber } from '../values.ts';

interface Info {
  first: number;
  last: number;
  bypass: boolean;
  fanout: boolean;
}

const words = ({ first, last, bypass, fanout }: Info, dashes: string, number: string, balance: string): string =>
  join(first === last ? `${number} ${first}` : `${balance} ${first}:${last}`, bypass && `${dashes}bypass`, fanout && `${dashes}cpu-fanout`);

export default defineTarget<Info>({
  name: 'NFQUEUE',
  options: {
    '--queue-num': { type: 'u16', excludes: ['--queue-balance'] },
    '--queue-balance': { type: 'string', excludes: ['--queue-num'] },
    '--queue-bypass': {},
    '--queue-cpu-fanout': { also: ['--queue-balance'] },
  },
  parse(given) {
    const number = given.find(one => one.option === '--queue-num')?.number ?? 0;
    const balance = given.find(one => one.option === '--queue-balance');
    const flags = {
      bypass: given.some(one => one.option === '--queue-bypass'),
      fanout: given.some(one => one.option === '--queue-cpu-fanout'),
    };
    if (!balance) return { first: number, last: number, ...flags };
    const [low, high] = balance.text.split(':');
    if (high === undefined) throw new Usage(`Bad range "${balance.text}"`);
    const bad = (near: string, least: number): Usage =>
      new Usage(`NFQUEUE: bad value for option "--queue-balance" near "${near}", or out of range (${least}-65534).\n`);
    const first = parseNumber(low!, 0, 65534);
    if (first === undefined) throw bad(low!, 0);
    const last = parseNumber(high, first, 65534);
    if (last === undefined) throw bad(high, first);
    if (first === last) throw new Usage(`Bad range "${balance.text}"`);
    return { first, last, ...flags };
  },
  save: info => words(info, '--queue-', '--queue-num', '--queue-balance'),
  list: info => `NFQUEUE ${words(info, '', 'num', 'balance')}`,
  act: ({ first, bypass }, skb, at) => at.queue(skb, { number: first, bypass }),
});
