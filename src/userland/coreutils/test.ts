// test and [: questions about files, texts and numbers, by the exit status. As GNU coreutils 9.10.

import { command, Failure, type Tool } from '../lib/command.ts';
import { Expression } from './test-expression.ts';

export default command({
  name: 'test',
  summary: 'check file types and compare values',
  usage: 'EXPRESSION\n',
  async run(tool: Tool) {
    let words = tool.argv.slice(1);
    if (/(^|\/)\[$/.test(tool.name)) {
      if (words.length === 1 && (words[0] === '--help' || words[0] === '--version')) {
        tool.out.write(words[0] === '--help' ? 'Usage: test EXPRESSION\n  or:  [ EXPRESSION ]\n' : '[ (GNU coreutils) 9.10\n');
        return 0;
      }
      if (words.at(-1) !== ']') throw new Failure('missing ‘]’', 2);
      words = words.slice(0, -1);
    }
    return (await new Expression(tool.sys, words).value()) ? 0 : 1;
  },
});
