// Builds, lists and signs the images; what CI does, also on a laptop.
import { parseArgs } from 'node:util';
import { Stop } from '../dev/console.ts';
import { runProgram } from '../programs/main-program.ts';
import { needDocker, needPrograms } from '../programs/run.ts';
import { buildImages, imageNames, writeBills } from './build.ts';
import { signImages } from './sign.ts';

const USAGE = `npm run images -- <command> [options]
  build    builds the images
    --only a,b       ${imageNames.join(', ')}
    --prefix p       before each name; a registry's ends with a slash (tradepost-)
    --tag t          (local)
    --version v      for the label, and for the tag when none is given (0.0.0)
    --push           to the registry
  bills    writes the lists of packages of all images to .local/images/bills (CycloneDX)
  sign     signs what was pushed with cosign and attaches the lists`;

await runProgram(USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', default: imageNames.join(',') },
      prefix: { type: 'string', default: 'tradepost-' },
      tag: { type: 'string' },
      version: { type: 'string', default: '0.0.0' },
      push: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  if (command === 'sign') {
    needPrograms(['cosign']);
    return signImages();
  }
  needPrograms(['docker']);
  needDocker();
  if (command === 'bills') return void (await writeBills());
  if (command !== 'build') throw new Stop(USAGE);
  const { only, prefix, version, push } = values;
  // A registry knows names in small letters only; the name of a company may have others.
  const tag = values.tag ?? (version === '0.0.0' ? 'local' : version);
  await buildImages({ names: only.split(','), prefix: prefix.toLowerCase(), tag, version, push });
});
