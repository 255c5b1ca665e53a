// The worker's entry: puts the machine's port on the wire.

import * as Comlink from 'comlink';
import { createPort } from '../src/machine/port.ts';

Comlink.expose(createPort());
