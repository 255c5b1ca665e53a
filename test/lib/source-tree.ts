// The project's source files as the structure tests see them: paths, lines, and what each imports.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** All files below a folder of the repository whose name ends so, as paths from the root, sorted. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(entry => relative(ROOT, join(entry.parentPath ?? (entry as { path: string }).path, entry.name)))
    .sort();
}

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** What a module imports, statically or dynamically, type-only ones included: the specifiers as written. */
export function specifiersOf(source: string): string[] {
  const code = source.replace(/^\s*\/\/.*$/gm, '');
  const found = [...code.matchAll(/(?:^(?:import|export)\b[^'";]*?\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)'([^'\n]+)'/gm)].map(
    match => match[1]!,
  );
  return [...new Set(found)];
}

/** A specifier as a path from the root, or the package's name where it is not relative. */
export function resolveSpecifier(from: string, specifier: string): { file: string } | { package: string } {
  if (specifier.startsWith('.')) return { file: relative(ROOT, resolve(ROOT, dirname(from), specifier)) };
  const [scope, name] = specifier.split('/') as [string, string?];
  return { package: scope.startsWith('@') ? `${scope}/${name}` : scope };
}
