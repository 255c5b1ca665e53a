// -m connlabel: a bit of the connection's label. As xt_connlabel.c and libxt_connlabel.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { not, parseNumber, quoteAlways } from '../values.ts';

export default defineMatch<{ bit: number; set: boolean; inverted: boolean }>({
  name: 'connlabel',
  tracks: true,
  options: { '--label': { type: 'string', mandatory: true, invertible: true }, '--set': {} },
  parse(given, rule) {
    const label = given.find(one => one.option === '--label')!;
    const bit = rule.names.connlabelByName(label.text) ?? parseNumber(label.text, 0, 127);
    if (bit === undefined) throw new Usage(`label '${label.text}' not found or invalid value`);
    return { bit, set: given.some(one => one.option === '--set'), inverted: label.inverted };
  },
  save: ({ bit, set, inverted }, how) =>
    `${not(inverted)}--label ${quoteAlways(how.names.connlabelByNumber(bit) ?? `${bit}`)}${set ? ' --set' : ''}`,
  list: ({ bit, set, inverted }, how) => `connlabel ${not(inverted)}${how.names.connlabelByNumber(bit) ?? bit}${set ? ' set' : ''}`,
  matches({ bit, set, inverted }, skb, at) {
    const connection = at.connection(skb);
    if (!connection || connection.state === 'INVALID' || connection.state === 'UNTRACKED') return inverted;
    if (connection.hasLabel(bit)) return !inverted;
    return set ? connection.setLabel(bit) !== inverted : inverted;
  },
});
