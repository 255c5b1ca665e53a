// -m helper: packets of a connection that a helper expected or watches. As xt_helper.c and libxt_helper.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { not, quote, quoteAlways } from '../values.ts';

export default defineMatch<{ name: string; inverted: boolean }>({
  name: 'helper',
  tracks: true,
  options: { '--helper': { type: 'string', mandatory: true, invertible: true, max: 29 } },
  parse: ([given]) => ({ name: given!.text, inverted: given!.inverted }),
  save: ({ name, inverted }) => `${not(inverted)}--helper ${quote(name)}`,
  list: ({ name, inverted }) => `helper match ${not(inverted)}${quoteAlways(name)}`,
  matches({ name, inverted }, skb, at) {
    const helper = at.connection(skb)?.helper;
    if (helper === undefined) return inverted;
    return (name === '' || helper === name) !== inverted;
  },
});
