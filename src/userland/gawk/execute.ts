// awk's statements, rules and input. As gawk 5.3.

import type { Func, Rule, Statement } from './ast.ts';
import { Fatal } from './cell.ts';
import { SlowEvaluator } from './evaluate-slow.ts';
import { formatValues } from './format.ts';
import { MainInput } from './main-input.ts';
import type { Runtime } from './runtime.ts';
import { inputValue, toBoolean, toNumber, toText, type Value } from './value.ts';

/** How a statement ended. */
type Flow = 'on' | 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';

export class Executor {
  readonly #runtime: Runtime;
  readonly #evaluator: SlowEvaluator;
  #returned: Value;
  readonly #input: MainInput;
  status = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#evaluator = new SlowEvaluator(runtime, {
      call: func => this.#call(func),
      callSlow: func => this.#callSlow(func),
      nextRecord: () => this.#input.next(),
    });
    this.#input = new MainInput(runtime, async statements => {
      for (const statement of statements) await this.#statement(statement);
    });
  }

  /** Runs the whole program; its exit status. */
  async run(): Promise<number> {
    const runtime = this.#runtime;
    const { program } = runtime;
    try {
      let flow: Flow = 'on';
      for (const statement of program.begin) {
        flow = await this.#statement(statement);
        await this.#settle();
        if (flow === 'exit') break;
      }
      if (flow !== 'exit' && (program.rules.length > 0 || program.end.length > 0 || program.beginFile.length > 0))
        flow = await this.#records();
      for (const statement of program.end) {
        flow = await this.#statement(statement);
        await this.#settle();
        if (flow === 'exit') break;
      }
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await this.#settle();
      await runtime.tool.out.flush();
      throw new Fatal(this.#placed(error.message));
    }
    await runtime.streams.closeAll();
    return this.status;
  }

  /** With the file and record in hand, where there is one. */
  #placed(words: string): string {
    const { fileName, fnr } = this.#runtime;
    if (words.startsWith('fatal: cannot open')) return words;
    return `cmd. line:1: ${fnr > 0 ? `(FILENAME=${fileName === '' ? '-' : fileName} FNR=${fnr}) ` : ''}${words}`;
  }

  async #settle(): Promise<void> {
    if (this.#runtime.streams.busy) await this.#runtime.streams.settle();
    await this.#runtime.tool.out.settle();
  }

  async #records(): Promise<Flow> {
    const { rules } = this.#runtime.program;
    const runtime = this.#runtime;
    let count = 0;
    for (;;) {
      const ready = this.#input.reader?.ready(runtime.rs);
      if (ready === undefined || (++count & 255) === 0) await this.#settle();
      if (ready !== undefined) {
        runtime.nr++;
        runtime.fnr++;
      }
      const record = ready ?? (await this.#input.next());
      if (record === undefined) return 'on';
      runtime.record.set(record);
      for (const rule of rules) {
        const chosen = this.#selected(rule);
        if (!(typeof chosen === 'boolean' ? chosen : await chosen)) continue;
        if (rule.action === undefined) {
          runtime.tool.out.write(runtime.record.text + runtime.ors);
          continue;
        }
        const flow = rule.action.slow === true ? await this.#statement(rule.action) : this.#quick(rule.action);
        if (flow === 'exit') return flow;
        if (flow === 'nextfile') await this.#input.endFile();
        if (flow === 'next' || flow === 'nextfile') break;
      }
      if (runtime.streams.busy) await runtime.streams.settle();
    }
  }

  #selected(rule: Rule): boolean | Promise<boolean> {
    const { pattern, until } = rule;
    if (pattern === undefined) return true;
    if (pattern.slow === true || until?.slow === true) return this.#selectedSlowly(rule);
    if (until === undefined) return toBoolean(this.#evaluator.value(pattern));
    if (!rule.active) {
      if (!toBoolean(this.#evaluator.value(pattern))) return false;
      rule.active = true;
    }
    if (toBoolean(this.#evaluator.value(until))) rule.active = false;
    return true;
  }

  async #selectedSlowly(rule: Rule): Promise<boolean> {
    const { pattern, until } = rule;
    if (until === undefined) return toBoolean(await this.#evaluator.slow(pattern!));
    if (!rule.active) {
      if (!toBoolean(await this.#evaluator.slow(pattern!))) return false;
      rule.active = true;
    }
    if (toBoolean(await this.#evaluator.slow(until))) rule.active = false;
    return true;
  }

  #call(func: Func): Value {
    this.#returned = undefined;
    const flow = this.#quick(func.body);
    return this.#afterCall(flow);
  }

  async #callSlow(func: Func): Promise<Value> {
    this.#returned = undefined;
    return this.#afterCall(await this.#statement(func.body));
  }

  #afterCall(flow: Flow): Value {
    if (flow === 'exit' || flow === 'next' || flow === 'nextfile') throw new Unwind(flow);
    const value = this.#returned;
    this.#returned = undefined;
    return value;
  }

  /** A statement that waits for nothing. */
  #quick(statement: Statement): Flow {
    try {
      return this.#run(statement);
    } catch (error) {
      if (error instanceof Unwind) return error.flow;
      throw error;
    }
  }

  #run(s: Statement): Flow {
    const evaluator = this.#evaluator;
    switch (s.kind) {
      case 'expression':
        evaluator.value(s.expr);
        return 'on';
      case 'print':
      case 'printf':
        this.#print(
          s.kind,
          s.args.map(arg => evaluator.value(arg)),
          s.redirection === undefined ? undefined : [s.redirection.kind, evaluator.value(s.redirection.to)],
        );
        return 'on';
      case 'block':
        for (const part of s.body) {
          const flow = this.#run(part);
          if (flow !== 'on') return flow;
        }
        return 'on';
      case 'if':
        if (toBoolean(evaluator.value(s.condition))) return this.#run(s.yes);
        return s.no === undefined ? 'on' : this.#run(s.no);
      case 'while':
        while (toBoolean(evaluator.value(s.condition))) {
          const flow = this.#run(s.body);
          if (flow === 'break') break;
          if (flow !== 'on' && flow !== 'continue') return flow;
        }
        return 'on';
      case 'do':
        do {
          const flow = this.#run(s.body);
          if (flow === 'break') break;
          if (flow !== 'on' && flow !== 'continue') return flow;
        } while (toBoolean(evaluator.value(s.condition)));
        return 'on';
      case 'for':
        if (s.start !== undefined) this.#run(s.start);
        for (; s.condition === undefined || toBoolean(evaluator.value(s.condition)); s.step !== undefined && this.#run(s.step)) {
          const flow = this.#run(s.body);
          if (flow === 'break') break;
          if (flow !== 'on' && flow !== 'continue') return flow;
        }
        return 'on';
      case 'forin':
        for (const key of this.#keys(s)) {
          evaluator.store(s.target, inputValue(key));
          const flow = this.#run(s.body);
          if (flow === 'break') break;
          if (flow !== 'on' && flow !== 'continue') return flow;
        }
        return 'on';
      case 'switch':
        return this.#switch(s);
      default:
        return this.#simple(s);
    }
  }

  #simple(s: Statement): Flow {
    const evaluator = this.#evaluator;
    switch (s.kind) {
      case 'delete': {
        const array = evaluator.array(s.array);
        if (s.keys === undefined) array.clear();
        else array.delete(s.keys.map(key => this.#keyText(evaluator.value(key))).join(this.#runtime.subsep));
        return 'on';
      }
      case 'return':
        this.#returned = s.value === undefined ? undefined : evaluator.value(s.value);
        return 'return';
      case 'exit':
        if (s.status !== undefined) this.status = Math.trunc(toNumber(evaluator.value(s.status))) & 255;
        return 'exit';
      case 'break':
      case 'continue':
      case 'next':
      case 'nextfile':
        return s.kind;
      default:
        return 'on';
    }
  }

  #keyText(value: Value): string {
    return this.#runtime.text(value);
  }

  /** The keys of a for loop, by PROCINFO["sorted_in"] where that is set. */
  #keys(s: Extract<Statement, { kind: 'forin' }>): string[] {
    const array = this.#evaluator.array(s.array);
    const how = this.#runtime.global('PROCINFO').array().get('sorted_in');
    if (how === undefined || typeof how === 'object') return array.order();
    const text = this.#runtime.text(how as Value);
    const keys = array.order();
    const direction = text.endsWith('desc') ? -1 : 1;
    const numeric = text.includes('_num');
    const key = (name: string): Value => (text.startsWith('@val') ? (array.get(name) as Value) : name);
    return keys.sort((a, b) => {
      const [one, two] = [key(a), key(b)];
      if (numeric) return direction * (toNumber(one) - toNumber(two));
      const [x, y] = [this.#runtime.text(one), this.#runtime.text(two)];
      return direction * (x < y ? -1 : x > y ? 1 : 0);
    });
  }

  #matchesCase(of: Value, match: Extract<Statement, { kind: 'switch' }>['cases'][number]['match']): boolean {
    if (match === undefined) return false;
    if (match.kind === 'regex') {
      const regex = this.#runtime.regex(match.source);
      regex.lastIndex = 0;
      return regex.test(this.#runtime.text(of));
    }
    const value = this.#evaluator.value(match);
    return typeof value === 'number'
      ? typeof of !== 'string' && toNumber(of) === value
      : this.#runtime.text(of) === this.#runtime.text(value);
  }

  #caseOf(s: Extract<Statement, { kind: 'switch' }>, of: Value): number {
    const found = s.cases.findIndex(({ match }) => this.#matchesCase(of, match));
    return found >= 0 ? found : s.cases.findIndex(({ match }) => match === undefined);
  }

  #switch(s: Extract<Statement, { kind: 'switch' }>): Flow {
    const start = this.#caseOf(s, this.#evaluator.value(s.of));
    for (const { body } of start < 0 ? [] : s.cases.slice(start)) {
      for (const part of body) {
        const flow = this.#run(part);
        if (flow === 'break') return 'on';
        if (flow !== 'on') return flow;
      }
    }
    return 'on';
  }

  #print(kind: 'print' | 'printf', values: readonly Value[], redirection: readonly ['>' | '>>' | '|', Value] | undefined): void {
    const runtime = this.#runtime;
    let text: string;
    if (kind === 'printf') {
      if (values.length === 0) throw new Fatal('fatal: printf: no arguments');
      text = formatValues(runtime.text(values[0]), values.slice(1), runtime.convfmt);
    } else if (values.length === 0) text = runtime.record.text + runtime.ors;
    else text = values.map(value => (typeof value === 'string' ? value : toText(value, runtime.ofmt))).join(runtime.ofs) + runtime.ors;
    if (redirection === undefined) runtime.tool.out.write(text);
    else runtime.streams.write(redirection[0], runtime.text(redirection[1]), text);
  }

  /** Any statement. */
  async #statement(statement: Statement): Promise<Flow> {
    try {
      return await this.#slow(statement);
    } catch (error) {
      if (error instanceof Unwind) return error.flow;
      throw error;
    }
  }

  async #slow(s: Statement): Promise<Flow> {
    if (s.slow !== true) return this.#run(s);
    const evaluator = this.#evaluator;
    const holds = async (): Promise<boolean> =>
      'condition' in s && s.condition !== undefined ? toBoolean(await evaluator.slow(s.condition)) : true;
    switch (s.kind) {
      case 'expression':
        await evaluator.slow(s.expr);
        return 'on';
      case 'print':
      case 'printf': {
        const values: Value[] = [];
        for (const arg of s.args) values.push(await evaluator.slow(arg));
        this.#print(s.kind, values, s.redirection === undefined ? undefined : [s.redirection.kind, await evaluator.slow(s.redirection.to)]);
        return 'on';
      }
      case 'block':
        return this.#sequence(s.body);
      case 'if':
        if (await holds()) return this.#slow(s.yes);
        return s.no === undefined ? 'on' : this.#slow(s.no);
      case 'while':
      case 'do':
      case 'for':
        if (s.kind === 'for' && s.start !== undefined) await this.#slow(s.start);
        for (let first = s.kind === 'do'; first || (await holds()); first = false) {
          const flow = await this.#slow(s.body);
          if (flow === 'break') break;
          if (flow !== 'on' && flow !== 'continue') return flow;
          if (s.kind === 'for' && s.step !== undefined) await this.#slow(s.step);
          await this.#settle();
        }
        return 'on';
      case 'forin':
        for (const key of this.#keys(s)) {
          evaluator.store(s.target, inputValue(key));
          const flow = await this.#slow(s.body);
          if (flow === 'break') break;
          if (flow !== 'on' && flow !== 'continue') return flow;
        }
        return 'on';
      case 'switch': {
        const start = this.#caseOf(s, await evaluator.slow(s.of));
        const flow = await this.#sequence(start < 0 ? [] : s.cases.slice(start).flatMap(({ body }) => body));
        return flow === 'break' ? 'on' : flow;
      }
      case 'return':
        this.#returned = s.value === undefined ? undefined : await evaluator.slow(s.value);
        return 'return';
      case 'exit':
        if (s.status !== undefined) this.status = Math.trunc(toNumber(await evaluator.slow(s.status))) & 255;
        return 'exit';
      default:
        return this.#run(s);
    }
  }

  async #sequence(body: readonly Statement[]): Promise<Flow> {
    for (const part of body) {
      const flow = await this.#slow(part);
      if (flow !== 'on') return flow;
    }
    return 'on';
  }
}

/** exit or next inside a function: leaves all that is under way. */
class Unwind extends Error {
  readonly flow: Flow;

  constructor(flow: Flow) {
    super();
    this.flow = flow;
  }
}
