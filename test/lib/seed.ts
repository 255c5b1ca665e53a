// Properties are tried with the same chance on each run: a test that fails does so for everyone.

import fc from 'fast-check';

fc.configureGlobal({ seed: 20261125 });
