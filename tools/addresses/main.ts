// `npm run addresses`: writes the rules of postal addresses after an update of the packages they come from.
import { writeFileSync } from 'node:fs';
import { countryData, target } from './country-data.ts';

writeFileSync(target, countryData());
