// Filters as the API takes them: {"label":{"a=b":true}}. As moby's api/types/filters.

/** The filters of `--filter` flags ("name=web"); undefined where there are none. */
export function filtersOf(given: readonly string[], more: Readonly<Record<string, readonly string[]>> = {}): string | undefined {
  const filters: Record<string, Record<string, true>> = {};
  const add = (name: string, value: string): void => {
    filters[name] ??= {};
    filters[name][value] = true;
  };
  for (const text of given) {
    const at = text.indexOf('=');
    if (at >= 0) add(text.slice(0, at).trim().toLowerCase(), text.slice(at + 1).trim());
  }
  for (const [name, values] of Object.entries(more)) for (const value of values) add(name, value);
  return Object.keys(filters).length === 0 ? undefined : JSON.stringify(filters);
}
