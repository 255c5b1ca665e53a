// Running the tree: lists, conditions, loops, groups, functions' definitions. As bash 5.3's execute_cmd.c.
// Synchronous as long as no command has to be waited for; a yield every so many steps keeps the rest of the machine going.

import { Errno } from '../../../abi/errno.ts';
import { fnmatch } from '../glob.ts';
import { refusal } from './assign.ts';
import type { ArithmeticFor, Case, For, FunctionDefinition, If, List, Loop, Node, Redirect, Statement } from './ast.ts';
import { startBackground } from './background.ts';
import { holds } from './conditional.ts';
import { startCoprocess } from './coprocess.ts';
import { expandArithmetic, expandPattern, expandText, expandWords } from './expand.ts';
import { forkFailed } from './launch.ts';
import { after, type Now } from './now.ts';
import { runPipeline, runSubshell } from './pipeline.ts';
import { undo } from './redirect.ts';
import { runSelect } from './select.ts';
import { runSimple, tryRedirect } from './simple.ts';
import { Complaint, Jump, type Shell } from './state.ts';
import { trace, traceWords } from './trace.ts';
import { errorTrap } from './traps.ts';
import { AssignmentError, isName } from './variables.ts';

const STEPS_BETWEEN_YIELDS = 1000;

/** Runs statements in order; gives the last one's status. `tail`: nothing follows in this shell. */
export function runList(shell: Shell, list: List, tail = false, from = 0): Now<number> {
  for (let at = from; at < list.length; at++) {
    if (++shell.steps >= STEPS_BETWEEN_YIELDS) {
      shell.steps = 0;
      return shell.sys.yield().then(() => runList(shell, list, tail, at));
    }
    const result = runStatement(shell, list[at]!, tail && at === list.length - 1);
    if (result instanceof Promise) return at === list.length - 1 ? result : result.then(() => runList(shell, list, tail, at + 1));
  }
  return shell.status;
}

function runStatement(shell: Shell, statement: Statement, tail: boolean): Now<number> {
  if (statement.background) {
    return startBackground(shell, statement.node, runNode).then(status => (shell.status = status));
  }
  return runNode(shell, statement.node, tail);
}

/** Runs one command to its status, which becomes $?. */
export function runNode(shell: Shell, node: Node, tail = false): Now<number> {
  let result: Now<number>;
  try {
    result = dispatch(shell, node, tail);
  } catch (error) {
    return rescue(shell, error);
  }
  if (result instanceof Promise)
    return result.then(
      status => finish(shell, node, status),
      error => rescue(shell, error),
    );
  return finish(shell, node, result);
}

/** A complaint is said, and ends the commands read with this one, or the shell. */
async function rescue(shell: Shell, error: unknown): Promise<never> {
  if (error instanceof Jump) throw error;
  if (error instanceof Complaint) {
    if (error.message !== '') await shell.complain(error.message);
    const { fromString, subshellDepth, options } = shell;
    // Only bash -c gives the status of an error that ends it; elsewhere it is 1.
    const plain = shell.dialect.kind === 'bash' && error.ends && (!fromString || subshellDepth > 0 || options.errexit);
    shell.status = plain ? 1 : error.status;
    throw new Jump(error.ends && !shell.interactive ? 'exit' : 'discard', shell.status);
  }
  if (error instanceof AssignmentError) {
    return rescue(shell, refusal(shell, error));
  }
  if (error instanceof Errno && error.code === 'EAGAIN') return rescue(shell, await forkFailed(shell, error));
  throw error;
}

/** Commands whose failure set -e and ERR look at. */
const CHECKED = new Set(['simple', 'pipeline', 'subshell', 'conditional', 'arithmetic']);

function finish(shell: Shell, node: Node, status: number): Now<number> {
  shell.status = status;
  if (node.kind !== 'pipeline' && node.kind !== 'and-or') shell.pipeStatus = [status];
  if (shell.notices.length > 0 || shell.pending.length > 0 || shell.openSubstitutions.length > 0 || shell.interrupted)
    return tidy(shell, node, status);
  if (status !== 0 && shell.conditionDepth === 0 && (shell.options.errexit || shell.traps.has('ERR')) && CHECKED.has(node.kind))
    return failed(shell, node, status);
  return status;
}

