/**
 * What people write for a region whose code is part of the address, beside its code and its name; compared without case,
 * dots, blanks and accents.
 */
const WRITTEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  US: {
    AA: 'Armed Forces AA, Armed Forces Americas, Armed Forces America, Armed Forces of the Americas, Armed Forces Latin America',
    AE: 'Armed Forces AE, Armed Forces Europe, Armed Forces Africa, Armed Forces Canada, Armed Forces Middle East, Armed Forces EMEA',
    AP: 'Armed Forces AP, Armed Forces Pacific, Armed Forces Asia',
    AL: 'Ala',
    AR: 'Ark',
    AZ: 'Ariz',
    CA: 'Calif, Cal',
    CO: 'Colo',
    CT: 'Conn',
    DC: 'Washington DC, District Columbia, Wash DC',
    DE: 'Del',
    FL: 'Fla',
    FM: 'Federated States of Micronesia',
    IL: 'Ill',
    IN: 'Ind',
    KS: 'Kan, Kans',
    MA: 'Mass, Commonwealth of Massachusetts',
    MH: 'Republic of the Marshall Islands',
    MI: 'Mich',
    MN: 'Minn',
    MP: 'CNMI, Commonwealth of the Northern Mariana Islands, Northern Marianas',
    MS: 'Miss',
    MT: 'Mont',
    ND: 'N Dak, N Dakota',
    NC: 'N Carolina',
    NE: 'Neb, Nebr',
    NM: 'N Mex',
    NV: 'Nev',
    NY: 'New York State',
    OK: 'Okla',
    OR: 'Ore, Oreg',
    PA: 'Penn, Penna',
    PR: 'Commonwealth of Puerto Rico',
    SC: 'S Carolina',
    SD: 'S Dak, S Dakota',
    TN: 'Tenn',
    TX: 'Tex',
    VI: 'US Virgin Islands, United States Virgin Islands, Virgin Islands of the United States, Virgin Islands US, USVI',
    WA: 'Wash, Washington State',
    WI: 'Wis, Wisc',
    WV: 'W Va, W Virginia',
    WY: 'Wyo',
  },
  CA: {
    AB: 'Alta',
    BC: 'Colombie-Britannique',
    MB: 'Man',
    NB: 'Nouveau-Brunswick',
    NL: 'NF, NFLD, LB, Newfoundland, Labrador, Terre-Neuve, Terre-Neuve-et-Labrador',
    NS: 'Nouvelle-Ecosse',
    NT: 'NWT, Territoires du Nord-Ouest',
    ON: 'Ont',
    PE: 'PEI, Ile-du-Prince-Edouard',
    QC: 'PQ, Que, Province de Quebec',
    SK: 'Sask',
    YT: 'YK, Yukon Territory, Territoire du Yukon',
  },
  AU: { JBT: 'Jervis Bay', NSW: 'NS Wales', QLD: 'Qland', TAS: 'Tassie', VIC: 'Vict', WA: 'West Australia' },
};

/** Equal for spellings of one name. */
export const regionKey = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]/gu, '');

const codes = new Map(
  Object.entries(WRITTEN).flatMap(([country, regions]) =>
    Object.entries(regions).flatMap(([code, written]) =>
      written.split(', ').map((name): [string, string] => [`${country} ${regionKey(name)}`, code]),
    ),
  ),
);

/** The code of a region by another name of it: `VI` for `U.S. Virgin Islands`. Undefined: it is no such name. */
export const regionCodeOf = (country: string, written: string): string | undefined =>
  codes.get(`${country} ${regionKey(written)}`);
