// paste: lines of files side by side. As GNU coreutils 9.10.

import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { allLines, singleLines } from '../lib/lines.ts';

export default command({
  name: 'paste',
  summary: 'write lines consisting of the sequentially corresponding lines from each FILE, separated by TABs, to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -d, --delimiters=LIST   reuse characters from LIST instead of TABs
  -s, --serial            paste one file at a time instead of in parallel
  -z, --zero-terminated   line delimiter is NUL, not newline`,
  short: 'd:sz',
  long: { delimiters: '-d', serial: '-s', 'zero-terminated': '-z' },
  run: paste,
});

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '', b: '\b', f: '\f', r: '\r', v: '\v', '\\': '\\' };

function delimitersOf(tool: Tool): string[] {
  const text = tool.value('-d') ?? '\t';
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) tool.fail(`delimiter list ends with an unescaped backslash: ${text}`);
  const list: string[] = [];
  for (const [, escaped, plain] of text.matchAll(/\\(.)|([^\\])/gsu))
    list.push(escaped === undefined ? plain! : (ESCAPES[escaped] ?? escaped));
  return list.length > 0 ? list : [''];
}

async function paste(tool: Tool): Promise<void> {
  const delimiters = delimitersOf(tool);
  const end = tool.has('-z') ? '\0' : '\n';
  const format = { delimiter: end === '\n' ? 10 : 0 };
  const join = (fields: readonly string[]): string =>
    fields.reduce((line, field, at) => (at === 0 ? field : line + delimiters[(at - 1) % delimiters.length] + field), '');
  if (tool.has('-s')) {
    return tool.eachInput(async fd => {
      const { lines } = await allLines(tool.sys, fd, format);
      tool.out.write(join(lines) + end);
    });
  }
  const open = new Map<string, AsyncGenerator<{ line: string }>>();
  const inputs: AsyncGenerator<{ line: string }>[] = [];
  const paths = tool.operands.length > 0 ? tool.operands : ['-'];
  for (const path of paths) {
    const shared = path === '-' ? open.get('-') : undefined;
    const fd: Fd | undefined = shared === undefined ? await tool.input(path) : 0;
    if (fd === undefined) return tool.fail('');
    const input = shared ?? singleLines(tool.sys, fd, format);
    if (path === '-') open.set('-', input);
    inputs.push(input);
  }
  const ended = new Set<AsyncGenerator<{ line: string }>>();
  for (;;) {
    const fields: string[] = [];
    let any = false;
    for (const input of inputs) {
      const next = ended.has(input) ? undefined : await input.next();
      if (next === undefined || next.done === true) {
        ended.add(input);
        fields.push('');
      } else {
        any = true;
        fields.push(next.value.line);
      }
    }
    if (!any) return;
    tool.out.write(join(fields) + end);
    await tool.out.settle();
  }
}
