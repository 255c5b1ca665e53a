// -m set: whether addresses and ports are in an ipset. As xt_set.c and libxt_set.c, revision 4.

import { defineMatch, type Given, type SetQuestion, Usage } from '../extension.ts';
import { not, parseNumber } from '../values.ts';

export type SetFlag = 'src' | 'dst';
export const SET_FLAGS_MAX = 6;

interface Info {
  name: string;
  flags: SetFlag[];
  inverted: boolean;
  question: SetQuestion;
  updateSubcounters: boolean;
}

/** "src,dst": which of a packet's ends are asked about. Throws Usage. */
export function parseSetFlags(text: string): SetFlag[] {
  const flags: SetFlag[] = [];
  for (const word of text.split(',')) {
    if (flags.length === SET_FLAGS_MAX) throw new Usage(`Can't be more src/dst options than ${SET_FLAGS_MAX}.`);
    if (word !== 'src' && word !== 'dst') throw new Usage("You must specify (the comma separated list of) 'src' or 'dst'.");
    flags.push(word);
  }
  return flags;
}

const OPERATORS = { eq: '==', lt: '<', gt: '>' } as const;

function parseCounter(given: Given): NonNullable<SetQuestion['packets']> {
  const value = parseNumber(given.text, 0, Number.POSITIVE_INFINITY);
  if (value === undefined) throw new Usage(`Cannot parse ${given.text} as a counter value`);
  const operator = OPERATORS[given.option.slice(-2) as 'eq'];
  if (given.inverted && operator !== '==') throw new Usage(`${given.option} option cannot be inverted`);
  return { operator: given.inverted ? '!=' : operator, value };
}

function counterWords(key: string, test: SetQuestion['packets'], dashes: string): string {
  if (!test) return '';
  const suffix = { '==': 'eq', '!=': 'eq', '<': 'lt', '>': 'gt' }[test.operator];
  return ` ${not(test.operator === '!=')}${dashes}${key}-${suffix} ${test.value}`;
}

const words = ({ name, flags, inverted, question, updateSubcounters }: Info, dashes: string): string =>
  `${not(inverted)}${dashes}match-set ${name} ${flags.join(',')}${question.returnNomatch ? ` ${dashes}return-nomatch` : ''}${
    question.updateCounters ? '' : ` ! ${dashes}update-counters`
  }${updateSubcounters ? '' : ` ! ${dashes}update-subcounters`}${counterWords('packets', question.packets, dashes)}${counterWords('bytes', question.bytes, dashes)}`;

const counter = { type: 'string', invertible: true, repeat: 'allowed' } as const;

export default defineMatch<Info>({
  name: 'set',
  options: {
    '--match-set': { type: 'string', two: true, invertible: true, repeat: 'allowed' },
    '--set': { type: 'string', two: true, invertible: true, repeat: 'allowed' },
    '--return-nomatch': { repeat: 'allowed' },
    '--update-counters': { invertible: true, repeat: 'allowed' },
    '--update-subcounters': { invertible: true, repeat: 'allowed' },
    '--packets-eq': counter,
    '--packets-lt': counter,
    '--packets-gt': counter,
    '--bytes-eq': counter,
    '--bytes-lt': counter,
    '--bytes-gt': counter,
  },
  parse(given, rule) {
    let info: Info | undefined;
    const question: SetQuestion = { returnNomatch: false, updateCounters: true };
    let updateSubcounters = true;
    for (const one of given) {
      const { option, text, second, inverted } = one;
      if (option === '--match-set' || option === '--set') {
        if (option === '--set') rule.warn('--set option deprecated, please use --match-set\n');
        if (info) throw new Usage(`${option} can be specified only once`);
        const flags = parseSetFlags(second);
        if (rule.names.setDimension(text) === undefined) throw new Usage(`Set ${text} doesn't exist.\n`);
        info = { name: text, flags, inverted, question, updateSubcounters };
      } else if (option === '--return-nomatch') question.returnNomatch = true;
      else if (option === '--update-counters') question.updateCounters = !inverted;
      else if (option === '--update-subcounters') updateSubcounters = !inverted;
      else question[option.startsWith('--packets') ? 'packets' : 'bytes'] = parseCounter(one);
    }
    if (!info) throw new Usage("You must specify `--match-set' with proper arguments");
    return { ...info, updateSubcounters };
  },
  save: info => words(info, '--'),
  list: info => words(info, ''),
  matches: ({ name, flags, inverted, question }, skb, at) => at.inSet(name, flags, skb, question) !== inverted,
});
