// -m comment: words for who reads the rule. As xt_comment.c and libxt_comment.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { quote } from '../values.ts';

export default defineMatch<{ text: string }>({
  name: 'comment',
  always: true,
  options: { '--comment': { type: 'string', max: 255, mandatory: true } },
  parse: ([given]) => ({ text: given!.text }),
  save: ({ text }) => `--comment ${quote(text)}`,
  list: ({ text }) => `/* ${text} */`,
  matches: () => true,
});
