// true and false: a status and nothing else; no option is looked at.

import { applet } from '../applet.ts';

export default {
  true: applet({ name: 'true', usage: '', run: async () => 0 }),
  false: applet({ name: 'false', usage: '', run: async () => 1 }),
};
