// route: show and manipulate the IP routing table. net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { INET_ROUTE, ROUTE, ROUTE_LIST, VERSIONS } from './help.ts';
import { Failure, STATUS } from './kernel.ts';
import { changeRoute } from './route-change.ts';
import { printRoutes, printRoutes6, ROUTE_CACHE } from './routes.ts';

const LONG = {
  extend: '-e',
  verbose: '-v',
  version: '-V',
  numeric: '-n',
  symbolic: '-N',
  protocol: '-A',
  cache: '-C',
  fib: '-F',
  help: '-h',
  inet: '-4',
  inet6: '-6',
} as const;

export default program({
  name: 'route',
  summary: 'show / manipulate the IP routing table',

  async main(sys, argv) {
    try {
      return await run(sys, argv);
    } catch (error) {
      if (error instanceof UsageError) {
        await warn(sys, `route: ${error.message}\n`);
        return usage(sys);
      }
      if (!(error instanceof Failure)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
  },
});

/** The help: what it lists of families goes to standard error, the rest through a buffer. */
async function usage(sys: Sys): Promise<number> {
  await warn(sys, ROUTE_LIST);
  await print(sys, ROUTE);
  return 0;
}

const familyOf = (word: string | undefined): 'inet' | 'inet6' => {
  if (word === 'inet' || word === 'inet6') return word;
  if (!['unix', 'ax25', 'netrom', 'rose', 'ipx', 'ddp', 'x25'].includes(word ?? '')) {
    throw new Failure(`Unknown address family \`${word}'.\n`, STATUS.notSupported);
  }
  throw new Failure(`route: address family ${word} is not simulated here\n`, STATUS.notSupported);
};

async function run(sys: Sys, argv: readonly string[]): Promise<number> {
  const { given, operands } = getopt(argv, '+A:eCFhnN64Vv?', LONG);
  const has = (option: string): boolean => given.some(each => each.option === option);
  if (has('-V')) {
    await print(sys, VERSIONS.route);
    return 0;
  }
  if (has('-h') || has('-?')) {
    await usage(sys);
    return 0;
  }
  const named = given.findLast(({ option }) => option === '-A')?.value;
  const family = named === undefined ? (has('-6') ? 'inet6' : 'inet') : familyOf(named);
  const [action, ...words] = operands;
  if (action === undefined) {
    const extended = given.filter(({ option }) => option === '-e').length;
    const columns = (['route', 'netstat', 'both'] as const)[Math.min(extended, 2)]!;
    if (family === 'inet6') await print(sys, await printRoutes6(sys));
    else await print(sys, has('-C') ? ROUTE_CACHE : await printRoutes(sys, { numeric: has('-n'), columns }));
    return 0;
  }
  if (action === 'flush') throw new Failure(`Flushing \`${family}' routing table not supported\n${INET_ROUTE}`, STATUS.optionError);
  if (action !== 'add' && action !== 'del' && action !== 'delete') {
    await warn(sys, ROUTE + ROUTE_LIST);
    return STATUS.optionError;
  }
  return changeRoute(sys, { add: action === 'add', family, words });
}
