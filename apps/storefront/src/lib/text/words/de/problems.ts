export const problems = {
  notFoundTitle: 'Hier ist nichts',
  notFoundText: 'Die Seite ist umgezogen, oder in der Adresse steckt ein Tippfehler.',
  errorTitle: 'Da ist etwas schiefgegangen',
  errorText: 'Das liegt an uns, nicht an Ihnen. Es ist nichts verloren; bitte versuchen Sie es noch einmal.',
  tryAgain: 'Noch einmal versuchen',
  backHome: 'Zur Startseite',
  reference: (traceId: string) => `Referenz ${traceId}`,
  required: 'Bitte ausfüllen.',
  byCode: {
    'auth.credentials': 'E-Mail oder Passwort stimmt nicht.',
    too_many_requests:
      'Das war viel auf einmal. Bitte warten Sie einen Moment und versuchen Sie es noch einmal.',
    'token.unknown': 'Dieser Link ist nicht von uns. Bitte fordern Sie einen neuen an.',
    'token.used': 'Dieser Link wurde schon benutzt. Bitte fordern Sie einen neuen an.',
    'token.expired': 'Dieser Link ist zu alt. Bitte fordern Sie einen neuen an.',
    'email.verified': 'Diese Adresse ist schon bestätigt.',
    'version.stale': 'Das wurde inzwischen anderswo geändert. Bitte sehen Sie es noch einmal an.',
    'address.too_many': 'Ihr Adressbuch ist voll. Bitte entfernen Sie zuerst eine Adresse.',
    'address.not_found': 'Diese Adresse steht nicht mehr in Ihrem Buch.',
    other: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
  },
};
