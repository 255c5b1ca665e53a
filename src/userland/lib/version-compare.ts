// The order of version strings, as gnulib's filevercmp and sort -V: digits by value, "~" before everything.

const rank = (code: number): number => {
  if (Number.isNaN(code) || (code >= 48 && code <= 57)) return 0;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return code;
  return code === 126 ? -1 : code + 256;
};

const digit = (code: number): boolean => code >= 48 && code <= 57;

function verrevcmp(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !digit(a.charCodeAt(i))) || (j < b.length && !digit(b.charCodeAt(j)))) {
      const one = i < a.length ? rank(a.charCodeAt(i)) : 0;
      const two = j < b.length ? rank(b.charCodeAt(j)) : 0;
      if (one !== two) return one - two;
      i++;
      j++;
    }
    while (a[i] === '0') i++;
    while (b[j] === '0') j++;
    let first = 0;
    while (digit(a.charCodeAt(i)) && digit(b.charCodeAt(j))) {
      if (first === 0) first = a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (digit(a.charCodeAt(i))) return 1;
    if (digit(b.charCodeAt(j))) return -1;
    if (first !== 0) return first;
  }
  return 0;
}

const SUFFIX = /(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/;

/** Negative, 0 or positive, as strcmp. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  for (const special of ['.', '..']) if (a === special || b === special) return a === special ? -1 : 1;
  if (a.startsWith('.') !== b.startsWith('.')) return a.startsWith('.') ? -1 : 1;
  const one = a.slice(0, a.length - (SUFFIX.exec(a)?.[0].length ?? 0));
  const two = b.slice(0, b.length - (SUFFIX.exec(b)?.[0].length ?? 0));
  return verrevcmp(one, two) || verrevcmp(a, b);
}
