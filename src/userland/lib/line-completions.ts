// Completions as a terminal shows them: in columns, down and then across. As readline's complete.c.

import { widthOf } from './line-screen.ts';

const GAP = 2;

const widthOfText = (text: string): number => [...text].reduce((sum, char) => sum + widthOf(char), 0);

/** The start that all of the words share. */
export function commonPrefix(words: readonly string[]): string {
  let common = words[0] ?? '';
  for (const word of words) {
    let length = 0;
    while (length < common.length && common[length] === word[length]) length++;
    common = common.slice(0, length);
  }
  return common;
}

/** The words in columns of a screen's width, a row a line. */
export function columnsText(words: readonly string[], columns: number): string {
  // The mark of a folder takes of the gap.
  const width = Math.max(...words.map(word => widthOfText(word.replace(/\/$/, '')))) + GAP;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(words.length / across);
  let text = '';
  for (let row = 0; row < rows; row++) {
    for (let at = row; at < words.length; at += rows) {
      const word = words[at]!;
      text += word + ' '.repeat(Math.max(0, width - widthOfText(word)));
    }
    text += '\n';
  }
  return text;
}
