// basename: a path's last component. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { baseName } from '../lib/path.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'basename',
  summary: 'print NAME with any leading directory components removed',
  usage: 'NAME [SUFFIX]\nOPTION... NAME...',
  help: `  -a, --multiple       support multiple arguments and treat each as a NAME
  -s, --suffix=SUFFIX  remove a trailing SUFFIX; implies -a
  -z, --zero           end each output line with NUL, not newline`,
  short: '+as:z',
  long: { multiple: '-a', suffix: '-s', zero: '-z' },
  async run(tool: Tool) {
    const { operands } = tool;
    if (operands.length === 0) tool.usage('missing operand');
    const several = tool.has('-a', '-s');
    if (!several && operands.length > 2) tool.usage(`extra operand ${quote(operands[2]!)}`);
    const suffix = several ? (tool.value('-s') ?? '') : (operands[1] ?? '');
    for (const path of several ? operands : operands.slice(0, 1)) {
      const name = baseName(path);
      const cut = suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
      tool.out.write(cut + (tool.has('-z') ? '\0' : '\n'));
    }
  },
});
