// The loader behind register.mjs (Node's customization hooks run in a thread of their own).
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

/** Gives a .ts module as JavaScript with its source map inside; everything else goes on as it was. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts') || !url.startsWith('file:')) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code, errors, map } = transformSync(path, await readFile(path, 'utf8'), { lang: 'ts', sourcemap: true, target: 'es2022' });
  if (errors?.length) throw new SyntaxError(`${path}: ${errors.map(error => error.message ?? String(error)).join('; ')}`);
  const inline = map ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}` : '';
  return { format: 'module', source: code + inline, shortCircuit: true };
}
