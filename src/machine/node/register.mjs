// Lets Node load the project's TypeScript as it stands: each .ts file has its types taken off when it is read.
// Node 22.18 and newer could do so themselves; 20.19 can't, and one way for all is one thing less to differ.
import { register } from 'node:module';

register('./typescript-hook.mjs', import.meta.url);