async function tidy(shell: Shell, node: Node, status: number): Promise<number> {
  await shell.flushNotices();
  for (const fd of shell.openSubstitutions.splice(0)) await shell.sys.close(fd);
  await shell.engine.pendingTraps(shell);
  if (shell.interrupted && shell.interactive) {
    shell.interrupted = false;
    // A program that was interrupted has its own line ended where it was waited for.
    await shell.warn('\n');
    throw new Jump('discard', 130);
  }
  shell.interrupted = false;
  if (status !== 0 && shell.conditionDepth === 0 && CHECKED.has(node.kind)) return failed(shell, node, status);
  return status;
}

async function failed(shell: Shell, node: Node, status: number): Promise<number> {
  if (node.kind === 'pipeline' && node.negated) return status;
  await errorTrap(shell);
  if (shell.options.errexit) throw new Jump('exit', status);
  return status;
}

function dispatch(shell: Shell, node: Node, tail: boolean): Now<number> {
  if (shell.options.noexec && !shell.interactive) return 0;
  switch (node.kind) {
    case 'simple':
      return runSimple(shell, node, tail);
    case 'and-or':
      return runAndOr(shell, node.commands, node.operators, tail);
    case 'pipeline':
      return runPipeline(shell, node, tail, runNode);
    case 'subshell':
      return runSubshell(shell, node, tail, (child, list) => runList(child, list, true));
    case 'function':
      return define(shell, node);
    case 'coproc':
      return startCoprocess(shell, node, runNode);
    default:
      return node.redirects.length === 0 ? compound(shell, node) : redirected(shell, node, node.redirects);
  }
}

type Compound = Exclude<Node, { kind: 'simple' | 'and-or' | 'pipeline' | 'function' | 'coproc' }>;

async function redirected(shell: Shell, node: Compound, redirects: Redirect[]): Promise<number> {
  shell.line = node.line;
  const opened = await tryRedirect(shell, redirects, false);
  if (opened === undefined) return shell.dialect.kind === 'bash' ? 1 : 2;
  try {
    return await compound(shell, node);
  } finally {
    await undo(shell, opened);
  }
}

function compound(shell: Shell, node: Compound): Now<number> {
  switch (node.kind) {
    case 'group':
    case 'subshell':
      return runList(shell, node.body);
    case 'if':
      return runIf(shell, node, 0);
    case 'loop':
      return runLoop(shell, node);
    case 'for':
      return runFor(shell, node);
    case 'select':
      return runSelect(shell, node, body => runList(shell, body));
    case 'arithmetic-for':
      return runArithmeticFor(shell, node);
    case 'case':
      return runCase(shell, node);
    case 'conditional':
      shell.line = node.line;
      return after(holds(shell, node.test), held => (held ? 0 : 1));
    case 'arithmetic':
      shell.line = node.line;
      return runArithmetic(shell, node.text);
  }
}

async function runArithmetic(shell: Shell, text: string): Promise<number> {
  if (shell.options.xtrace) await trace(shell, `(( ${text.trim()} ))`);
  try {
    const value = shell.evaluate(await expandArithmetic(shell, text));
    return value === 0 || value === 0n ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Complaint) || error.ends) throw error;
    await shell.complain(`((: ${error.message}`);
    return 1;
  }
}

/** Runs something whose failure is an answer, not an error. */
function asCondition(shell: Shell, run: () => Now<number>): Now<number> {
  shell.conditionDepth++;
  return after(run(), status => {
    shell.conditionDepth--;
    return status;
  });
}

function runAndOr(shell: Shell, commands: Node[], operators: ('&&' | '||')[], tail: boolean, from = 0): Now<number> {
  for (let at = from; at < commands.length; at++) {
    const skip = at > 0 && (operators[at - 1] === '&&') !== (shell.status === 0);
    if (skip) continue;
    const last = at === commands.length - 1;
    const result = last ? runNode(shell, commands[at]!, tail) : asCondition(shell, () => runNode(shell, commands[at]!));
    if (result instanceof Promise) return last ? result : result.then(() => runAndOr(shell, commands, operators, tail, at + 1));
  }
  return shell.status;
}

function runIf(shell: Shell, node: If, at: number): Now<number> {
  const branch = node.branches[at];
  if (branch === undefined) {
    if (node.otherwise !== undefined) return runList(shell, node.otherwise);
    return 0;
  }
  return after(
    asCondition(shell, () => runList(shell, branch.condition)),
    status => (status === 0 ? runList(shell, branch.body) : runIf(shell, node, at + 1)),
  );
}

/** What a loop does with a jump out of its body: true leaves the loop. Others go on up. */
function leaves(shell: Shell, error: unknown): boolean {
  if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
  if (error.count > 1) {
    if (shell.loopDepth > 1) {
      error.count--;
      throw error;
    }
    return error.kind === 'break';
  }
  shell.status = error.status;
  return error.kind === 'break';
}

