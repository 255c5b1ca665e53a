// Cuts a line of iptables-restore's input into words: quotes and backslashes in them. As add_param_to_argv of xshared.c, iptables 1.8.13.

/** The words of a line, and whether any was quoted. */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let started = false;
  let quoted = false;
  let escaped = false;
  for (const char of line) {
    if (quoted) {
      if (escaped) {
        word += char;
        escaped = false;
      } else if (char === '\\') escaped = true;
      else if (char === '"') quoted = false;
      else word += char;
      continue;
    }
    if (char === '"') {
      quoted = true;
      started = true;
    } else if (char === ' ' || char === '\t' || char === '\n') {
      if (started) words.push(word);
      word = '';
      started = false;
    } else {
      word += char;
      started = true;
    }
  }
  // A quote that is left open holds the line's end too.
  if (started) words.push(quoted ? `${word}\n` : word);
  return words;
}
