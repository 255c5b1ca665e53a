// nl: lines with numbers. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';
import { compileBre } from '../lib/regex.ts';

type Section = 'header' | 'body' | 'footer';

export default command({
  name: 'nl',
  summary: 'write each FILE to standard output, with line numbers added',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -b, --body-numbering=STYLE      use STYLE for numbering body lines
  -d, --section-delimiter=CC      use CC for logical page delimiters
  -f, --footer-numbering=STYLE    use STYLE for numbering footer lines
  -h, --header-numbering=STYLE    use STYLE for numbering header lines
  -i, --line-increment=NUMBER     line number increment at each line
  -l, --join-blank-lines=NUMBER   group of NUMBER empty lines counted as one
  -n, --number-format=FORMAT      insert line numbers according to FORMAT
  -p, --no-renumber               do not reset line numbers for each section
  -s, --number-separator=STRING   add STRING after (possible) line number
  -v, --starting-line-number=NUMBER  first line number for each section
  -w, --number-width=NUMBER       use NUMBER columns for line numbers`,
  short: 'b:d:f:h:i:l:n:ps:v:w:',
  long: {
    'body-numbering': '-b',
    'section-delimiter': '-d',
    'footer-numbering': '-f',
    'header-numbering': '-h',
    'line-increment': '-i',
    'join-blank-lines': '-l',
    'number-format': '-n',
    'no-renumber': '-p',
    'number-separator': '-s',
    'starting-line-number': '-v',
    'number-width': '-w',
  },
  run: nl,
});

type Style = 'a' | 't' | 'n' | RegExp;

function styleOf(tool: Tool, option: string, section: Section, usual: Style): Style {
  const text = tool.value(option);
  if (text === undefined) return usual;
  if (text === 'a' || text === 't' || text === 'n') return text;
  if (text.startsWith('p')) return compileBre(text.slice(1));
  return tool.usage(`invalid ${section} numbering style: ${quote(text)}`);
}

function numberOf(tool: Tool, option: string, usual: number, what: string): number {
  const text = tool.value(option);
  if (text === undefined) return usual;
  if (!/^-?\d+$/.test(text) || (option === '-w' && Number(text) < 1)) tool.fail(`invalid ${what}: ${quote(text)}`);
  return Number(text);
}

async function nl(tool: Tool): Promise<void> {
  const styles: Record<Section, Style> = {
    header: styleOf(tool, '-h', 'header', 'n'),
    body: styleOf(tool, '-b', 'body', 't'),
    footer: styleOf(tool, '-f', 'footer', 'n'),
  };
  const width = numberOf(tool, '-w', 6, 'line number field width');
  const increment = numberOf(tool, '-i', 1, 'line number increment');
  const start = numberOf(tool, '-v', 1, 'starting line number');
  const join = numberOf(tool, '-l', 1, 'line number of blank lines');
  const separator = tool.value('-s') ?? '\t';
  const format = tool.value('-n') ?? 'rn';
  if (!['ln', 'rn', 'rz'].includes(format)) tool.usage(`invalid line numbering format: ${quote(format)}`);
  const delimiter = (tool.value('-d') ?? '\\:').padEnd(2, ':');
  const sections: Record<string, Section> = {
    [delimiter.repeat(3)]: 'header',
    [delimiter.repeat(2)]: 'body',
    [delimiter]: 'footer',
  };
  let section: Section = 'body';
  let number = start;
  let blanks = 0;
  const counted = (line: string): boolean => {
    const style = styles[section];
    if (style === 'a') {
      if (line !== '' || join <= 1) return true;
      blanks = (blanks + 1) % join;
      return blanks === 0;
    }
    return style === 't' ? line !== '' : style !== 'n' && style.test(line);
  };
  const print = (line: string): string => {
    const next = sections[line];
    if (next !== undefined) {
      section = next;
      if (!tool.has('-p')) number = start;
      return '\n';
    }
    if (!counted(line)) return `${' '.repeat(width + separator.length)}${line}\n`;
    const digits = String(number);
    number += increment;
    const field = format === 'ln' ? digits.padEnd(width) : format === 'rn' ? digits.padStart(width) : zeroPadded(digits, width);
    return `${field}${separator}${line}\n`;
  };
  await tool.eachInput(async fd => {
    for await (const { lines } of lineBatches(tool.sys, fd)) {
      for (const line of lines) tool.out.write(print(line));
      await tool.out.settle();
    }
  });
}

const zeroPadded = (digits: string, width: number): string =>
  digits.startsWith('-') ? `-${digits.slice(1).padStart(width - 1, '0')}` : digits.padStart(width, '0');
