// The lines of a Dockerfile around a mistake. As buildkit 0.25's solver/errdefs.

import type { SourceInfo, SourceRange } from '../../api/build.ts';

/** The excerpt that is printed before the error; '' where there is nothing to show. */
export function excerpt(source: SourceInfo & { ranges: readonly SourceRange[] }): string {
  const lines = source.data.split('\n');
  if (source.ranges.length === 0) return '';
  let start = Math.min(...source.ranges.map(range => range.start.line));
  let end = Math.max(...source.ranges.map(range => Math.max(range.end.line, range.start.line)));
  if (start < 1 || start > lines.length) return '';
  end = Math.min(end, lines.length);
  const first = start;
  const pad = end === start ? 4 : 2;
  for (let padded = 0; padded < pad; padded++) {
    if (start > 1) {
      start--;
      padded++;
    }
    if (end !== lines.length) {
      end++;
      padded++;
    }
  }
  const marked = (line: number): boolean =>
    source.ranges.some(range => range.start.line <= line && line <= Math.max(range.end.line, range.start.line));
  let text = `${source.filename}:${first}\n--------------------\n`;
  for (let line = start; line <= end; line++) text += ` ${String(line).padStart(3)} | ${marked(line) ? '>>>' : '   '} ${lines[line - 1]}\n`;
  return `${text}--------------------\n`;
}