/** Runs a loop's body once; gives its status, or 'leave'. */
async function turn(shell: Shell, body: () => Now<number>, depth: number): Promise<number | 'leave'> {
  try {
    return await body();
  } catch (error) {
    const out = leaves(shell, error);
    shell.conditionDepth = depth;
    return out ? 'leave' : 0;
  }
}

async function runLoop(shell: Shell, node: Loop): Promise<number> {
  let status = 0;
  const depth = shell.conditionDepth;
  shell.loopDepth++;
  try {
    for (;;) {
      shell.conditionDepth = depth + 1;
      const condition = runList(shell, node.condition);
      const asked = typeof condition === 'number' ? condition : await condition;
      shell.conditionDepth = depth;
      if ((asked === 0) === node.until) break;
      const result = runList(shell, node.body);
      status = typeof result === 'number' ? result : await result;
    }
  } catch (error) {
    if (leaves(shell, error)) {
      shell.conditionDepth = depth;
      return shell.status;
    }
    shell.conditionDepth = depth;
    // A continue: the rest of the loop goes on as a loop of its own, so that the fast path needs no try for each turn.
    shell.loopDepth--;
    try {
      return await runLoop(shell, node);
    } finally {
      shell.loopDepth++;
    }
  } finally {
    shell.loopDepth--;
  }
  return status;
}

async function runFor(shell: Shell, node: For): Promise<number> {
  const { words } = node;
  shell.line = node.line;
  const values = words === undefined ? shell.args.slice() : await expandWords(shell, words);
  if (!isName(node.name)) throw new Complaint(`\`${node.name}': not a valid identifier`);
  const depth = shell.conditionDepth;
  let status = 0;
  shell.loopDepth++;
  try {
    for (const value of values) {
      if (shell.options.xtrace && shell.dialect.kind === 'bash')
        await trace(shell, `for ${node.name} in ${words === undefined ? '"$@"' : words.map(word => word.raw).join(' ')}`);
      shell.variables.assign(node.name, value);
      const result = await turn(shell, () => runList(shell, node.body), depth);
      if (result === 'leave') return shell.status;
      status = result;
    }
  } finally {
    shell.loopDepth--;
  }
  return status;
}

async function runArithmeticFor(shell: Shell, node: ArithmeticFor): Promise<number> {
  const count = async (text: string): Promise<boolean> => {
    if (text === '') return true;
    if (shell.options.xtrace) await trace(shell, `(( ${text} ))`);
    shell.line = node.line;
    try {
      const value = shell.evaluate(await expandArithmetic(shell, text));
      return value !== 0 && value !== 0n;
    } catch (error) {
      if (error instanceof Complaint && !error.ends) throw new Complaint(`((: ${error.message}`);
      throw error;
    }
  };
  const depth = shell.conditionDepth;
  let status = 0;
  shell.loopDepth++;
  try {
    await count(node.initialize);
    while (await count(node.test)) {
      const result = await turn(shell, () => runList(shell, node.body), depth);
      if (result === 'leave') return shell.status;
      status = result;
      await count(node.update);
    }
  } finally {
    shell.loopDepth--;
  }
  return status;
}

async function runCase(shell: Shell, node: Case): Promise<number> {
  shell.line = node.line;
  const text = await expandText(shell, node.word);
  if (shell.options.xtrace && shell.dialect.kind === 'bash') await trace(shell, `case ${traceWords(shell, [text])} in`);
  const options = { extended: shell.shopts.has('extglob'), ignoreCase: shell.shopts.has('nocasematch') };
  let status = 0;
  let falls = false;
  for (const item of node.items) {
    if (!falls) {
      let found = false;
      for (const pattern of item.patterns) {
        if (fnmatch(await expandPattern(shell, pattern), text, options)) {
          found = true;
          break;
        }
      }
      if (!found) continue;
    }
    status = item.body.length === 0 ? 0 : await runList(shell, item.body);
    if (item.terminator === ';;') return status;
    falls = item.terminator === ';&';
  }
  return status;
}

function define(shell: Shell, node: FunctionDefinition): Now<number> {
  const known = shell.functions.get(node.name);
  if (known?.readonly) return shell.complain(`${node.name}: readonly function`).then(() => 1);
  const source = shell.frames.at(-1)?.source ?? (shell.fromString ? shell.name : shell.fromStdin ? 'main' : shell.name);
  shell.functions.set(node.name, {
    definition: node,
    source,
    exported: known?.exported ?? false,
    readonly: false,
    trace: known?.trace ?? false,
  });
  return 0;
}
