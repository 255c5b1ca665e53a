// comm: two sorted files compared line by line. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { singleLines } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'comm',
  summary: 'compare sorted files FILE1 and FILE2 line by line',
  usage: '[OPTION]... FILE1 FILE2',
  help: `When FILE1 or FILE2 (not both) is -, read standard input.

  -1                      suppress column 1 (lines unique to FILE1)
  -2                      suppress column 2 (lines unique to FILE2)
  -3                      suppress column 3 (lines that appear in both files)
      --check-order       check that the input is correctly sorted
      --nocheck-order     do not check that the input is correctly sorted
      --output-delimiter=STR  separate columns with STR
      --total             output a summary
  -z, --zero-terminated   line delimiter is NUL, not newline`,
  short: '123z',
  long: { 'check-order': 'none', 'nocheck-order': 'none', 'output-delimiter': 'required', total: 'none', 'zero-terminated': '-z' },
  codec: 'bytes',
  run: comm,
});

/** One file's lines, with a look at whether they are sorted. */
class Side {
  line: string | undefined;
  sorted = true;
  readonly #lines: AsyncGenerator<{ line: string }>;

  constructor(lines: AsyncGenerator<{ line: string }>) {
    this.#lines = lines;
  }

  async next(): Promise<void> {
    const before = this.line;
    const next = await this.#lines.next();
    this.line = next.done === true ? undefined : next.value.line;
    if (before !== undefined && this.line !== undefined && before > this.line) this.sorted = false;
  }
}

async function comm(tool: Tool): Promise<number> {
  if (tool.operands.length < 2) {
    tool.usage(tool.operands.length === 0 ? 'missing operand' : `missing operand after ${quote(tool.operands[0]!)}`);
  }
  if (tool.operands.length > 2) tool.usage(`extra operand ${quote(tool.operands[2]!)}`);
  const end = tool.has('-z') ? '\0' : '\n';
  const sides: Side[] = [];
  for (const path of tool.operands) {
    const fd = await tool.input(path);
    if (fd === undefined) return 1;
    sides.push(new Side(singleLines(tool.sys, fd, { codec: 'bytes', delimiter: end === '\n' ? 10 : 0 })));
  }
  const [one, two] = sides as [Side, Side];
  const separator = tool.value('--output-delimiter') ?? '\t';
  const leads = ['', tool.has('-1') ? '' : separator, (tool.has('-1') ? '' : separator) + (tool.has('-2') ? '' : separator)];
  const totals = [0, 0, 0];
  const emit = (column: number, line: string): void => {
    totals[column]!++;
    if (!tool.has(`-${column + 1}`)) tool.out.write(leads[column]! + line + end);
  };
  const warned = new Set<Side>();
  await one.next();
  await two.next();
  let unpairable = false;
  while (one.line !== undefined || two.line !== undefined) {
    const order = one.line === undefined ? 1 : two.line === undefined ? -1 : one.line < two.line ? -1 : one.line > two.line ? 1 : 0;
    if (order !== 0) unpairable = true;
    emit(order < 0 ? 0 : order > 0 ? 1 : 2, order > 0 ? two.line! : one.line!);
    if (order <= 0) await one.next();
    if (order >= 0) await two.next();
    for (const side of sides) {
      if (side.sorted || warned.has(side) || tool.has('--nocheck-order') || !(unpairable || tool.has('--check-order'))) continue;
      warned.add(side);
      await tool.warn(`file ${sides.indexOf(side) + 1} is not in sorted order`);
      if (tool.has('--check-order')) return 1;
    }
    await tool.out.settle();
  }
  if (tool.has('--total')) tool.out.write(`${totals.join(separator)}${separator}total${end}`);
  if (warned.size > 0) await tool.warn('input is not in sorted order');
  return tool.status;
}
