/** `npm run sandbox`: the sandbox alone. */
import { main } from '../../../src/sandbox/cli.ts';

process.exitCode = await main(process.argv.slice(2));
