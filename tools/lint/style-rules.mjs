const everywhere = [
  { selector: 'PrivateIdentifier', message: 'Write `private` instead of `#`: one class style everywhere.' },
  {
    selector: "MemberExpression[object.name='Scope'][property.name=/^(REQUEST|TRANSIENT)$/]",
    message: 'Nest rebuilds the whole pipeline per call for it: pass what belongs to a call as a parameter.',
  },
];

/** Node strips types, but does not turn syntax into code. */
export const needsBuild = {
  selector: 'TSParameterProperty',
  message: 'Node runs this file without a build: declare the field and assign it in the constructor.',
};

/** Syntax that is refused in every file, and `more` in some. */
export const refused = (...more) => ({ 'no-restricted-syntax': ['error', ...everywhere, ...more] });
