// awk's expressions of which a part waits: for a command, a file, or a function that does. As gawk 5.3.

import { Errno } from '../../abi/errno.ts';
import type { Expr } from './ast.ts';
import { Fatal } from './cell.ts';
import { DEPTH_MOST, Evaluator } from './evaluate.ts';
import type { Reader } from './streams.ts';
import { inputValue, toBoolean, type Value } from './value.ts';

export class SlowEvaluator extends Evaluator {
  /** The value of any expression. */
  async slow(expr: Expr): Promise<Value> {
    if (expr.slow !== true) return this.value(expr);
    switch (expr.kind) {
      case 'and':
        return toBoolean(await this.slow(expr.left)) && toBoolean(await this.slow(expr.right)) ? 1 : 0;
      case 'or':
        return toBoolean(await this.slow(expr.left)) || toBoolean(await this.slow(expr.right)) ? 1 : 0;
      case 'choose':
        return this.slow(toBoolean(await this.slow(expr.condition)) ? expr.yes : expr.no);
      case 'getline':
        return this.#getline(expr);
      case 'assign':
        return this.assign(expr.target, expr.operator, await this.slow(expr.value));
      case 'builtin':
        return this.#slowBuiltin(expr);
      case 'call':
        return this.#slowCall(expr);
      default:
        return this.value(await this.#settled(expr));
    }
  }

  async #known(expr: Expr): Promise<Expr> {
    return expr.slow === true ? { kind: 'value', value: await this.slow(expr) } : expr;
  }

  async #knownAll(exprs: readonly Expr[]): Promise<Expr[]> {
    const known: Expr[] = [];
    for (const expr of exprs) known.push(await this.#known(expr));
    return known;
  }

  /** The expression with its waiting parts worked out. */
  async #settled(expr: Expr): Promise<Expr> {
    switch (expr.kind) {
      case 'field':
        return { ...expr, index: await this.#known(expr.index) };
      case 'index':
      case 'in':
        return { ...expr, keys: await this.#knownAll(expr.keys) };
      case 'unary':
      case 'group':
        return { ...expr, of: await this.#known(expr.of) };
      case 'binary':
      case 'compare':
      case 'match': {
        // The left side is worked out first where the right side waits.
        const left: Expr = expr.right.slow === true ? { kind: 'value', value: await this.slow(expr.left) } : await this.#known(expr.left);
        return { ...expr, left, right: await this.#known(expr.right) };
      }
      case 'concat':
        return { ...expr, parts: await this.#knownAll(expr.parts) };
      default:
        return expr;
    }
  }

  async #slowBuiltin(expr: Extract<Expr, { kind: 'builtin' }>): Promise<Value> {
    const args = await this.#knownAll(expr.args);
    const { streams } = this.runtime;
    const text = (at: number): string => this.runtime.text(this.value(args[at]!));
    if (expr.name === 'system') return streams.system(text(0));
    if (expr.name === 'close') return streams.close(text(0));
    if (expr.name === 'fflush') return (await streams.flush(args.length > 0 ? text(0) : undefined)) ? 0 : -1;
    return this.builtin(expr.name, args);
  }

  async #slowCall(expr: Extract<Expr, { kind: 'call' }>): Promise<Value> {
    const name = expr.indirect === true ? this.runtime.text(this.runtime.global(expr.name).get()) : expr.name;
    const args = await this.#knownAll(expr.args);
    const func = this.funcOf(name, args);
    const frame = this.frameOf(func, args);
    if (++this.depth > DEPTH_MOST) throw new Fatal(`fatal: function \`${name}' called itself too deeply`);
    const before = this.frame;
    this.frame = frame;
    try {
      return func.slow ? await this.calls.callSlow(func, frame) : this.calls.call(func, frame);
    } finally {
      this.frame = before;
      this.depth--;
    }
  }

  async #getline(expr: Extract<Expr, { kind: 'getline' }>): Promise<Value> {
    const runtime = this.runtime;
    try {
      if (expr.from === 'input') {
        const record = await this.calls.nextRecord();
        if (record === undefined) return 0;
        if (expr.target === undefined) runtime.record.set(record);
        else this.store(expr.target, inputValue(record));
        return 1;
      }
      const source = runtime.text(await this.slow(expr.source!));
      const reader: Reader | Errno =
        expr.from === 'file' ? await runtime.streams.fileReader(source) : await runtime.streams.commandReader(source);
      if (reader instanceof Errno) {
        runtime.global('ERRNO').set(reader.message);
        return -1;
      }
      const record = await reader.read(runtime.rs);
      if (record === undefined) return 0;
      runtime.global('RT').set(reader.terminator);
      if (expr.from === 'command') runtime.nr++;
      if (expr.target === undefined) runtime.record.set(record);
      else this.store(expr.target, inputValue(record));
      return 1;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      runtime.global('ERRNO').set(error.message);
      return -1;
    }
  }
}
