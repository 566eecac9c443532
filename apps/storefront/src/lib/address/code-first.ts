/** Where the postal code is written before the city; its spec compares it with the rules of addresses, which stay on the server. */
const CODE_FIRST = new Set(
  `AD AL AM AR AT AX AZ BA BE BG BL BY CH CL CV CY CZ DE DK DO DZ EC EE EH ES ET FI FO FR GE GF GL GN GP GR GT GW HR HT
   IS IT KG KW KZ LA LI LR LT LU MA MC MD ME MF MG MK MQ MU MX MY MZ NC NE NI NL NO OM PF PL PM PT PY RE RO RS SE SI SJ
   SK SM SN SV TJ TM TN TR TZ UY UZ VA WF YT ZM`.split(/\s+/),
);

export const isCodeFirst = (country: string): boolean => CODE_FIRST.has(country);
