const everywhere = [
  { selector: 'PrivateIdentifier', message: 'Write `private` instead of `#`: one class style everywhere.' },
  {
    selector: "MemberExpression[object.name='Scope'][property.name=/^(REQUEST|TRANSIENT)$/]",
    message: 'Nest rebuilds the whole pipeline per call for it: pass what belongs to a call as a parameter.',
  },
];

/** ISO 4217 sets the digits of a currency, not ICU, whose releases differ. */
const money = [
  {
    selector:
      "Property:matches([key.name='style'], [key.value='style']) > :matches(Literal[value='currency'], TemplateLiteral)",
    message: 'Write amounts with formatMoney of @tradepost/decision, which has the digits of ISO 4217.',
  },
  {
    selector: ':matches(MemberExpression, ObjectPattern > Property) > Identifier[name=/FractionDigits$/]',
    message: 'Intl follows the release of ICU: ask minorDigits of @tradepost/decision.',
  },
  {
    selector:
      "CallExpression[callee.property.name='supportedValuesOf']:not([arguments.0.value=/^(calendar|collation|numberingSystem|timeZone|unit)$/])",
    message: 'Intl follows the release of ICU: ask isCurrency of @tradepost/decision.',
  },
];

/** Node strips types, but does not turn syntax into code. */
export const needsBuild = {
  selector: 'TSParameterProperty',
  message: 'Node runs this file without a build: declare the field and assign it in the constructor.',
};

/** Syntax that is refused in every file, and `more` in some. */
export const refused = (...more) => ({ 'no-restricted-syntax': ['error', ...everywhere, ...money, ...more] });

/** For the one file that gives Intl the digits. */
export const refusedWhereAmountsAreWritten = { 'no-restricted-syntax': ['error', ...everywhere] };
