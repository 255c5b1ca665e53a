// A command line split into words, as a shell would. As mattn/go-shellwords in compose-go 2.

/** Words of a text; quotes and backslashes are taken off. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      word ??= '';
      for (at++; at < text.length && text[at] !== char; at++) {
        if (char === '"' && text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at++;
        word += text[at];
      }
    } else if (char === '\\') word = (word ?? '') + (text[++at] ?? '');
    else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
