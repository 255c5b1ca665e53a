// Two compose files, or a service and what it extends, made one: mappings go together, lists are joined, and what has a key replaces its like.
// As compose-go 2's override package.

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists that the later file replaces. */
const REPLACED = new Set(['command', 'entrypoint', 'test']);
/** What makes two items of a list the same one. */
const KEYS: Readonly<Record<string, (item: Tree) => string>> = {
  ports: item => [item.host_ip ?? '', item.published ?? '', item.target, item.protocol].join(':'),
  volumes: item => String(item.target),
  secrets: item => String(item.target ?? item.source),
  configs: item => String(item.target ?? item.source),
  devices: item => String(item.target),
  env_file: item => String(item.path),
};

/** The later over the earlier. */
export function merge(earlier: unknown, later: unknown, key = ''): unknown {
  if (later === undefined) return earlier;
  if (earlier === undefined || earlier === null) return later;
  if (isTree(earlier) && isTree(later)) {
    const out: Tree = { ...earlier };
    for (const [name, value] of Object.entries(later)) out[name] = Object.hasOwn(earlier, name) ? merge(earlier[name], value, name) : value;
    return out;
  }
  if (Array.isArray(earlier) && Array.isArray(later)) {
    if (REPLACED.has(key)) return later;
    return joined(earlier, later, key);
  }
  return later === null && isTree(earlier) ? earlier : later;
}

/** Two lists as one, each item once. */
export function joined(earlier: readonly unknown[], later: readonly unknown[], key: string): unknown[] {
  const keyOf = (item: unknown): string => (isTree(item) ? (KEYS[key]?.(item) ?? JSON.stringify(item)) : String(item));
  const out = new Map<string, unknown>();
  for (const item of [...earlier, ...later]) {
    const name = keyOf(item);
    out.set(name, out.has(name) && isTree(item) ? merge(out.get(name), item) : item);
  }
  return [...out.values()];
}
