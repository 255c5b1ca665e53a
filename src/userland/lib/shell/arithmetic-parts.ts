// The three parts of for ((a; b; c)).

/** The parts of "a; b; c", cut at the semicolons outside parentheses. */
export function splitArithmetic(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === ';' && depth === 0) {
      pieces.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...pieces, text.slice(start)].map(piece => piece.replace(/^\s+/, ''));
}
