// Names in natural order: numbers in them by their value. As fvbommel/sortorder's NaturalLess.

/** Compares two names: "net2" is before "net10". */
export function compareNatural(left: string, right: string): number {
  const a = left.match(/\d+|\D+/g) ?? [];
  const b = right.match(/\d+|\D+/g) ?? [];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one, two] = [a[at]!, b[at]!];
    if (one === two) continue;
    if (/^\d/.test(one) && /^\d/.test(two)) {
      const difference = Number(one) - Number(two);
      if (difference !== 0) return difference;
    }
    return one < two ? -1 : 1;
  }
  return a.length - b.length;
}
